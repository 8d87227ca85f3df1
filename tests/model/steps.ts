/** What can happen in a history, and how random histories are drawn. */
import fc from "fast-check";
import { type Switches, switchTable } from "../../emulator/index.js";

export const names = ["a", "b", "c"] as const;
export type Name = (typeof names)[number];

/** What is declared of a resource. Times are seconds from the moment of the step. */
export interface Draft {
  /** Left out: from the moment in which the task is made. */
  readonly start?: number;
  readonly length: number;
  readonly streamName: "final" | "other";
  readonly templateId?: number;
  readonly ifExists?: "create" | "error" | "adopt";
  readonly ifPast?: "skip" | "error";
  readonly ifStopped?: "restore" | "keep";
  readonly ifTooFar?: "error" | "defer";
}

/** An edit of what is declared. */
export type Change =
  | { readonly startBy: number }
  | { readonly endBy: number }
  | { readonly bothBy: number }
  | { readonly startTime: "left out" }
  | { readonly spelling: "+08:00" | "Unix" }
  | Partial<
      Pick<Draft, "streamName" | "templateId" | "ifExists" | "ifPast" | "ifStopped" | "ifTooFar"> & {
        readonly appName: string;
        readonly streamType: 0 | 1;
        readonly extension: string;
      }
    >;

export type Action = "CreateScreenshotTask" | "StopScreenshotTask" | "DeleteScreenshotTask" | "DescribeScreenshotTask";

/** What happens to some calls of one run: those of an action from the nth on, so many. */
export interface Fault {
  readonly action: Action;
  readonly nth: number;
  readonly count: number;
  /**
   * lost: carried out, without an answer. dropped: not carried out, without an answer. held: carried out some seconds
   * after the answer was given up. throttled, frozen, refused: not carried out, and said so. Retries are the client's own
   * affair, so each of these is what remains after them. short: one of a refresh's listings shows nothing of what is in
   * state.
   */
  readonly kind: "lost" | "dropped" | "held" | "throttled" | "frozen" | "refused" | "short";
  readonly heldFor?: number;
}

/** When the run's processes are killed. */
export type Kill =
  /** Before the nth call is sent, or when it was carried out and its answer is still on its way. */
  | { readonly at: "before" | "after"; readonly call: number }
  /** When the nth step of the engine is done, but not saved. */
  | { readonly at: "saving"; readonly step: number };

export interface RunStep {
  readonly do: "run";
  readonly verb: "up" | "refresh" | "destroy";
  readonly refresh?: boolean;
  readonly continueOnError?: boolean;
  readonly parallel?: boolean;
  readonly replace?: Name;
  /** By how many seconds this run's clock is ahead of the service's. */
  readonly skew?: number;
  /** Before it, the tasks of a killed run are found, and handed over. */
  readonly recover?: boolean;
  /** Seconds that its calls take, in turn. */
  readonly delays?: readonly number[];
  readonly faults?: readonly Fault[];
  readonly kill?: Kill;
}

/** Only an `up` of the pipeline's script is handed what a killed run left. */
export function followsTheScript({ verb, recover }: RunStep): boolean {
  return verb === "up" && recover === true;
}

export type Step =
  | { readonly do: "wait"; readonly seconds: number }
  | ({ readonly do: "declare"; readonly name: Name } & Draft)
  | { readonly do: "edit"; readonly name: Name; readonly change: Change }
  /** Declares exactly the same under another name. */
  | { readonly do: "twin"; readonly of: Name; readonly name: Name }
  | { readonly do: "rename"; readonly from: Name; readonly to: Name; readonly first: boolean }
  | { readonly do: "swap"; readonly one: Name; readonly other: Name }
  | { readonly do: "remove"; readonly name: Name }
  /** The program is again what it was before the last of these. */
  | { readonly do: "revert" }
  | RunStep
  /** Runs until nothing is left to be done, which must be soon. */
  | { readonly do: "settle"; readonly refresh: boolean; readonly skew?: number }
  /** Somebody else, in the console, and the nth of the tasks that there are. */
  | { readonly do: "console"; readonly act: "stop" | "delete"; readonly task: number }
  | { readonly do: "console"; readonly act: "create"; readonly like: Name }
  | { readonly do: "preview"; readonly name: Name; readonly unknown: "endTime" | "streamName" | "ifStopped" }
  /** A run that talks to another emulator. */
  | { readonly do: "elsewhere"; readonly verb: "up" | "refresh" | "destroy" };

/** The world of a history. */
export interface Setup {
  readonly runEvery?: "P1D";
  /** The clock of those runs that say nothing else. */
  readonly skew?: number;
  readonly switches?: Partial<Switches>;
}

export interface Script {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}

