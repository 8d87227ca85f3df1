import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type Cloud, issued, type Opening, withCloud } from "../../support/cloud.js";
import { impatiently } from "../../support/impatience.js";

const environment = { TENCENTCLOUD_SECRET_ID: "id-environment", TENCENTCLOUD_SECRET_KEY: "key-environment" };
const config = { "tencentcloud:secretId": "id-stack", "tencentcloud:secretKey": "key-stack" };
const tccli = (name: string) => ({ secretId: `id-${name}`, secretKey: `key-${name}` });
const ini = (name: string, section = "default") =>
  `[${section}]\nsecret_id = id-${name}\nsecret_key = key-${name}\n\n[other]\nsecret_id = id-other\nsecret_key = key-other\n`;
const role = "qcs::cam::uin/100000000001:roleName/captures";

/** Everything that there can be, so that only the order decides. */
async function everything({ write, listen }: Cloud): Promise<Required<Pick<Opening, "environment" | "config">>> {
  const sts = await listen(() => issued("identity", 4_000_000_000));
  const metadata = await listen(({ url }) =>
    url.endsWith("/captures")
      ? { ...issued("machine", 4_000_000_000).Response.Credentials, ExpiredTime: 4_000_000_000, Code: "Success" }
      : "captures",
  );
  await write(".tccli/default.credential", tccli("tccli"));
  await write(".tencentcloud/credentials", ini("ini"));
  return {
    config,
    environment: {
      ...environment,
      TKE_WEB_IDENTITY_TOKEN_FILE: await write("token", "a.jwt.token"),
      TKE_ROLE_ARN: role,
      TENCENTCLOUD_CSS_STS_ENDPOINT: sts.endpoint,
      TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint,
    },
  };
}

