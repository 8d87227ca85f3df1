import { deepEqual, equal, match, notEqual, ok, rejects } from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createKeys } from "../../../provider/live/credentials/renewal.js";
import { type Cloud, type Heard, issued, refused, withCloud } from "../../support/cloud.js";

const credentials = (name: string) => ({ secretId: name, secretKey: `key-${name}`, token: `token-${name}` });

/** A clock at 0, and credentials 1, 2, 3… that live for so many seconds. */
function trial(life: number | undefined) {
  const state = { now: 0, fetched: 0, failing: false };
  const keys = createKeys(
    async () => {
      await nextTurn();
      if (state.failing) throw new Error("no answer");
      state.fetched += 1;
      const found = { credentials: credentials(String(state.fetched)) };
      return life === undefined ? found : { ...found, expires: state.now + life };
    },
    () => state.now,
  );
  const current = async () => (await keys.current()).secretId;
  /** What calls get, once what goes on in the background is done. */
  const settled = async () => {
    await current();
    await nextTurn();
    await nextTurn();
    return current();
  };
  return { state, keys, current, settled };
}

describe("credentials that expire", () => {
  it("are fetched once for all who ask at the same time", async () => {
    const { state, current } = trial(7200);
    deepEqual(await Promise.all(Array.from({ length: 100 }, current)), Array(100).fill("1"));
    equal(state.fetched, 1);
  });

  it("are renewed ten minutes before their end, while calls go on with those that there are", async () => {
    const { state, current, settled } = trial(7200);
    await current();
    state.now = 7200 - 601;
    equal(await settled(), "1");
    state.now = 7200 - 600;
    equal(await current(), "1");
    equal(await settled(), "2");
    equal(state.fetched, 2);
  });

  it("that live shortly are renewed when a third of their life is left", async () => {
    const { state, current, settled } = trial(900);
    await current();
    state.now = 599;
    equal(await settled(), "1");
    state.now = 600;
    equal(await settled(), "2");
  });

  it("serve on while their renewal fails, which is tried again twice a minute", async () => {
    const { state, keys, settled } = trial(7200);
    await keys.current();
    state.failing = true;
    state.now = 6600;
    equal(await settled(), "1");
    state.failing = false;
    state.now = 6629;
    equal(await settled(), "1");
    state.now = 6630;
    equal(await settled(), "2");
  });

  it("are waited for where those that there are end within the next 90 seconds", async () => {
    const { state, keys, current } = trial(7200);
    await current();
    state.now = 7200 - 90;
    state.failing = true;
    await rejects(keys.current(), /no answer/);
    state.failing = false;
    equal(await current(), "2");
  });

  it("are asked for again after a failure, which is never kept", async () => {
    const { state, keys, current } = trial(7200);
    state.failing = true;
    await rejects(keys.current(), /no answer/);
    state.failing = false;
    equal(await current(), "1");
  });
});

describe("credentials that the service does not take any more", () => {
  it("are replaced once for all calls that they were refused to", async () => {
    const { state, keys } = trial(7200);
    const first = await keys.current();
    state.now = 60;
    const others = await Promise.all(Array.from({ length: 20 }, () => keys.insteadOf(first)));
    deepEqual(others, Array(20).fill(credentials("2")));
    equal(state.fetched, 2);
  });

  it("are not replaced by the same ones", async () => {
    const keys = createKeys(
      async () => ({ credentials: credentials("permanent") }),
      () => 1000,
    );
    equal(await keys.insteadOf(credentials("permanent")), undefined);
  });
});

