/** The demo: some steps with the real engine against the emulator, each under a line that says what it shows and why. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { styleText } from "node:util";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { findEngineAloud } from "../commands/engine.js";
import { quoteForShell } from "../shell.js";
import { capturesOf, drawContactSheet } from "./contactSheet.js";
import { close, oneIn, writePictures } from "./pictures.js";
import { type DemoProject, demoProject, prepareFolder, writeProject } from "./project.js";
import { type Pulumi, preparePulumi } from "./pulumi.js";
import { type Receiver, startReceiver } from "./receiver.js";
import { accountFor, countTold, dateOf, type Event, explain, history, timeOf } from "./summary.js";

/** The evening of examples/demo. */
const programStarts = "2026-12-18T18:30:00Z";
const streamIsPushed = "2026-12-18T18:58:00Z";
const windowIsMoved = "2026-12-18T20:00:00Z";
const newEnd = "2026-12-18T21:30:00Z";
/** An hour and a half after the last picture, which is how late the service counts them. */
const eveningIsOver = "2026-12-18T23:10:00Z";
const nextMonth = { startTime: "2027-01-15T19:00:00Z", endTime: "2027-01-15T21:00:00Z" };
const inReach = "2027-01-13T09:00:00Z";
const destroyed = "2027-01-15T19:30:00Z";

const stream = { domainName: "5000.livepush.myqcloud.com", appName: "live", streamName: "stream1" };

export interface DemoOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Where the user is. */
  readonly workingDirectory: string;
  /** Whether what is printed may be coloured. */
  readonly colours: boolean;
  /** Ends the demo early, and all that it has started. */
  readonly signal: AbortSignal;
}

/** @throws Error where a step fails, or the signal's reason. */
export async function runDemo({ environment, workingDirectory, colours, signal }: DemoOptions): Promise<void> {
  const project = demoProject(workingDirectory);
  const total = steps.length + 1;
  const heading = (number: number, text: string): void => {
    signal.throwIfAborted();
    console.log(`\n${styled(colours, "bold", `[${number}/${total}] ${text}`)}`);
  };

  console.log(
    "The real Pulumi engine against an emulator of Tencent Cloud: no account, no cost, and less than a minute.\n" +
      `All that it makes is in ${relative(workingDirectory, project.folder)}; your Pulumi login and stacks are not touched.`,
  );
  heading(1, "Find the Pulumi CLI, or make it: nothing here is simulated but the cloud.");
  const engine = await findEngineAloud(environment);
  const data = await prepareFolder(project.folder);
  // The clock goes on while a command runs, as it does in reality, and is moved between the commands.
  const emulator = await startEmulator({ data, time: programStarts, rate: 1 });
  const callbackKey = randomBytes(16).toString("hex");
  let receiver: Receiver | undefined;
  let pulumi: Pulumi | undefined;
  try {
    receiver = await startReceiver(callbackKey, () => emulator.clock.now());
    await writeProject(project);
    pulumi = await preparePulumi({ engine, project, emulator, environment, colours, signal });
    const demo = createDemo({ pulumi, emulator, receiver, callbackKey, project, workingDirectory, colours });
    for (const [index, step] of steps.entries()) {
      heading(index + 2, step.heading);
      await step.run(demo);
    }
    summarize(demo);
  } finally {
    await pulumi?.end();
    await emulator.close();
    await receiver?.close();
  }
  console.log("\nNothing is left running. To write a program of your own: npx pulumi-tencentcloud-css new my-captures");
}

interface Demo {
  readonly emulator: Emulator;
  /** The service that is told by callbacks. */
  readonly receiver: Receiver;
  /** What callbacks are to be signed with. */
  readonly callbackKey: string;
  /** Where everything is kept. */
  readonly folder: string;
  /** The file for an export of the stack, as a command names it. */
  readonly stackExport: string;
  /** What happened beside what the emulator's tasks tell. */
  readonly events: Event[];
  /** How many PNG files were written. */
  pictures: number;
  /** Runs one command of the Pulumi CLI, after showing it. */
  pulumi(...args: string[]): Promise<void>;
  /** Runs one command of this package, after showing it. */
  own(...args: string[]): Promise<void>;
  /** Lets the emulator's time pass until then, and all callbacks come. */
  pass(until: string): Promise<void>;
  /** Prints a line that is the demo's own, with the emulator's time. */
  say(line: string): void;
  /** A path as the user would type it. */
  path(...names: string[]): string;
}

