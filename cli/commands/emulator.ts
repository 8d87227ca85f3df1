import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { type Emulator, type Fault, faultKinds, startEmulator, switchTable } from "../../emulator/index.js";

interface Options {
  port: number;
  data?: string;
  time?: string;
  set?: Record<string, string>;
  faults?: Fault[];
  callbacksAnywhere?: true;
  json?: true;
}

/** `tencentcloud-css emulator`: the service in a process of its own, until SIGTERM or SIGINT. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description(
      "Run the service on this machine: screenshot tasks, and templates and rules of snapshots and callbacks, of " +
        "Tencent Cloud live 2018-08-01, with a clock that can be moved. It is bound to 127.0.0.1 and calls no cloud.",
    )
    .option("--port <N>", "port; 0 for any free one", readPort, 0)
    .option("--data <FILE>", "keep the state in this file, over restarts (default: in memory)")
    .option(
      "--time <ISO>",
      "start the virtual clock at this time; it runs on (default: as the data file has it, else it follows real time)",
    )
    .option("--set <NAME=VALUE>", "set a switch; may be given several times", readSwitch)
    .option("--faults <JSON|FILE>", "begin with these faults, an object or a list of them", readFaults)
    .option("--callbacks-anywhere", "send callbacks also to addresses that are not on this machine")
    .option("--json", "print endpoint, secretId, secretKey and region as one line of JSON")
    .addHelpText("after", () => `\n${switchHelp()}\n\n${faultHelp()}\n\n${statusHelp}`)
    .action(run);
}

async function run({ port, data, time, set, faults, callbacksAnywhere, json }: Options): Promise<void> {
  // Asked to end as soon as it has said where it is, it must be listening already.
  const ended = new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  const emulator = await startEmulator({
    port,
    ...(data !== undefined && { data }),
    ...(time !== undefined && { time, rate: 1 }),
    ...(set && { switches: set }),
    ...(faults && { faults }),
    ...(callbacksAnywhere && { callbacks: "anywhere" }),
  });
  const { endpoint, secretId, secretKey, region } = emulator;
  console.log(json ? JSON.stringify({ endpoint, secretId, secretKey, region }) : greeting(emulator));
  await ended;
  await emulator.close();
}

function greeting({ endpoint, secretId, secretKey, region, accountId, temporary }: Emulator): string {
  return `The emulator answers at ${endpoint}. No cloud is called.

  account     ${accountId}
  secret id   ${secretId}
  secret key  ${secretKey}
  region      ${region}

A temporary credential, to try tokens with:
  secret id   ${temporary.secretId}
  secret key  ${temporary.secretKey}
  token       ${temporary.token}

To use it, export:
  export TENCENTCLOUD_CSS_ENDPOINT=${endpoint}
  export TENCENTCLOUD_SECRET_ID=${secretId}
  export TENCENTCLOUD_SECRET_KEY=${secretKey}
  export TENCENTCLOUD_REGION=${region}
  export TENCENTCLOUD_CSS_CLOCK=emulator

The last one lets Pulumi follow the clock of the emulator, which can be moved. A task takes pictures only while its
stream is pushed:
  curl -d '{"push": {"domainName": "DOMAIN", "appName": "APP", "streamName": "STREAM"}}' ${endpoint}/_emulator/streams
  curl -d '{"advance": "PT2H"}' ${endpoint}/_emulator/clock
  curl ${endpoint}/_emulator/tasks
  curl ${endpoint}/_emulator/tasks/TASKID/captures
Templates and rules, and what came of the callbacks that they ask for:
  curl ${endpoint}/_emulator/configuration
  curl ${endpoint}/_emulator/callbacks

Ctrl-C ends it.`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}

function readSwitch(text: string, given: Record<string, string> = {}): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It must have the form NAME=VALUE.");
  return { ...given, [text.slice(0, equals)]: text.slice(equals + 1) };
}

/** The emulator itself says what is wrong with a fault. */
function readFaults(text: string): Fault[] {
  const isJson = /^\s*[[{]/.test(text);
  try {
    return JSON.parse(isJson ? text : readFileSync(text, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`It must be JSON, or a file that holds JSON (${reason}).`);
  }
}

function switchHelp(): string {
  const entries = Object.entries(switchTable).map(([name, { about, takes, reason, default: by }]) =>
    [`  ${name}=${by}`, `      ${about}`, `      takes: ${takes}`, `      default because: ${reason}`].join("\n"),
  );
  return `Switches, for what no document settles:\n${entries.join("\n")}`;
}

function faultHelp(): string {
  const kinds = Object.entries(faultKinds).map(([kind, { about, example }]) =>
    [`  ${kind}`, `      ${about}`, `      as in: ${JSON.stringify(example)}`].join("\n"),
  );
  return `Faults, to see what a program does when calls go wrong. Each has a kind, and may have:
  action       one of the actions or a list of them (default: "any", all that the kind can strike)
  nth          the first call that it can strike, counted from when it was set
  count        how many calls it strikes (default: one with nth, else all)
  probability  how likely it strikes each of them (default: 1), drawn from seed (default: 0): the same seed and the same
               calls give the same faults
Kinds; "carried out" means that what the call asks for is done:
${kinds.join("\n")}
While it runs:
  curl $emulator/faults                               what is set, which calls it struck (fired), which are held
  curl -d '{"kind": "lost-after", "nth": 1}' $emulator/faults             add one, or a list; -X PUT: set instead
  curl -X DELETE $emulator/faults                     remove all; what fired stays known, held calls stay held
  curl "$emulator/faults/held?calls=1&seconds=30"     wait until so many calls are held, or so long
  curl -X POST $emulator/faults/release               carry out what is held or slow, also for clients that have gone;
                                                      -d '{"requestId": "ID"}' for one call alone
where $emulator is http://127.0.0.1:PORT/_emulator. Faults are not saved with --data; a reset sets those of the start.`;
}

const statusHelp = "The status is 0 where it was asked to end (SIGTERM, Ctrl-C), and 1 where it could not start.";
