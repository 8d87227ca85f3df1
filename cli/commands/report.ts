import { Command, InvalidArgumentError, Option } from "commander";
import { Temporal } from "temporal-polyfill";
import { foundSomething } from "../exitCodes.js";
import { type Change, changes } from "../report/capture.js";
import { reportJson } from "../report/json.js";
import { formatMarkdown } from "../report/markdown.js";
import { parseOperations } from "../report/operations.js";
import { type Report, reportOf } from "../report/report.js";
import { formatTimeline } from "../report/timeline.js";
import { instancesOf } from "../stackContexts.js";
import { readInput } from "../stackExport.js";
import { readWords } from "../wordList.js";

const causes = [
  ...changes.filter((change) => change !== "unchanged" && change !== "read"),
  "overlap",
  "error",
] as const;

type Cause = (typeof causes)[number];

interface Options {
  interval?: number;
  failOn?: ReadonlySet<Cause>;
  all?: true;
  markdown?: true;
  json?: true;
}

/** `tencentcloud-css report`: what will be captured, and what changes? */
export function reportCommand(): Command {
  return new Command("report")
    .argument("[FILE]", "a preview, an event log or an export, as below (default: standard input)")
    .description(
      "Say of every window what will be captured, when, what changes and why, what overlaps, and how many pictures that " +
        "makes. It calls no cloud, changes nothing, and prints no secret.",
    )
    .addOption(
      new Option(
        "--markdown",
        "print a comment for a merge request: below 64,000 characters, with a marker in its first line",
      ).conflicts("json"),
    )
    .option("--json", "print one object; its shape is stable")
    .option(
      "--interval <SECONDS>",
      "how often a picture is taken, for tasks whose snapshot template is not in the stack",
      readInterval,
    )
    .option(
      "--fail-on <LIST>",
      `end with status ${foundSomething} where there is one of: changes as below, overlap (more than three on a stream), error`,
      readWords(causes),
    )
    .option("--all", "show also the windows that are over and do not change")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(file: string | undefined, { interval, failOn, all, markdown, json }: Options): Promise<void> {
  const input = await readInput(file, "pulumi preview --json --show-sames | npx pulumi-tencentcloud-css report");
  const operations = parseOperations(input.text, input.source);
  const report = await reportOf(operations, instancesOf(operations, process.env), { interval });
  const shown = { timeZone: Temporal.Now.timeZoneId(), all: all === true };
  if (json) console.log(JSON.stringify(reportJson(report), null, 2));
  else if (markdown) process.stdout.write(formatMarkdown(report, shown));
  else {
    const { columns = 80, isTTY } = process.stdout;
    // It knows NO_COLOR, FORCE_COLOR and TERM.
    const colours = isTTY && process.stdout.hasColors();
    console.log(formatTimeline(report, { ...shown, width: columns, colours }));
  }
  const found = causesIn(report).filter((cause) => failOn?.has(cause));
  if (found.length > 0) {
    console.error(`Failed, as --fail-on asks: ${found.join(", ")}.`);
    process.exitCode = foundSomething;
  }
}

function causesIn({ captures, overlaps, problems }: Report): Cause[] {
  const there = new Set<Change | Cause>(captures.map(({ change }) => change));
  if (overlaps.length > 0) there.add("overlap");
  if (problems.length > 0) there.add("error");
  return causes.filter((cause) => there.has(cause));
}

function readInterval(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && Number.isFinite(seconds)))
    throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return seconds;
}

const help = `FILE is one of these; which one, its content says:

  pulumi preview --json --show-sames     what a run would do. Without --show-sames it leaves out what does not change,
                                         and overlaps with that are not seen
  pulumi up --event-log FILE             what a run did, and with preview in the place of up what it would do. Pulumi
                                         has this option where PULUMI_DEBUG_COMMANDS=true is in the environment
  pulumi stack export                    what there is

Changes: created, moved, shortened, extended (another time of the same capture), replaced (another stream or template),
made (deferred until now, and its task is made), restored (somebody ended its task), stopped (its end is moved to the
past), deferred (the service does not take it yet), skipped (over, so there is no task), refused (the run fails for it:
ifPast, ifTooFar, more than 400 days ahead), deleted, kept (the task stays as it is), failed, pending (a run was killed).

Pictures are the seconds of a window by the snapshotInterval of its SnapshotTemplate, where that is in the same stack; a
start in the past counts from now on. "?": not known; --interval says it for these. What a preview cannot know is "known
after it is made", and secrets are "[secret]", also where the input has them in plain text.

The time is this machine's, or an emulator's where the settings say so. It is shown in the time zone of this machine;
TZ=Asia/Shanghai sets another. On a terminal the windows are coloured, unless NO_COLOR is set.

--markdown begins with "<!-- tencentcloud-css report PROJECT/STACK -->": a bot looks for it, and replaces that comment.

--json: {stack, origin, now, counts, total: {seconds, pictures, unknown}, windows, overlaps: [{domainName, appName,
streamName, start, end, most, windows}], notCompared, problems: [{urn, message}], samesLeftOut}; windows: [{urn, name,
domainName, appName, streamName, templateId, change, why, edits: [{field, old, new}], declared: {start, end}, state,
window: {start, end}, former: {start, end}, creatableFrom, runBefore, intervalSeconds, pictures}]. origin: preview,
update or state. Times are ISO 8601 in UTC; what there is not is null.

The status is 0, or 3 as --fail-on says, or 1 where the input or the settings are wrong. In an export nothing changes, so of
one --fail-on finds pending and overlap alone; what is missed or skipped there status finds.

  pulumi preview --json --show-sames | npx pulumi-tencentcloud-css report
  pulumi preview --json --show-sames | npx pulumi-tencentcloud-css report --markdown > comment.md
  pulumi preview --json --show-sames | npx pulumi-tencentcloud-css report --fail-on refused,deleted,overlap
  pulumi stack export -s prod | npx pulumi-tencentcloud-css report --json | jq .total`;
