import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Check } from "../../../cli/doctor/check.js";
import { type Examination, examine } from "../../../cli/doctor/doctor.js";
import { neededBy } from "../../../cli/doctor/needed.js";
import { doctorJson, formatDiagnosis, isHealthy } from "../../../cli/doctor/report.js";
import { parseStackExport } from "../../../cli/stackExport.js";
import { actionParameters } from "../../../emulator/parameters.js";
import { type Cloud, type Opening, withCloud } from "../../support/cloud.js";

const time = "2026-12-18T18:00:00Z";
const role = "qcs::cam::uin/100000000001:roleName/captures";
const denied = { switches: { permit: "none" } };

const machine = () => Math.floor(Date.now() / 1000);

interface Visit extends Opening {
  readonly readOnly?: boolean;
  readonly needed?: ReadonlySet<string>;
  readonly assertHome?: (world: string, now: number) => void;
}

function visit(
  { home, emulator }: Cloud,
  { environment, config = {}, readOnly = false, needed = new Set(), assertHome = () => {}, now = machine }: Visit = {},
) {
  return examine({
    of: "the environment",
    config: (key) => config[key],
    environment: {
      HOME: home,
      TENCENTCLOUD_CSS_ENDPOINT: emulator.endpoint,
      TENCENTCLOUD_CSS_METADATA_ENDPOINT: "http://127.0.0.1:1",
      ...environment,
    },
    readOnly,
    needed,
    assertHome,
    now,
    progress: () => {},
  });
}

const named = ({ checks }: Examination, name: string): Check => {
  const found = checks.find(({ check }) => check === name);
  ok(found, `${name} in ${checks.map(({ check }) => check)}`);
  return found;
};