describe("a run that is longer than its credentials", () => {
  const list = {
    action: "DescribeScreenshotTask",
    object: "x",
    params: { StartTime: 1_797_616_800, EndTime: 1_797_703_200 },
  };
  const create = {
    action: "CreateScreenshotTask",
    object: "x",
    params: {
      DomainName: "push.example.com",
      AppName: "live",
      StreamName: "final",
      TemplateId: 1,
      StartTime: 1_797_620_400,
      EndTime: 1_797_624_000,
    },
  };
  const time = "2026-12-18T18:00:00Z";
  const role = "qcs::cam::uin/100000000001:roleName/captures";
  const assumed = (seconds: number) => ({
    TENCENTCLOUD_ASSUME_ROLE_ARN: role,
    TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION: String(seconds),
  });
  const actions = ({ emulator }: Cloud) => emulator.requests().map(({ action, code }) => code ?? action);

  it("goes on with others that it fetches in time", () =>
    withCloud(
      async (cloud) => {
        let ahead = 0;
        const now = () => Math.floor(Date.now() / 1000) + ahead;
        const { live } = cloud.open({ environment: { ...cloud.keys, ...assumed(7200) }, now });
        await live.read(list);
        ahead = 7000;
        await live.read(list);
        while (actions(cloud).filter((action) => action === "AssumeRole").length < 2) await nextTurn();
        await live.read(list);
        deepEqual(
          actions(cloud).filter((action) => action !== "DescribeScreenshotTask"),
          ["AssumeRole", "AssumeRole"],
        );
      },
      { time },
    ));

  it("fetches others where the service says that they have expired, and sends what it refused once more", () => {
    // By how many seconds the service's clock is ahead of the provider's; signatures allow 300.
    let ahead = 0;
    return withCloud(
      async (cloud) => {
        const { live } = cloud.open({ environment: { ...cloud.keys, ...assumed(200) } });
        await live.read(list);
        ahead = 240;
        const { TaskId } = await live.write(create);
        ok(TaskId);
        deepEqual(actions(cloud), [
          "AssumeRole",
          "DescribeScreenshotTask",
          "AuthFailure.TokenFailure",
          "AssumeRole",
          "CreateScreenshotTask",
        ]);
        equal(cloud.emulator.service.tasks().length, 1);
      },
      { time, wallClock: () => Date.now() + ahead * 1000 },
    );
  });

  it("fails with the refusal and its reason where others cannot be had, and nothing was carried out", () =>
    withCloud(
      async (cloud) => {
        const { secretId, secretKey, token } = cloud.emulator.temporary;
        const given = issued("role", 4_000_000_000);
        given.Response.Credentials = { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token };
        const answers: unknown[] = [given, refused("AuthFailure.SignatureFailure")];
        const sts = await cloud.listen(() => answers.shift());
        const { live } = cloud.open({
          environment: { ...cloud.keys, ...assumed(7200), TENCENTCLOUD_CSS_STS_ENDPOINT: sts.endpoint },
        });
        cloud.emulator.faults.set({ kind: "token-expired", action: "CreateScreenshotTask" });
        await rejects(live.write(create), (error: Error & { outcome?: string }) => {
          equal(error.outcome, "refused");
          match(
            error.message,
            /CreateScreenshotTask for x was refused: AuthFailure\.TokenFailure: .*New credentials could/,
          );
          match(
            error.message,
            /AssumeRole for role .* was refused: AuthFailure\.SignatureFailure: no \(RequestId r-ref/,
          );
          return true;
        });
        equal(cloud.emulator.service.tasks().length, 0);
      },
      { time },
    ));

  it("takes up a file of credentials that somebody has renewed meanwhile", () =>
    withCloud(
      async (cloud) => {
        const { temporary, secretId, secretKey } = cloud.emulator;
        await cloud.write(".tccli/default.credential", temporary);
        const { live } = cloud.open();
        await live.read(list);
        await cloud.write(".tccli/default.credential", { secretId, secretKey });
        cloud.emulator.faults.set({ kind: "token-expired", action: "CreateScreenshotTask", count: 1 });
        notEqual((await live.write(create))["TaskId"], undefined);
      },
      { time },
    ));
});

describe("a profile that somebody changes while a run lasts", () => {
  const role = "qcs::cam::uin/100000000001:roleName/captures";
  const login = (name: string, expiresAt: number) => ({
    secretId: `id-${name}`,
    secretKey: `key-${name}`,
    token: `token-${name}`,
    expiresAt,
  });
  const list = { action: "DescribeScreenshotTask", object: "x", params: {} };
  const signerOf = ({ headers }: Heard) => /Credential=id-(\w+)\//.exec(String(headers["authorization"]))?.[1];

  /** A run that has begun with a login, and the same at a time when it ends: whose calls the service has heard. */
  async function running(cloud: Cloud, environment: Record<string, string> = {}) {
    const service = await cloud.listen((heard, response) =>
      heard.url === "/_emulator" ? response.writeHead(404).end() : { Response: { RequestId: "r" } },
    );
    const sts = await cloud.listen((heard) => {
      if (heard.headers["x-tc-action"] === "AssumeRole") return issued(`role${sts.heard.length}`, now + 3600);
      return { Response: { AccountId: signerOf(heard)?.startsWith("other") ? "200" : "100", RequestId: "r" } };
    });
    let now = 1_800_000_000;
    await cloud.write(".tccli/default.credential", login("first", now + 3600));
    const { live, account } = cloud.open({
      environment: {
        TENCENTCLOUD_CSS_ENDPOINT: service.endpoint,
        TENCENTCLOUD_CSS_STS_ENDPOINT: sts.endpoint,
        ...environment,
      },
      now: () => now,
    });
    equal(await account(), "100");
    await live.read(list);
    now += 3550;
    return {
      read: () => live.read(list),
      renewTo: (name: string) => cloud.write(".tccli/default.credential", login(name, now + 3600)),
      signers: () => service.heard.filter(({ url }) => url !== "/_emulator").map(signerOf),
      actions: () => sts.heard.map(({ headers }) => headers["x-tc-action"]),
    };
  }

  it("is not followed into another account, and the error names both", () =>
    withCloud(async (cloud) => {
      const { read, renewTo, signers } = await running(cloud);
      await renewTo("other");
      await rejects(
        read(),
        /^Error: The credentials of profile "default" \(.*\) are of account 200 now, but when this run began they were of account 100, so they were not used\. Put those of account 100 back/,
      );
      deepEqual(signers(), ["first"]);
      await renewTo("second");
      await read();
      deepEqual(signers(), ["first", "second"]);
    }));

  it("may change as it likes under a role, which stays of its account", () =>
    withCloud(async (cloud) => {
      const { read, renewTo, actions } = await running(cloud, { TENCENTCLOUD_ASSUME_ROLE_ARN: role });
      await renewTo("other");
      await read();
      deepEqual(actions(), ["AssumeRole", "GetCallerIdentity", "AssumeRole"]);
    }));
});