interface Parts extends Pick<DemoOptions, "workingDirectory" | "colours">, Pick<Demo, "callbackKey"> {
  readonly pulumi: Pulumi;
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly project: DemoProject;
}

function createDemo({ pulumi, emulator, receiver, callbackKey, project, workingDirectory, colours }: Parts): Demo {
  const show = (...command: string[]) =>
    console.log(styled(colours, "cyan", `$ ${command.map(quoteForShell).join(" ")}`));
  return {
    emulator,
    receiver,
    callbackKey,
    folder: project.folder,
    stackExport: relative(project.directory, join(project.folder, "stack.json")),
    events: [],
    pictures: 0,
    pulumi: async (...args) => {
      show("pulumi", ...args);
      await pulumi.run(...args);
    },
    own: async (...args) => {
      show("TZ=UTC", "npx", "pulumi-tencentcloud-css", ...args);
      await pulumi.runOwn(...args);
    },
    pass: (until) => emulator.clock.set(until),
    say: (line) => {
      const now = emulator.clock.now();
      console.log(`${dateOf(now)} ${timeOf(now)}  ${line}`);
    },
    path: (...names) => relative(workingDirectory, join(project.folder, ...names)) || ".",
  };
}

interface Step {
  /** One line: what is shown, and why it matters. */
  readonly heading: string;
  run(demo: Demo): Promise<void>;
}

