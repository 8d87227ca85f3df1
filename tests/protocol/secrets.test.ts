import { deepEqual, match, ok } from "node:assert/strict";
import { type Echo, echoes, startEcho } from "../support/echo.js";
import { type Bag, type ProviderProcess, startProvider } from "../support/process.js";
import {
  assertNoSecret,
  openPlaces,
  type Places,
  places,
  secretKey,
  talkative,
  token,
  withoutTracedToken,
} from "../support/secrets.js";
import { stateOf, tonight } from "../support/tonight.js";

const time = "2026-12-18T18:00:00Z";

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

const state = stateOf(tonight);

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
  const all = new Map<string, ReturnType<typeof tell>>();
  const opened: Places[] = [];

  // What has no clear answer is asked again for half a minute: so they wait at the same time.
  before(async () => {
    for (const how of hows) all.set(how, tell(how, inConfiguration, {}));
    all.set("traced", tell("a status of 502", {}, { ...inEnvironment, ...talkative }));
    opened.push(await openPlaces("good"), await openPlaces("broken"));
    const [good, broken] = opened;
    for (const place of places) {
      all.set(place, tell("a refusal of the token", {}, { ...good?.environments[place], ...talkative }));
      all.set(`broken ${place}`, tell("a refusal", {}, { ...broken?.environments[place], ...talkative }));
    }
    // What fails is told to the test that asks for it.
    for (const told of all.values()) told.catch(() => {});
  });

  after(() => Promise.all(opened.map((each) => each.close())));

  const told = async (what: string) => {
    const found = await all.get(what);
    if (!found) throw new Error(`nothing was begun for ${what}`);
    return found;
  };

  for (const how of hows) {
    it(`are in no error and no output where the service tells what was sent in ${how}`, async () => {
      const { echo, printed, answers } = await told(how);
      assertTokenWasSent(echo);
      assertNoSecret(printed + answers);
      match(answers, /got no clear answer|was refused/);
    });
  }

  it("are in no error while all is traced, and of the output only the headers, as Node.js traces them, have the token", async () => {
    const { echo, printed, answers } = await told("traced");
    assertTokenWasSent(echo);
    match(printed, /^(NET|HTTP|STREAM) \d+: /m);
    assertNoSecret(answers);
    assertNoSecret(withoutTracedToken(printed));
  });

  for (const place of places) {
    it(`of ${place} are in no error and no output either while all is traced and every call fails`, async () => {
      const { echo, printed, answers } = await told(place);
      assertTokenWasSent(echo);
      match(answers, /was refused: AuthFailure\.TokenFailure/);
      assertNoSecret(answers);
      assertNoSecret(withoutTracedToken(printed));
    });

    it(`of ${place} are not told where they cannot be used`, async () => {
      const { echo, printed, answers } = await told(`broken ${place}`);
      deepEqual(echo.heard, []);
      match(answers, /cannot be had|is no file of credentials|^AssumeRole/m);
      assertNoSecret(printed + answers);
    });
  }
});
