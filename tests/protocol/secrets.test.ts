import { match, ok } from "node:assert/strict";
import { type Echo, echoes, startEcho } from "../support/echo.js";
import { type Bag, type ProviderProcess, startProvider } from "../support/process.js";
import { tonight } from "../support/tonight.js";

const time = "2026-12-18T18:00:00Z";

const secretKey = "kW9bTq3ZSecretOfTheKey7Xv2";
const token = "tR5/mP+8cSecretOfTheToken6Yd4==";

/** Found also where a part of them was escaped or cut off. */
const keyPart = "SecretOfTheKey";
const tokenPart = "SecretOfTheToken";

/** What a person turns on who looks for an error in a pipeline. gRPC's covers what the engine hands over. */
const talkative = { NODE_DEBUG: "http,http2,https,net,tls,stream", GRPC_TRACE: "all", GRPC_VERBOSITY: "DEBUG" };

const inEnvironment = {
  TENCENTCLOUD_SECRET_ID: "AKIDsomebody",
  TENCENTCLOUD_SECRET_KEY: secretKey,
  TENCENTCLOUD_SECURITY_TOKEN: token,
};
const inConfiguration = {
  "tencentcloud:secretId": "AKIDsomebody",
  "tencentcloud:secretKey": secretKey,
  "tencentcloud:securityToken": token,
};

const state = {
  ...tonight,
  schemaVersion: 1,
  taskId: "t",
  owner: "o",
  world: "emulator:echo",
  effectiveStartTime: tonight.startTime,
  effectiveEndTime: tonight.endTime,
};

/** Every operation that calls the service, with a task that is scheduled and one that runs. */
const operations: Record<string, (provider: ProviderProcess) => Promise<unknown>> = {
  create: (provider) => provider.create(tonight),
  read: (provider) => provider.read("t", state),
  get: (provider) => provider.read("t", {}),
  delete: (provider) => provider.delete("t", state),
  "delete while it runs": (provider) => provider.delete("t", { ...state, effectiveStartTime: "2026-12-18T17:00:00Z" }),
  "update that stops it": (provider) =>
    provider.update("t", { ...state, effectiveStartTime: "2026-12-18T17:00:00Z" } as Bag, {
      ...tonight,
      startTime: "2026-12-18T17:00:00Z",
      endTime: "2026-12-18T17:30:00Z",
    }),
};

/** What a process prints, and what it answers, while its calls fail. */
async function said(endpoint: string, config: Record<string, string>, environment: Record<string, string>) {
  const provider = await startProvider(
    { "tencentcloud-css:endpoint": endpoint, "tencentcloud-css:clock": "emulator", ...config },
    environment,
  );
  const answers = await Promise.all(
    Object.values(operations).map((operation) =>
      operation(provider).then(
        (answer) => JSON.stringify(answer),
        (error: Error) => error.message,
      ),
    ),
  );
  return { printed: await provider.end(), answers: answers.join("\n") };
}

function assertAbsent(secret: string, text: string): void {
  const at = text.indexOf(secret);
  ok(at < 0, `${secret}: …${text.slice(Math.max(0, at - 500), at + 60)}…`);
}

/** The token goes with every call, so that an echo has it: otherwise nothing would be shown. */
function assertTokenWasSent({ heard }: Echo): void {
  ok(heard.some(({ headers }) => headers["x-tc-token"] === token));
}

type How = keyof typeof echoes;

async function tell(how: How, config: Record<string, string>, environment: Record<string, string>) {
  const echo = await startEcho(how, time);
  try {
    return { echo, ...(await said(echo.endpoint, config, environment)) };
  } finally {
    echo.close();
  }
}

describe("a key and a token", () => {
  const hows = Object.keys(echoes) as How[];
  const all = new Map<How | "traced", ReturnType<typeof tell>>();

  // What has no clear answer is asked again for half a minute: so they wait at the same time.
  before(() => {
    for (const how of hows) all.set(how, tell(how, inConfiguration, {}));
    all.set("traced", tell("a status of 502", {}, { ...inEnvironment, ...talkative }));
    // What fails is told to the test that asks for it.
    for (const told of all.values()) told.catch(() => {});
  });

  const told = async (how: How | "traced") => {
    const found = await all.get(how);
    if (!found) throw new Error(`nothing was begun for ${how}`);
    return found;
  };

  for (const how of hows) {
    it(`are in no error and no output where the service tells what was sent in ${how}`, async () => {
      const { echo, printed, answers } = await told(how);
      assertTokenWasSent(echo);
      for (const secret of [keyPart, tokenPart]) assertAbsent(secret, printed + answers);
      match(answers, /got no clear answer|was refused/);
    });
  }

  it("are in no error while all is traced, and of the output only the headers, as Node.js traces them, have the token", async () => {
    const { echo, printed, answers } = await told("traced");
    assertTokenWasSent(echo);
    match(printed, /^(NET|HTTP|STREAM) \d+: /m);
    for (const secret of [keyPart, tokenPart]) assertAbsent(secret, answers);
    assertAbsent(keyPart, printed);
    assertAbsent(tokenPart, printed.replaceAll(`'X-TC-Token': [ '${token}' ]`, ""));
  });
});