const minute = 60;
const hour = 60 * minute;
export const day = 24 * hour;

const integer = (min: number, max: number) => fc.integer({ min, max });

/** The fewer names, the more often steps concern the same resource. */
const name = fc.constantFrom<Name>("a", "a", "a", "b", "b", "c");

/** Around the edges that the rules know, and anywhere between. */
const edges = [0, 5 * minute, 10 * minute, day, 6 * day - 10 * minute, 6 * day];

const nearAnEdge = fc.tuple(fc.constantFrom(...edges), integer(-320, 320)).map(([edge, distance]) => edge + distance);

const starts = fc.oneof(
  { weight: 3, arbitrary: integer(-900, 900) },
  { weight: 3, arbitrary: integer(-4 * hour, 20 * hour) },
  { weight: 1, arbitrary: integer(-2 * day, 8 * day) },
  { weight: 2, arbitrary: nearAnEdge },
);

const lengths = fc.oneof(
  { weight: 1, arbitrary: integer(1, 900) },
  { weight: 4, arbitrary: integer(1, 8 * hour) },
  { weight: 2, arbitrary: integer(1, day) },
  { weight: 1, arbitrary: integer(day - 330, day) },
);

const waits = fc.oneof(
  { weight: 3, arbitrary: integer(0, 10) },
  { weight: 3, arbitrary: integer(0, 900) },
  { weight: 3, arbitrary: integer(0, 4 * hour) },
  { weight: 1, arbitrary: integer(0, 2 * day) },
  { weight: 1, arbitrary: nearAnEdge.map(Math.abs) },
);

const skews = fc.oneof(fc.constantFrom(-240, 240), integer(-240, 240));

const policies = {
  ifExists: fc.constantFrom("create", "error", "adopt", "adopt"),
  ifPast: fc.constantFrom("skip", "error"),
  ifStopped: fc.constantFrom("restore", "keep"),
  ifTooFar: fc.constantFrom("error", "defer"),
} as const;

const streamName = fc.constantFrom("final", "final", "final", "other");

const declare = fc.record(
  { do: fc.constant("declare"), name, start: starts, length: lengths, streamName, ...policies },
  { requiredKeys: ["do", "name", "length", "streamName"] },
);

const by = fc.oneof(integer(-900, 900), integer(-day, day), nearAnEdge);

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ startBy: by }) },
  { weight: 4, arbitrary: fc.record({ endBy: by }) },
  { weight: 2, arbitrary: fc.record({ bothBy: by }) },
  fc.constant({ startTime: "left out" } as const),
  fc.record({ spelling: fc.constantFrom("+08:00", "Unix") }),
  fc.record({ streamName }),
  fc.record({ appName: fc.constantFrom("live", "sport") }),
  fc.record({ templateId: integer(1, 2) }),
  fc.record({ streamType: fc.constantFrom(0, 1) }),
  fc.record({ extension: fc.constantFrom("", "x") }),
  ...Object.entries(policies).map(([policy, values]) => fc.record({ [policy]: values })),
);

const failing = fc.record<Fault>({
  action: fc.constantFrom<Action>(
    "CreateScreenshotTask",
    "CreateScreenshotTask",
    "StopScreenshotTask",
    "DeleteScreenshotTask",
    "DescribeScreenshotTask",
  ),
  nth: integer(1, 4),
  count: fc.constantFrom(1, 1, 2, 4, 8),
  kind: fc.constantFrom("lost", "dropped", "held", "lost", "dropped", "held", "throttled", "frozen"),
  heldFor: integer(0, 20),
});

const short = fc.record<Fault>({
  action: fc.constant("DescribeScreenshotTask"),
  nth: integer(1, 2),
  count: fc.constantFrom(1, 4),
  kind: fc.constant("short"),
});

/** Of a stop or a deletion that could be carried out all the same: only a listing says whether it was needed. */
const refused = fc.record<Fault>({
  action: fc.constantFrom<Action>("StopScreenshotTask", "DeleteScreenshotTask"),
  nth: integer(1, 2),
  count: fc.constant(1),
  kind: fc.constant("refused"),
});

const fault = fc.oneof(
  { weight: 9, arbitrary: failing },
  { weight: 1, arbitrary: short },
  { weight: 1, arbitrary: refused },
);

/** A creation without an answer, and listings that fail when they are asked what came of it. */
const unclear = fc.tuple(
  fc.record<Fault>({
    action: fc.constant("CreateScreenshotTask"),
    nth: integer(1, 2),
    count: fc.constantFrom(1, 2, 8),
    kind: fc.constantFrom("lost", "dropped"),
  }),
  fc.record<Fault>({
    action: fc.constant("DescribeScreenshotTask"),
    nth: integer(1, 6),
    count: fc.constantFrom(1, 4, 8),
    kind: fc.constantFrom("dropped", "throttled"),
  }),
);