describe("the doctor", () => {
  it("finds all well with the emulator's keys, and makes, changes and deletes nothing", () =>
    withCloud(
      async (cloud) => {
        const { service } = cloud.emulator;
        const before = service.configured();
        const found = await visit(cloud, { environment: cloud.keys });
        deepEqual(found.checks.map(({ check, verdict }) => [check, verdict]).slice(0, 8), [
          ["credentials", "ok"],
          ["endpoint", "ok"],
          ["clock", "ok"],
          ["account", "ok"],
          ["live:DescribeScreenshotTask", "ok"],
          ["live:CreateScreenshotTask", "ok"],
          ["live:StopScreenshotTask", "ok"],
          ["live:DeleteScreenshotTask", "ok"],
        ]);
        ok(found.checks.every(({ verdict }) => verdict === "ok"));
        ok(isHealthy({ examinations: [found], versions: [] }));
        match(named(found, "endpoint").found, new RegExp(`the emulator's store ${cloud.emulator.store}, no cloud`));
        equal(named(found, "account").found, cloud.emulator.accountId);
        deepEqual(service.tasks(), []);
        deepEqual(service.configured(), before);
      },
      { time },
    ));

  it("asks for every action that there is, and each change in a way that is refused", () =>
    withCloud(
      async (cloud) => {
        const { checks } = await visit(cloud, { environment: cloud.keys });
        const asked = checks.flatMap(({ check }) => (check.startsWith("live:") ? [check.replace("live:", "")] : []));
        deepEqual(asked.toSorted(), Object.keys(actionParameters).toSorted());
        const changes = cloud.emulator.requests().filter(({ action }) => /^(Create|Stop|Delete|Modify)/.test(action));
        equal(changes.length, 13);
        deepEqual(
          changes.filter(({ code }) => code === null),
          [],
        );
      },
      { time },
    ));

  it("says of every place of the chain what it has, with an id that is shortened and no secret", () =>
    withCloud(
      async (cloud) => {
        await cloud.write(".tccli/default.credential", {
          secretId: cloud.emulator.secretId,
          secretKey: cloud.emulator.secretKey,
        });
        const found = await visit(cloud, { environment: { TENCENTCLOUD_ASSUME_ROLE_ARN: role } });
        deepEqual(
          found.chain.map(({ result }) => result),
          ["empty", "empty", "used", "not looked at", "not looked at"],
        );
        match(String(found.chain[2]?.secretId), /^AKIDis….{4}$/);
        equal(found.chain[2]?.role, role);
        const said = formatDiagnosis({ examinations: [found], versions: [] });
        match(
          said,
          /profile "default" .*used: AKIDis….{4}, until 20\S+Z, role qcs::cam::uin\/100000000001:roleName\/captures/,
        );
        for (const secret of [cloud.emulator.secretKey, cloud.emulator.secretId]) ok(!said.includes(secret));
      },
      { time },
    ));

  it("notes what somebody has set and what loses to a profile that nobody has named", () =>
    withCloud(
      async (cloud) => {
        const { secretId, secretKey } = cloud.emulator;
        await cloud.write(".tccli/default.credential", { secretId, secretKey });
        const set = {
          TKE_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
          TKE_ROLE_ARN: role,
          TENCENTCLOUD_CAM_ROLE_NAME: "captures",
        };
        const found = await visit(cloud, { environment: set });
        const { verdict, found: what, advice } = named(found, "passed by");
        equal(verdict, "note");
        match(
          what,
          /^the web identity of this TKE pod and the role of this machine .*, as profile "default" .* first$/,
        );
        match(String(advice), /Where that is not meant, take the profile away/);
        ok(isHealthy({ examinations: [found], versions: [] }));
        for (const environment of [{}, { ...set, TCCLI_PROFILE: "default" }, { ...set, ...cloud.keys }]) {
          const { checks } = await visit(cloud, { environment });
          equal(
            checks.some(({ check }) => check === "passed by"),
            false,
          );
        }
      },
      { time },
    ));

  it("says where credentials can come from when there are none, and what answers all the same", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud);
        equal(named(found, "credentials").verdict, "problem");
        match(
          String(named(found, "credentials").advice),
          /TENCENTCLOUD_SECRET_ID .*`tccli configure`.*`id-token: write`/,
        );
        equal(named(found, "endpoint").verdict, "ok");
        equal(found.checks.length, 3);
      },
      { time },
    ));

  it("stops at the place that cannot be used, and says why", () =>
    withCloud(async (cloud) => {
      const found = await visit(cloud, { environment: { TENCENTCLOUD_SECRET_ID: "half" } });
      deepEqual(
        found.chain.map(({ result }) => result),
        ["empty", "unusable", "not looked at", "not looked at", "not looked at"],
      );
      match(named(found, "credentials").found, /Only half of the credentials/);
    }));

  it("names the actions that CAM denies, and what to allow", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud, { environment: cloud.keys });
        const create = named(found, "live:CreateScreenshotTask");
        equal(create.verdict, "problem");
        match(create.found, /^denied \(.*UnauthorizedOperation.*\); needed for every run/);
        match(String(create.advice), /Allow this action to the key in CAM, as `live:CreateScreenshotTask`/);
      },
      { time, ...denied },
    ));

  it("notes what is denied that no run needs, and calls it a problem where the stack has what needs it", () =>
    withCloud(
      async (cloud) => {
        const needed = new Set(["ModifyLiveSnapshotTemplate"]);
        const { checks } = await visit(cloud, { environment: cloud.keys, needed });
        const problems = checks.filter(({ verdict }) => verdict === "problem").map(({ check }) => check);
        deepEqual(problems, [
          "live:CreateScreenshotTask",
          "live:StopScreenshotTask",
          "live:DeleteScreenshotTask",
          "live:ModifyLiveSnapshotTemplate",
        ]);
        const saying = (check: string) => checks.find((each) => each.check === `live:${check}`)?.found ?? "";
        match(saying("ModifyLiveSnapshotTemplate"), /^denied \(.*\); templates or rules of this stack need it$/);
        match(saying("DeleteLiveCallbackRule"), /^denied \(.*\); needed for CallbackRule$/);
      },
      { time, switches: { permit: "read" } },
    ));

  it("asks credentials that are to read only for nothing that writes", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud, { environment: cloud.keys, readOnly: true });
        ok(isHealthy({ examinations: [found], versions: [] }));
        equal(
          cloud.emulator.requests().some(({ action }) => /^(Create|Stop|Delete|Modify)/.test(action)),
          false,
        );
      },
      { time, switches: { permit: "read" } },
    ));

  it("knows that the international site publishes creation alone", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud, { environment: cloud.keys });
        deepEqual(
          ["Create", "Describe", "Stop", "Delete"].map((verb) => named(found, `live:${verb}ScreenshotTask`).verdict),
          ["ok", "note", "note", "note"],
        );
      },
      { time, switches: { site: "international" } },
    ));

  it("takes back what the service made although it cannot be", () =>
    withCloud(async (cloud) => {
      const service = await cloud.listen(({ url, headers }) => {
        if (url === "/_emulator") return { store: "s", accountId: "1", unix: 1_797_616_800, rate: 0 };
        const action = String(headers["x-tc-action"]);
        const made = /^Create.*Template$/.test(action) ? { TemplateId: 77 } : { TaskId: "impossible" };
        return { Response: { ...(action.startsWith("Create") && made), RequestId: "r" } };
      });
      const found = await visit(cloud, { environment: { ...cloud.keys, TENCENTCLOUD_CSS_ENDPOINT: service.endpoint } });
      match(named(found, "live:CreateScreenshotTask").found, /was taken as task impossible, and deleted again/);
      match(named(found, "live:CreateLiveSnapshotTemplate").found, /was taken as template 77, and deleted again/);
      const heard = service.heard.map(({ headers, body }) => ({ action: String(headers["x-tc-action"]), body }));
      const undone = heard.flatMap(({ action }, at) => (action.startsWith("Create") ? [heard[at + 1]] : []));
      const rule = { DomainName: "doctor.invalid", AppName: "doctor" };
      deepEqual(undone, [
        { action: "DeleteScreenshotTask", body: { TaskId: "impossible" } },
        { action: "DeleteLiveSnapshotTemplate", body: { TemplateId: 77 } },
        { action: "DeleteLiveSnapshotRule", body: { ...rule, StreamName: "doctor" } },
        { action: "DeleteLiveCallbackTemplate", body: { TemplateId: 77 } },
        { action: "DeleteLiveCallbackRule", body: rule },
      ]);
    }));

  it("measures this machine's clock by the service's answer", () =>
    withCloud(
      async (cloud) => {
        const clock = async (ahead: number) =>
          named(await visit(cloud, { environment: cloud.keys, now: () => machine() + ahead }), "clock");
        equal((await clock(0)).verdict, "ok");
        const notable = await clock(120);
        equal(notable.verdict, "note");
        match(notable.found, /^(1|2) min.* ahead of the service's/);
        const wrong = await clock(-1200);
        equal(wrong.verdict, "problem");
        match(wrong.found, /behind the service's/);
        match(String(wrong.advice), /Set this machine's clock/);
      },
      { time },
    ));

  it("says that nothing answers, and asks nothing further", () =>
    withCloud(async (cloud) => {
      const found = await visit(cloud, {
        environment: { ...cloud.keys, TENCENTCLOUD_CSS_ENDPOINT: "http://127.0.0.1:1" },
      });
      deepEqual(
        found.checks.map(({ check, verdict }) => [check, verdict]),
        [
          ["credentials", "ok"],
          ["endpoint", "problem"],
        ],
      );
    }));

  it("asks nothing in another account than the one that is pinned", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud, { environment: cloud.keys, config: { "tencentcloud-css:accountId": "7" } });
        match(named(found, "account").found, /accountId pins account 7/);
        // What was asked for its time named no action.
        deepEqual(
          cloud.emulator.requests().map(({ action }) => action),
          [""],
        );
      },
      { time },
    ));

  it("asks nothing in another account than the one in which the stack lives, and says which that is", () =>
    withCloud(
      async (cloud) => {
        const asked: unknown[] = [];
        const assertHome = (world: string, now: number) => {
          asked.push([world.replace(/:.*/, ""), now]);
          throw new Error("Refused to look after final: it lives in account 7.");
        };
        const found = await visit(cloud, { environment: cloud.keys, assertHome });
        const { verdict, found: said } = named(found, "account");
        deepEqual([verdict, said], ["problem", "Refused to look after final: it lives in account 7."]);
        deepEqual(asked, [["emulator", Date.parse(time) / 1000]]);
        deepEqual(
          cloud.emulator.requests().map(({ action }) => action),
          [""],
        );
      },
      { time },
    ));

  it("says which setting is wrong", () =>
    withCloud(async (cloud) => {
      const found = await visit(cloud, { config: { "tencentcloud-css:site": "moon" } });
      equal(named(found, "settings").verdict, "problem");
    }));

  it("tells programs the same, in a shape without holes", () =>
    withCloud(
      async (cloud) => {
        const found = await visit(cloud, { environment: cloud.keys });
        const versions: Check[] = [{ check: "Node.js", verdict: "problem", found: "18", advice: "Install another." }];
        const { healthy, providers, installed } = doctorJson({ examinations: [found], versions });
        equal(healthy, false);
        deepEqual(installed, versions);
        deepEqual(providers[0]?.credentials[0], {
          source: "the stack's configuration (tencentcloud:secretId and tencentcloud:secretKey)",
          result: "empty",
          secretId: null,
          expires: null,
          role: null,
          reason: null,
        });
        deepEqual(providers[0]?.checks[1]?.advice, null);
      },
      { time },
    ));
});

