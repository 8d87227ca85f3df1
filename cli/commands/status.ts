import { Command, InvalidArgumentError } from "commander";
import { Temporal } from "temporal-polyfill";
import { durationInSeconds, isRunEvery, runEveryForm } from "../../provider/settings.js";
import { evidenceProblems } from "../evidence/evidence.js";
import { intervalsIn } from "../evidence/intervals.js";
import { failedExit, foundSomething } from "../exitCodes.js";
import { type InstanceOf, instancesOf, notesOnKeys } from "../stackContexts.js";
import { parseStackExport, readInput } from "../stackExport.js";
import { statusJson } from "../status/json.js";
import { problems } from "../status/judgement.js";
import { formatStatus } from "../status/report.js";
import { type AnyProblem, failing, type Status, statusOf, type WindowStatus, withEvidence } from "../status/status.js";
import { readWords } from "../wordList.js";
import { slowSpinner } from "./slowSpinner.js";

interface Options {
  failOn?: ReadonlySet<AnyProblem>;
  evidence?: true;
  since?: number;
  runEvery?: string;
  offline?: true;
  all?: true;
  json?: true;
}

/** `tencentcloud-css status`: did it run, will it run? */
export function statusCommand(): Command {
  return new Command("status")
    .argument("[FILE]", "what `pulumi stack export` wrote (default: standard input)")
    .description(
      "Say of every window of a stack whether it was captured, is, or will be: what is lost and why, what comes next, and " +
        "by when a run is needed. It changes nothing, and needs neither Pulumi nor an account; where there are " +
        "credentials, the service is asked too.",
    )
    .option(
      "--fail-on <LIST>",
      `end with status ${foundSomething} where a window is one of: ${[...problems, ...evidenceProblems].join(",")}`,
      readWords<AnyProblem>([...problems, ...evidenceProblems]),
    )
    .option(
      "--evidence",
      "ask the service how many pictures there are of each window that is over, and end with status " +
        `${foundSomething} where there is none although its stream was live`,
    )
    .option(
      "--since <DURATION>",
      "--fail-on counts what ended no longer ago than this, as in P2D (default: twice --run-every; pictures: for as long as the service tells)",
      readDuration,
    )
    .option(
      "--run-every <DURATION>",
      "how often runs come, as in P1D: a window in reach for longer than twice that is uncovered (default: the " +
        "setting runEvery, else P1D)",
      readRunEvery,
    )
    .option(
      "--offline",
      "do not ask the service, whether there are credentials or not; only an emulator is asked for the time, where the " +
        "setting clock says so",
    )
    .option("--all", "show also the windows that are over and lost nothing")
    .option("--json", "print one object; its shape is stable")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(file: string | undefined, options: Options): Promise<void> {
  const { since, runEvery, offline, evidence, all, json } = options;
  const failOn = checkedFailOn(options);
  const { text, source } = await readInput(file, "pulumi stack export | npx pulumi-tencentcloud-css status");
  const stack = parseStackExport(text, source);
  const environment = { ...process.env, ...(runEvery !== undefined && { TENCENTCLOUD_CSS_RUN_EVERY: runEvery }) };
  const instanceOf = instancesOf(stack, environment);
  const known = await statusOf(stack, instanceOf, { ask: !offline });
  const status = evidence ? await asking(known, instanceOf, intervalsIn(text, source)) : known;
  const failed = failing(status, failOn, since);

  if (json) console.log(JSON.stringify(statusJson(status, failed), null, 2));
  else console.log(formatStatus(status, { timeZone: Temporal.Now.timeZoneId(), all: all === true }));
  const wasTried = status.asked || status.failure !== undefined;
  for (const note of [...(wasTried ? notesOnKeys(stack, environment) : []), ...status.notes]) console.error(note);

  if (failed.length > 0) {
    console.error(
      `Failed, as ${evidence ? "--evidence and --fail-on ask" : "--fail-on asks"}: ${failed.map(describeFailed).join("; ")}.`,
    );
    process.exitCode = foundSomething;
  }
  if (status.failure !== undefined) {
    const reason = status.failure instanceof Error ? status.failure.message : String(status.failure);
    console.error(`The service could not be asked, so this is what the state says. ${reason}`);
    process.exitCode = failedExit;
  }
}

function checkedFailOn({ failOn, evidence, offline }: Options): ReadonlySet<AnyProblem> {
  if (evidence && offline)
    throw new Error("--evidence asks the service, and --offline forbids it. Leave one of them out.");
  const needing = evidenceProblems.filter((problem) => failOn?.has(problem));
  if (needing.length > 0 && !evidence) {
    throw new Error(`Whether a window is ${needing.join(" or ")} only the service tells: give --evidence too.`);
  }
  return new Set([...(failOn ?? []), ...(evidence ? (["uncaptured"] as const) : [])]);
}

async function asking(
  status: Status,
  instanceOf: InstanceOf,
  intervalInStack: (urn: string) => number | undefined,
): Promise<Status> {
  const spinner = await slowSpinner("Asking for pictures");
  try {
    const progress = (calls: number) => spinner.say(`Asking for pictures: ${calls} calls`);
    return await withEvidence(status, instanceOf, { intervalInStack, progress });
  } finally {
    spinner.end();
  }
}

function describeFailed({ name, problems, evidence }: WindowStatus): string {
  return `${name} (${[...problems, ...(evidence?.problem ? [evidence.problem] : [])].join(", ")})`;
}

function readRunEvery(text: string): string {
  if (isRunEvery(text)) return text;
  throw new InvalidArgumentError(`It ${runEveryForm}.`);
}

function readDuration(text: string): number {
  const form = 'It must be an ISO 8601 duration that is not negative, as "P2D" or "PT12H".';
  let seconds: number;
  try {
    seconds = durationInSeconds(text);
  } catch {
    throw new InvalidArgumentError(form);
  }
  if (seconds < 0) throw new InvalidArgumentError(form);
  return seconds;
}

const help = `States: deferred (not taken by the service yet, or due at the next run), scheduled, running, over, stopped (by somebody,
early), missing (deleted by somebody), skipped (over when it was first declared), missed (no run came in time), uncovered
(no task, although runs should have come), pending (a run was killed while it made the task: once it should have begun, the
service is asked whether there is one; without credentials it counts as uncovered, and in the end as missed).

--fail-on stopped counts what is missing too. late: part of the window had no task: before the first one began, or
between two of them where one was stopped and restored.

A window whose creation failed is in no state, so no status tells of it until a later run makes its task, or skips it
because it is over by then. So watch the run as well, and add skipped to --fail-on where windows are declared before they
begin: it counts those that ended no longer ago than --since, and not those of old.

"one of 4 at once": more than three windows are to be captured on its stream, and the service runs three tasks at a time.

--evidence: PICTURES is what the service tells of against what the window's seconds and its template's interval come to,
but for a few: as expected, fewer, none, or "?" where it cannot be told. It goes by what callbacks told of the stream, for
14 days (DescribeCallbackRecordsList), and where these say nothing by the count of its whole domain, for 3 months, an hour
and a half late (DescribeScreenShotSheetNumList). What could not be asked is said, and never counts as "none". That no
callback told of a picture is "none" only where one had told of some picture of the domain and application by then, and
callbacks tell whether the stream was pushed: of a push that began before the callback rule took effect none comes. Where a
snapshot rule or another task takes pictures of the stream too, it cannot be told unless callbacks name the task.
uncaptured: none, although callbacks told that the stream was live; --evidence always fails for it. unseen: none is
told of, and whether the stream was live cannot be told, as for callbacks of pushes are not set up, or none came within a day. Neither,
where there was no time for more than two pictures. What takes longer than a second says on standard error how far it is, at
a terminal alone.

Times are shown in the time zone of this machine; TZ=Asia/Shanghai sets another.

--json: {stack, now, runEverySeconds, asked, lostSeconds, runBefore, evidenceCalls, windows, failing}; windows: [{urn, name, domainName,
appName, streamName, templateId, declared: {start, end}, effective: {start, end}, taskId, state, lostSeconds, losses:
[{seconds, why}], problems, next: {what, at}, runBefore, crowdedAt, evidence}]; evidence: {state, by, pictures, expected, intervalSeconds,
others, live, liveSeconds, explained, unasked: [{source, why}], causes, problem}; failing: the URNs that fail. Times
are ISO 8601 in UTC; what there is not is null.

The status is 0, or 3 as --fail-on and --evidence say, or 1 where the export or the settings are wrong or the service does not answer;
then the table is what the state says.

  pulumi stack export | npx pulumi-tencentcloud-css status --fail-on missed,late,stopped,uncovered
  pulumi stack export | npx pulumi-tencentcloud-css status --evidence`;