/** No creation succeeds: what it was to replace, be it by another name, has to go on. */
const nothingIsMade = fc.record<Fault>({
  action: fc.constant("CreateScreenshotTask"),
  nth: integer(1, 2),
  count: fc.constant(8),
  kind: fc.constantFrom("dropped", "throttled", "frozen"),
});

const faults = fc.oneof(
  { weight: 4, arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: unclear },
  { weight: 2, arbitrary: fc.tuple(nothingIsMade) },
);

const kill: fc.Arbitrary<Kill> = fc.oneof(
  fc.record({ at: fc.constantFrom("before", "after"), call: integer(1, 8) }),
  fc.record({ at: fc.constant("saving"), step: integer(1, 6) }),
);

const flags = {
  do: fc.constant("run"),
  verb: fc.constantFrom("up", "up", "up", "up", "up", "up", "up", "up", "refresh", "destroy"),
  refresh: fc.boolean(),
  continueOnError: fc.boolean(),
  parallel: fc.boolean(),
  replace: fc.option(name, { freq: 6, nil: undefined }),
  skew: fc.option(skews, { freq: 6, nil: undefined }),
  recover: fc.boolean(),
  delays: fc.array(integer(0, 3), { maxLength: 4 }),
} as const;

const requiredKeys = ["do", "verb"] as const;

const quiet = fc.record(flags, { requiredKeys: [...requiredKeys] });
const faulty = fc.record({ ...flags, faults }, { requiredKeys: [...requiredKeys, "faults"] });
const killed = fc.record({ ...flags, kill }, { requiredKeys: [...requiredKeys, "kill"] });

const edit = fc.oneof(
  { weight: 3, arbitrary: declare },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("edit"), name, change: changes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("twin"), of: name, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rename"), from: name, to: name, first: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("swap"), one: name, other: name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove"), name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("revert") }) },
);

const others = fc.oneof(
  fc.record({ do: fc.constant("console"), act: fc.constantFrom("stop", "delete"), task: integer(0, 3) }),
  fc.record({ do: fc.constant("console"), act: fc.constant("create"), like: name }),
  fc.record({
    do: fc.constant("preview"),
    name,
    unknown: fc.constantFrom("endTime", "streamName", "ifStopped"),
  }),
  fc.record({ do: fc.constant("elsewhere"), verb: fc.constantFrom("up", "refresh", "destroy") }),
  fc.record({ do: fc.constant("settle"), refresh: fc.boolean() }),
);

const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 1, nil: undefined });

/** What usually happens from one run to the next. */
const nights = (run: fc.Arbitrary<unknown>) =>
  fc.record({
    edit: sometimes(edit),
    another: fc.option(edit, { freq: 3, nil: undefined }),
    other: fc.option(others, { freq: 3, nil: undefined }),
    wait: sometimes(fc.record({ do: fc.constant("wait"), seconds: waits })),
    run: fc.option(run, { freq: 9, nil: undefined }),
  });

const histories = (run: fc.Arbitrary<unknown>): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(declare, fc.array(nights(run), { minLength: 1, maxLength: 8, size: "max" }))
    .map(([first, rest]) => [first, ...rest.flatMap((night) => Object.values(night))] as (Step | undefined)[])
    .map((steps) => steps.filter((step) => step !== undefined));

/** A few of what no document settles about the service; each of them by itself is another test's. */
const switches = fc.record(
  {
    createVisibleAfter: integer(0, 6),
    changeVisibleAfter: integer(0, 6),
    pastStart: fc.constantFrom(...choices("pastStart")),
    omittedStart: fc.constantFrom(...choices("omittedStart")),
    stopScheduled: fc.constantFrom(...choices("stopScheduled")),
    stopDeleted: fc.constantFrom(...choices("stopDeleted")),
    pageSize: fc.constantFrom(1, 2, 100),
  },
  { requiredKeys: [] },
);

function choices<Switch extends keyof Switches>(of: Switch): Switches[Switch][] {
  return switchTable[of].takes.split(" | ") as Switches[Switch][];
}

const setup: fc.Arbitrary<Setup> = fc.record(
  { runEvery: fc.constant("P1D"), skew: skews, switches },
  { requiredKeys: [] },
);

/** Histories in which no call fails, and those in which any can. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  setup,
  steps: fc.oneof(
    { weight: 1, arbitrary: histories(quiet) },
    { weight: 3, arbitrary: histories(fc.oneof({ weight: 2, arbitrary: quiet }, faulty, killed)) },
  ),
});