describe("credentials are looked for", () => {
  it("in the stack's configuration, the environment, profiles, a web identity, and the role of the machine", () =>
    withCloud(async (cloud) => {
      const all = await everything(cloud);
      const without = async (...names: string[]) => {
        const left = Object.fromEntries(Object.entries(all.environment).filter(([name]) => !names.includes(name)));
        return (await cloud.find({ environment: left })).credentials.secretId;
      };
      const keys = Object.keys(environment);
      equal((await cloud.find(all)).credentials.secretId, "id-stack");
      equal(await without(), "id-environment");
      equal(await without(...keys), "id-tccli");
      await cloud.write(".tccli/default.credential", {});
      equal(await without(...keys), "id-ini");
      await cloud.write(".tencentcloud/credentials", "");
      equal(await without(...keys), "id-identity");
      equal(await without(...keys, "TKE_WEB_IDENTITY_TOKEN_FILE"), "id-machine");
    }));

  it("without the line end that a file or a command puts behind them, and refused where they are broken", () =>
    withCloud(async ({ find }) => {
      const found = await find({
        environment: {
          TENCENTCLOUD_SECRET_ID: "id-1\n",
          TENCENTCLOUD_SECRET_KEY: " key-1\r\n",
          TENCENTCLOUD_TOKEN: "t-1\n",
        },
      });
      deepEqual(found.credentials, { secretId: "id-1", secretKey: "key-1", token: "t-1" });
      await rejects(
        find({ environment: { ...environment, TENCENTCLOUD_TOKEN: "half of\nit" } }),
        ({ message }: Error) =>
          /no key has in the credentials of the environment/.test(message) && !/half/.test(message),
      );
    }));

  it("in a profile alone that the settings name, whatever else there is", () =>
    withCloud(async (cloud) => {
      const all = await everything(cloud);
      const named = { ...all.config, "tencentcloud-css:profile": "other" };
      equal((await cloud.find({ ...all, config: named })).credentials.secretId, "id-other");
      const absent = { ...all.config, "tencentcloud-css:profile": "nobody" };
      await rejects(
        cloud.find({ ...all, config: absent }),
        /There is no profile "nobody" in .*\.tccli\/nobody\.credential, .*Make it with `tccli configure --profile nobody`/,
      );
    }));

  it("nowhere else, once something that cannot be used was found", () =>
    withCloud(async (cloud) => {
      const all = await everything(cloud);
      for (const [changes, message] of [
        [{ config: { "tencentcloud:secretId": "id" } }, /Only half of the credentials is in the stack's configuration/],
        [{ environment: { TENCENTCLOUD_SECRET_KEY: "" } }, /Only half of the credentials is in the environment/],
        [
          { environment: { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "", TCCLI_PROFILE: "half" } },
          /Only half of the credentials is in profile "half" \(.*half\.credential\)/,
        ],
      ] as const) {
        await cloud.write(".tccli/half.credential", { secretId: "id" });
        const opening = {
          config: {},
          ...changes,
          environment: { ...all.environment, ...("environment" in changes ? changes.environment : {}) },
        };
        await rejects(cloud.find(opening), message);
      }
    }));

  it("in vain where there are none, and the error names every place", () =>
    withCloud(async ({ find }) => {
      await rejects(find(), (error: Error) => {
        match(error.message, /^No credentials for Tencent Cloud, so nothing was called\. Looked in the stack's conf/);
        match(error.message, /the environment \(TENCENTCLOUD_SECRET_ID .*, profile "default" \(.*\/\.tccli\/default\./);
        match(error.message, /a web identity .* and the role of this machine .*`tencentcloud-css doctor`/);
        return true;
      });
    }));
});

describe("the token of temporary keys", () => {
  for (const variable of ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"]) {
    it(`is ${variable} as one of the tools names it`, () =>
      withCloud(async ({ find }) => {
        equal((await find({ environment: { ...environment, [variable]: "t" } })).credentials.token, "t");
      }));
  }
});

describe("a profile", () => {
  it("is the one that TENCENTCLOUD_PROFILE or TCCLI_PROFILE names, and then must exist", () =>
    withCloud(async ({ find, write }) => {
      await write(".tccli/default.credential", tccli("default"));
      await write(".tccli/work.credential", tccli("work"));
      const chosen = async (environment: Record<string, string>) => (await find({ environment })).credentials.secretId;
      equal(await chosen({}), "id-default");
      equal(await chosen({ TCCLI_PROFILE: "work" }), "id-work");
      equal(await chosen({ TENCENTCLOUD_PROFILE: "work", TCCLI_PROFILE: "default" }), "id-work");
      await rejects(chosen({ TCCLI_PROFILE: "wrok" }), /There is no profile "wrok"/);
    }));

  it("is in the folder or the file that the environment names, and a named file comes first", () =>
    withCloud(async ({ find, write, home }) => {
      await write("elsewhere/default.credential", tccli("folder"));
      const folder = { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: `${home}/elsewhere` };
      equal((await find({ environment: folder })).credentials.secretId, "id-folder");
      const file = { TENCENTCLOUD_CREDENTIALS_FILE: await write("named", ini("named")) };
      equal((await find({ environment: { ...folder, ...file } })).credentials.secretId, "id-named");
    }));

  it("is nowhere else than in the file or the folder that the environment names", () =>
    withCloud(async ({ find, write, home }) => {
      await write(".tccli/default.credential", tccli("operator"));
      await write(".tencentcloud/credentials", ini("operator"));
      const absent = `${home}/run/secrets/tencentcloud`;
      await rejects(
        find({ environment: { TENCENTCLOUD_CREDENTIALS_FILE: absent } }),
        new RegExp(`^Error: TENCENTCLOUD_CREDENTIALS_FILE names ${absent}, which is not there, so nothing was called`),
      );
      const file = await write("named", ini("prod", "prod"));
      await rejects(
        find({ environment: { TENCENTCLOUD_CREDENTIALS_FILE: file } }),
        new RegExp(
          `no profile "default" in ${file}, named by TENCENTCLOUD_CREDENTIALS_FILE, so nothing was called\\. Wri`,
        ),
      );
      await rejects(
        find({ environment: { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: absent } }),
        /no profile "default" in .*secrets\/tencentcloud\/default\.credential, named by TENCENTCLOUD_SHARED_CREDENTIALS_DIR/,
      );
      await write("blank/default.credential", { secretId: " ", secretKey: "\n" });
      await rejects(
        find({ environment: { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: `${home}/blank` } }),
        /There is no profile "default"/,
      );
    }));

  it("may have a name with dots, and a key with what begins a comment elsewhere", () =>
    withCloud(async ({ find, write }) => {
      await write(
        ".tencentcloud/credentials",
        "; of all teams\n[team]\nsecret_id = id\nsecret_key = key-of-team\n\n[team.prod]\r\n# secret_id = id-old\r\n" +
          'secret_id=id-prod\r\nsecret_key = ky;z#1== ; since May\r\ntoken = "t=1"\r\n',
      );
      deepEqual((await find({ environment: { TENCENTCLOUD_PROFILE: "team.prod" } })).credentials, {
        secretId: "id-prod",
        secretKey: "ky;z#1==",
        token: "t=1",
      });
      equal((await find({ environment: { TENCENTCLOUD_PROFILE: "team" } })).credentials.secretKey, "key-of-team");
      await rejects(find({ environment: { TENCENTCLOUD_PROFILE: "prod" } }), /There is no profile "prod"/);
    }));

  it("seems to be there only where a file has it, or somebody names it", () =>
    withCloud(async ({ open, write, home }) => {
      const seems = (environment: Record<string, string> = {}) =>
        open({ environment })
          .chain()
          .sources.some((source) => source.seemsFilled());
      equal(seems(), false);
      await write(".tencentcloud/credentials", ini("prod", "prod"));
      await write(".tccli/default.credential", {});
      equal(seems(), false);
      equal(seems({ TCCLI_PROFILE: "nobody" }), true);
      equal(seems({ TENCENTCLOUD_CREDENTIALS_FILE: `${home}/absent` }), true);
      await write(".tencentcloud/credentials", ini("default"));
      equal(seems(), true);
      await write(".tencentcloud/credentials", "");
      await write(".tccli/default.credential", "{ damaged");
      equal(seems(), true);
    }));

  it("of a login of tccli has its token and its end, is read anew, and has to be renewed by tccli", () =>
    withCloud(async ({ find, write }) => {
      const login = { ...tccli("login"), type: "oauth", token: "t", expiresAt: 2_000_000_000, oauth: {} };
      await write(".tccli/default.credential", login);
      deepEqual(await find({ now: () => 1_999_990_000 }), {
        credentials: { secretId: "id-login", secretKey: "key-login", token: "t" },
        expires: 2_000_000_000,
      });
      await rejects(
        find({ now: () => 2_000_000_001 }),
        /The credentials of profile "default" .* expired at 2033-05-18T03:33:20Z, so nothing was called\. Fetch new/,
      );
    }));

  it("of the kind cvm-role leads to the role of the machine", () =>
    withCloud(async ({ find, write, listen }) => {
      await write(".tccli/default.credential", { type: "cvm-role" });
      await rejects(
        find(),
        /default\.credential says that this machine has a role, but the role of this machine .* has none/,
      );
      const { Credentials } = issued("machine", 0).Response;
      const metadata = await listen(() => ({ ...Credentials, ExpiredTime: 4_000_000_000, Code: "Success" }));
      const environment = {
        TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint,
        TENCENTCLOUD_CAM_ROLE_NAME: "captures",
      };
      equal((await find({ environment })).credentials.secretId, "id-machine");
      deepEqual(
        metadata.heard.map(({ url }) => url),
        ["/latest/meta-data/cam/security-credentials/captures"],
      );
    }));

  it("that cannot be read is named, and what is in it is not repeated", () =>
    withCloud(async ({ find, write }) => {
      const path = await write(".tccli/default.credential", '{"secretKey": "key-of-somebody", }');
      await rejects(
        find(),
        new RegExp(`^Error: ${path} is no file of credentials, so nothing was called\\. Write it anew`),
      );
    }));

  it("has a name and no path", () =>
    withCloud(async ({ open }) => {
      for (const profile of ["../../etc/passwd", "a/b", "a\\b", ".."]) {
        const config = { "tencentcloud-css:profile": profile };
        await rejects(async () => open({ config }), /tencentcloud-css:profile must be the name of a profile/);
      }
    }));
});

describe("the role of this machine", () => {
  const answers = (...said: ((role: string) => unknown)[]) => {
    let count = 0;
    return ({ url }: { url: string }) => {
      const answer = said[Math.min(count, said.length - 1)];
      count += 1;
      return answer?.(url.split("/").at(-1) ?? "");
    };
  };

  it("is asked for by its name, and has a token and an end", () =>
    withCloud(async ({ find, listen }) => {
      const { Credentials } = issued("machine", 0).Response;
      const metadata = await listen(
        answers(
          () => "captures\n",
          () => ({ ...Credentials, ExpiredTime: 4_000_000_000, Code: "Success" }),
        ),
      );
      deepEqual(await find({ environment: { TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint } }), {
        credentials: { secretId: "id-machine", secretKey: "key-machine", token: "token-machine" },
        expires: 4_000_000_000,
      });
    }));

  it("is an error that says so where there is one without credentials", () =>
    withCloud(async ({ find, listen }) => {
      const metadata = await listen(
        answers(
          () => "captures",
          () => ({ Code: "Failed" }),
        ),
      );
      await rejects(
        find({ environment: { TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint } }),
        /cannot be had: there are no credentials for the role captures\. Nothing was called/,
      );
    }));

  it("is asked for again after a hitch: a reset, a failure of its service, silence where the role is named", () =>
    withCloud(async ({ find, listen }) => {
      const { Credentials } = issued("machine", 0).Response;
      const hitches: Record<string, (response: ServerResponse) => unknown> = {
        reset: (response) => response.destroy(),
        "HTTP 503": (response) => response.writeHead(503).end(),
        silence: () => new Promise(() => {}),
      };
      for (const [hitch, happen] of Object.entries(hitches)) {
        for (const named of [true, false]) {
          let isFirst = true;
          const metadata = await listen(({ url }, response) => {
            if (isFirst) {
              isFirst = false;
              return happen(response);
            }
            return url.endsWith("/captures")
              ? { ...Credentials, ExpiredTime: 4_000_000_000, Code: "Success" }
              : "captures";
          });
          const environment = {
            TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint,
            ...(named && { TENCENTCLOUD_CAM_ROLE_NAME: "captures" }),
          };
          await impatiently(async () => {
            // A laptop has no such service, and waits for it but once.
            if (hitch === "silence" && !named) await rejects(find({ environment }), /No credentials for Tencent Cloud/);
            else equal((await find({ environment })).credentials.secretId, "id-machine", `${hitch}, ${named}`);
          });
        }
      }
    }));

  it("is an error that names the reason where it stays so", () =>
    withCloud(async ({ find, listen }) => {
      const metadata = await listen((_, response) => response.writeHead(503).end());
      const environment = { TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint };
      await rejects(find({ environment }), /cannot be had: its name was answered with HTTP 503\. Nothing was called/);
      await rejects(
        find({ environment: { ...environment, TENCENTCLOUD_CAM_ROLE_NAME: "captures" } }),
        /cannot be had: the role captures was answered with HTTP 503\. Nothing was called/,
      );
      equal(metadata.heard.length, 6);
    }));

  it("is not what a captive portal answers, which is not repeated", () =>
    withCloud(async ({ find, listen }) => {
      const portal = await listen(() => `<html>${"welcome ".repeat(1000)}</html>`);
      await rejects(find({ environment: { TENCENTCLOUD_CSS_METADATA_ENDPOINT: portal.endpoint } }), (error: Error) => {
        match(error.message, /what answers there gives no name of a role, as the page of a network that asks for a l/);
        ok(!error.message.includes("welcome"));
        return true;
      });
    }));

  it("is waited for one second, as it answers at once where there is one", () =>
    withCloud(async ({ find, listen }) => {
      const metadata = await listen(() => new Promise(() => {}));
      const waits = await impatiently(() =>
        rejects(
          find({ environment: { TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint } }),
          /No credentials for Tencent Cloud/,
        ),
      );
      deepEqual(waits, [1000]);
    }));
});