describe("what a stack needs of its key", () => {
  const provider = "urn:pulumi:test::trial::pulumi:providers:pulumi-nodejs::default::1";
  const resource = (kind: string, more: Record<string, unknown> = {}) => ({
    urn: `urn:pulumi:test::trial::pulumi-nodejs:dynamic/tencentcloud-css:${kind}::one`,
    type: `pulumi-nodejs:dynamic/tencentcloud-css:${kind}`,
    provider,
    outputs: { handle: `${kind}:1`, world: "account:1" },
    ...more,
  });
  const neededFor = (resources: readonly unknown[], pending: readonly unknown[] = []) => {
    const pending_operations = pending.map((each) => ({ resource: each, type: "creating" }));
    const stack = parseStackExport(JSON.stringify({ version: 3, deployment: { resources, pending_operations } }), "-");
    return [...neededBy(stack, provider)].toSorted();
  };
  const ofTemplate = ["Create", "Delete", "Describe", "Modify"].map((verb) => `${verb}LiveSnapshotTemplate`);

  it("is what its templates and rules are read, made, changed and deleted with", () => {
    deepEqual(neededFor([]), []);
    deepEqual(neededFor([resource("SnapshotTemplate")]), [...ofTemplate, "DescribeLiveSnapshotTemplates"].toSorted());
    deepEqual(neededFor([], [resource("CallbackRule")]), [
      "CreateLiveCallbackRule",
      "DeleteLiveCallbackRule",
      "DescribeLiveCallbackRules",
    ]);
  });

  it("is to read alone where another made it, and nothing for what is another provider's", () => {
    deepEqual(neededFor([resource("CallbackTemplate", { external: true })]), [
      "DescribeLiveCallbackTemplate",
      "DescribeLiveCallbackTemplates",
    ]);
    deepEqual(neededFor([resource("SnapshotTemplate", { provider: `${provider}0` })]), []);
  });
});