const steps: readonly Step[] = [
  {
    heading: "Start the emulator on a clock of its own: an evening passes in seconds, and no cloud is called.",
    run: async ({ emulator, receiver, say }) => {
      say(`${emulator.endpoint} answers for Tencent Cloud, as account ${emulator.accountId}`);
      say(`${receiver.url} is a service that waits for callbacks, as one of yours would`);
    },
  },
  {
    heading:
      "pulumi up: a template, who is told of the pictures, and tonight's window, 19:00 to 21:00, which becomes a task " +
      "before it begins.",
    run: async ({ receiver, callbackKey, pulumi }) => {
      await pulumi("stack", "init", "demo");
      const settings = ["--plaintext", `callbackUrl=${receiver.url}`, "--secret", `callbackKey=${callbackKey}`];
      await pulumi("config", "set-all", ...settings);
      await pulumi("up", "--skip-preview");
    },
  },
  {
    heading:
      "The stream is pushed and an hour passes: the task captures by itself, with nobody there, and each picture is told of.",
    run: async ({ emulator, receiver, events, pass, say }) => {
      await pass(streamIsPushed);
      emulator.service.push(stream);
      await emulator.callbacks.settled();
      events.push({
        at: emulator.clock.now(),
        what: `${stream.streamName} was pushed, and from then on without a break`,
      });
      say(`${stream.streamName} is pushed, and ${receiver.pushes.length} callback tells of it`);
      await pass(windowIsMoved);
      const [task] = emulator.service.tasks();
      say(
        `task 1 is ${task?.state}, with ${task?.captures} captures: one each 10 s since 19:00:00; ` +
          `${receiver.pictures.length} callbacks have come, each signed with the template's key`,
      );
    },
  },
  {
    heading:
      "Move the end to 21:30 while it runs: no task can be changed, so a new one is made, and the old one is kept until it captures.",
    run: async ({ emulator, events, pulumi }) => {
      events.push({ at: emulator.clock.now(), what: `the end was moved to ${timeOf(unix(newEnd))}` });
      await pulumi("config", "set", "endTime", newEnd);
      await pulumi("preview", "--diff");
      await pulumi("up", "--skip-preview");
    },
  },
  {
    heading: "pulumi refresh: the service has what the state says, so nobody has to look.",
    run: ({ pulumi }) => pulumi("refresh", "--skip-preview", "--expect-no-changes"),
  },
  {
    heading: "The evening passes: the captures are counted and drawn, and none is missing where task 2 took over.",
    run: async (demo) => {
      const { emulator, folder, pass, say, path } = demo;
      await pass(eveningIsOver);
      const [first, second] = tonight(emulator);
      if (!first || !second) throw new Error("The emulator has no two tasks for tonight, so no window was moved.");
      for (const line of tonightExplained(demo)) console.log(line);
      demo.pictures += await writePictures(join(folder, "captures"), emulator.service, [first, second]);
      await writeFile(join(folder, "contact-sheet.png"), drawContactSheet(emulator.service, first, second));
      say(
        `${demo.pictures} pictures are in ${path("captures")}, and 24 of them on one sheet, ${path("contact-sheet.png")}`,
      );
    },
  },
  {
    heading: "status --evidence: did it capture? The service is asked how many pictures there are of what is over.",
    run: async ({ stackExport, pulumi, own }) => {
      await pulumi("stack", "export", "--file", stackExport);
      await own("status", "--evidence", stackExport);
      console.log(
        "It is the last task that is asked about, and what task 1 took while it handed over is among its pictures.",
      );
    },
  },
  {
    heading: "Declare a window for next month: the service takes six days at most, so it waits and nothing fails.",
    run: async ({ emulator, events, pulumi }) => {
      await pulumi("config", "set", "nextMonth", JSON.stringify(nextMonth));
      await pulumi("up", "--skip-preview");
      events.push({
        at: emulator.clock.now(),
        what: `the window of ${dateOf(unix(nextMonth.startTime))} was declared, and deferred`,
      });
    },
  },
  {
    heading: "Two days before that window pulumi up runs again: its task is made now, with no change to the program.",
    run: async ({ emulator, pulumi, say }) => {
      await emulator.clock.set(inReach);
      say("the same program, four weeks later");
      await pulumi("up", "--skip-preview", "--diff");
    },
  },
  {
    heading: "pulumi destroy in the middle of it: the task is stopped too, as deleting alone would let it run on.",
    run: async (demo) => {
      const { emulator, folder, pulumi, pass, say } = demo;
      await emulator.clock.set(nextMonth.startTime);
      await pass(destroyed);
      const [task] = laterThanTonight(emulator);
      say(`task ${task?.sequence} is ${task?.state}, with ${task?.captures} captures`);
      await pulumi("destroy", "--skip-preview");
      await emulator.callbacks.settled();
      const told = countTold(capturesOf(emulator.service, laterThanTonight(emulator)), demo.receiver);
      say(`task ${task?.sequence} is ended, and callbacks told of each of its ${told} pictures`);
      demo.pictures += await writePictures(join(folder, "captures"), emulator.service, laterThanTonight(emulator));
    },
  },
];

function summarize(demo: Demo): void {
  const { emulator, events, pictures, path } = demo;
  const { service } = emulator;
  const all = service.tasks().reduce((sum, { captures }) => sum + captures, 0);
  const lines = [
    "",
    "What happened, by the emulator's clock (UTC)",
    ...history(service.tasks(), events, service.now()).map((line) => `  ${line}`),
    "",
    "What tonight's window came to",
    ...tonightExplained(demo).map((line) => `  ${line}`),
    "",
    "Where it is",
    `  ${path("contact-sheet.png")}  tonight at a glance: which task took which picture`,
    `  ${path("captures")}  ${pictures} pictures: one in ${oneIn} of the ${all} captures, and each one within ${close} s of a stop`,
    `  ${path("emulator.json")}  the emulator's own tables, from which the numbers are`,
  ];
  console.log(lines.join("\n"));
}

function tonightExplained({ emulator, receiver }: Demo): string[] {
  const tasks = tonight(emulator);
  return explain(accountFor(emulator.service, tasks), countTold(capturesOf(emulator.service, tasks), receiver));
}

function tonight(emulator: Emulator) {
  return emulator.service.tasks().filter(({ startTime }) => startTime < unix(eveningIsOver));
}

function laterThanTonight(emulator: Emulator) {
  return emulator.service.tasks().filter(({ startTime }) => startTime >= unix(eveningIsOver));
}

function unix(iso: string): number {
  return Date.parse(iso) / 1000;
}

function styled(colours: boolean, style: "bold" | "cyan", text: string): string {
  return colours ? styleText(style, text) : text;
}
