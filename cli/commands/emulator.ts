import { Command, InvalidArgumentError } from "commander";
import { type Emulator, SWITCHES, startEmulator } from "../../emulator/index.js";

interface Options {
  port: number;
  data?: string;
  time?: string;
  set?: Record<string, string>;
  json?: true;
}

/** `tencentcloud-css emulator`: the service in a process of its own, until SIGTERM or SIGINT. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description(
      "Run the service on this machine: the screenshot task actions of Tencent Cloud live 2018-08-01, with a clock " +
        "that can be moved. It is bound to 127.0.0.1 and calls no cloud.",
    )
    .option("--port <N>", "port; 0 for any free one", readPort, 0)
    .option("--data <FILE>", "keep the state in this file, over restarts (default: in memory)")
    .option(
      "--time <ISO>",
      "start the virtual clock at this time; it runs on (default: as the data file has it, else it follows real time)",
    )
    .option("--set <NAME=VALUE>", "set a switch; may be given several times", readSwitch)
    .option("--json", "print endpoint, secretId, secretKey and region as one line of JSON")
    .addHelpText("after", () => `\n${switchHelp()}`)
    .action(run);
}

async function run({ port, data, time, set, json }: Options): Promise<void> {
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

function switchHelp(): string {
  const entries = Object.entries(SWITCHES).map(([name, { about, takes, reason, default: by }]) =>
    [`  ${name}=${by}`, `      ${about}`, `      takes: ${takes}`, `      default because: ${reason}`].join("\n"),
  );
  return `Switches, for what no document settles:\n${entries.join("\n")}`;
}
