import { Command, InvalidArgumentError } from "commander";
import { Temporal } from "temporal-polyfill";
import { durationInSeconds, isRunEvery, runEveryForm } from "../../provider/settings.js";
import { FAILED, FOUND_SOMETHING } from "../exitCodes.js";
import { instancesOf } from "../stackContexts.js";
import { readStackExport } from "../stackExport.js";
import { statusJson } from "../status/json.js";
import { type Problem, problems } from "../status/judgement.js";
import { formatStatus } from "../status/report.js";
import { failing, statusOf } from "../status/status.js";

interface Options {
  failOn?: ReadonlySet<Problem>;
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
      `end with status ${FOUND_SOMETHING} where a window is one of: ${problems.join(",")}`,
      readList,
    )
    .option(
      "--since <DURATION>",
      "--fail-on counts what ended no longer ago than this, as in P2D (default: twice --run-every)",
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

async function run(file: string | undefined, { failOn, since, runEvery, offline, all, json }: Options): Promise<void> {
  const stack = await readStackExport(file);
  const environment = { ...process.env, ...(runEvery !== undefined && { TENCENTCLOUD_CSS_RUN_EVERY: runEvery }) };
  const status = await statusOf(stack, instancesOf(stack, environment), { ask: !offline });
  const failed = failing(status, failOn ?? new Set(), since ?? 2 * status.runEvery.seconds);

  if (json) console.log(JSON.stringify(statusJson(status, failed), null, 2));
  else console.log(formatStatus(status, { timeZone: Temporal.Now.timeZoneId(), all: all === true }));
  for (const note of status.notes) console.error(note);

  if (failed.length > 0) {
    console.error(
      `Failed, as --fail-on asks: ${failed.map((window) => `${window.name} (${window.problems.join(", ")})`).join("; ")}.`,
    );
    process.exitCode = FOUND_SOMETHING;
  }
  if (status.failure !== undefined) {
    const reason = status.failure instanceof Error ? status.failure.message : String(status.failure);
    console.error(`The service could not be asked, so this is what the state says. ${reason}`);
    process.exitCode = FAILED;
  }
}

function readList(text: string): ReadonlySet<Problem> {
  const words = text.split(",").map((word) => word.trim());
  return new Set(
    words.map((word) => {
      const known = problems.find((problem) => problem === word);
      if (known === undefined)
        throw new InvalidArgumentError(`There is no "${word}"; there are ${problems.join(", ")}.`);
      return known;
    }),
  );
}

function readRunEvery(text: string): string {
  if (isRunEvery(text)) return text;
  throw new InvalidArgumentError(`It ${runEveryForm}.`);
}

function readDuration(text: string): number {
  try {
    return durationInSeconds(text);
  } catch {
    throw new InvalidArgumentError('It must be an ISO 8601 duration, as "P2D" or "PT12H".');
  }
}

const help = `States: deferred (not taken by the service yet, or due at the next run), scheduled, running, over, stopped (by somebody,
early), missing (deleted by somebody), skipped (over when it was first declared), missed (no run came in time), uncovered
(no task, although runs should have come), pending (a run was killed while it made the task).

--fail-on stopped counts what is missing too. late: part of the window had no task: before the first one began, or
between two of them where one was stopped and restored.

A window whose creation failed is in no state, so no status tells of it until a later run makes its task, or skips it
because it is over by then. So watch the run as well, and add skipped to --fail-on where windows are declared before they
begin: it counts those that ended no longer ago than --since, and not those of old.

"one of 4 at once": more than three windows are to be captured on its stream, and the service runs three tasks at a time.

Times are shown in the time zone of this machine; TZ=Asia/Shanghai sets another.

--json: {stack, now, runEverySeconds, asked, lostSeconds, runBefore, windows, failing}; windows: [{urn, name, domainName,
appName, streamName, templateId, declared: {start, end}, effective: {start, end}, taskId, state, lostSeconds, losses:
[{seconds, why}], problems, next: {what, at}, runBefore, crowdedAt}]; failing: the URNs that --fail-on fails for. Times
are ISO 8601 in UTC; what there is not is null.

The status is 0, or 3 as --fail-on says, or 1 where the export or the settings are wrong or the service does not answer;
then the table is what the state says.

  pulumi stack export | npx pulumi-tencentcloud-css status --fail-on missed,late,stopped,uncovered`;
