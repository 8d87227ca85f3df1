import { Command, InvalidArgumentError } from "commander";
import { Temporal } from "temporal-polyfill";
import { listedSpan } from "../../provider/live/tasks.js";
import { durationInSeconds } from "../../provider/settings.js";
import { day, type FixedWindow, type Instant, parseInstant } from "../../provider/window.js";
import { assertLivesHere, type Place, placeOf, placesOf, whereListed } from "../places.js";
import { instancesOf, notesOnKeys } from "../stackContexts.js";
import { readStackExport } from "../stackExport.js";
import { formatTasks, tasksJson } from "../tasks/report.js";
import { type AccountTask, type TaskState, taskStates, tasksOf, type Wanted } from "../tasks/tasks.js";
import { readWords } from "../wordList.js";
import { slowSpinner } from "./slowSpinner.js";

/** An instant, or seconds from now on. */
type Edge = { readonly at: Instant } | { readonly fromNow: number };

interface Options {
  from?: Edge;
  to?: Edge;
  past?: true;
  domain?: string;
  app?: string;
  stream?: string;
  state?: ReadonlySet<TaskState>;
  json?: true;
}

/** `tencentcloud-css tasks`: what does the account have? */
export function tasksCommand(): Command {
  return new Command("tasks")
    .argument("[FILE...]", "what `pulumi stack export` wrote: says which resource holds which task (default: none)")
    .description(
      "List the tasks of the account with their states: from a day ago to 7 days ahead, which is as far as there can be " +
        "any. All pages are read. Nothing is changed.",
    )
    .option("--from <TIME>", "from when on (default: a day ago, -P1D)", readEdge)
    .option("--to <TIME>", "until when (default: 7 days ahead, P7D)", readEdge)
    .option("--past", "from as long ago as the service tells of, 90 days, until now")
    .option("--domain <NAME>", "of this push domain alone")
    .option("--app <NAME>", "of this push path alone")
    .option("--stream <NAME>", "of streams of this name alone")
    .option("--state <LIST>", `in one of these states: ${taskStates.join(",")}`, readWords(taskStates))
    .option("--json", "print one object; its shape is stable")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const { domain, app, stream, state, json } = options;
  const places = await placesFor(files);
  const [first] = places;
  if (!first) return;
  const now = first.ctx.clock.now();
  const wanted = { span: spanOf(options, now), domainName: domain, appName: app, streamName: stream, states: state };
  const tasks = await whereListed(listAll(places, wanted), "Look at the list of tasks in the console.");
  const report = { now, span: wanted.span, tasks, compared: files.length > 0 };
  console.log(json ? JSON.stringify(tasksJson(report), null, 2) : formatTasks(report, Temporal.Now.timeZoneId()));
}

async function placesFor(files: readonly string[]): Promise<Place[]> {
  if (files.length === 0) return [await placeOf(instancesOf({ providers: new Map() }, process.env)(""))];
  const stacks = [];
  for (const file of files) {
    const exported = await readStackExport(file);
    for (const note of notesOnKeys(exported, process.env)) console.error(note);
    stacks.push({ exported, instanceOf: instancesOf(exported, process.env) });
  }
  const places = [...(await placesOf(stacks))];
  for (const place of places) assertLivesHere(place);
  return places;
}

async function listAll(places: readonly Place[], wanted: Wanted): Promise<AccountTask[]> {
  const spinner = await slowSpinner("Listing the tasks");
  try {
    const found: AccountTask[] = [];
    for (const place of places) {
      found.push(
        ...(await tasksOf(place, wanted, (answered, questions) => {
          spinner.say(`Listing the tasks of ${place.world}: ${answered} of ${questions} questions answered`);
        })),
      );
    }
    return found;
  } finally {
    spinner.end();
  }
}

function spanOf({ from, to, past }: Options, now: Instant): FixedWindow {
  const at = (edge: Edge) => ("at" in edge ? edge.at : now + edge.fromNow);
  const start = from ? at(from) : past ? listedSpan(now).from : now - day;
  const end = to ? at(to) : past ? now : now + 7 * day;
  if (end <= start) throw new Error("There is no time between --from and --to. Give a --to that is later than --from.");
  return { start, end };
}

function readEdge(text: string): Edge {
  const parsed = parseInstant(/^\d+$/.test(text) ? Number(text) : text);
  if ("instant" in parsed) return { at: parsed.instant };
  try {
    return { fromNow: durationInSeconds(text) };
  } catch {
    throw new InvalidArgumentError(
      'It must be a time with an offset, as "2026-12-24T19:00:00+08:00", Unix seconds, or a duration from now on, as ' +
        '"-P3D" or "PT12H".',
    );
  }
}

const help = `States: scheduled, running, over (by the window), stopped (ended early by somebody). The service decides by its own
clock, which may differ by 5 minutes from this machine's: a state that is within 5 minutes of an edge has a "?", and
--state lists it under both.

TIME is ISO 8601 with an offset, Unix seconds, or a duration from now on, as -P3D or PT12H. Listed is each task whose
window has a second in that time. The service tells of tasks for 90 days, and answers 7 days at a time: --past takes some
16 questions, and more where there are many tasks. What takes longer than a second says on standard error how far it is, at
a terminal alone.

The account is that which a run uses: keys in the configuration of a stack given come first, and can be read only with
\`pulumi stack export --show-secrets\`; then those of the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY),
and so on, as docs/credentials.md says. A stack whose tasks are in another account is refused.

Times are shown in the time zone of this machine; TZ=Asia/Shanghai sets another.

--json: {now, from, to, tasks: [{taskId, domainName, appName, streamName, templateId, start, end, stoppedAt, state,
perhaps: [state], world, holders: [{stack, name, urn}]}]}. Times are ISO 8601 in UTC; what there is not is null.

The status is 0, whether there are tasks or not, and 1 where they could not be listed.

  npx pulumi-tencentcloud-css tasks --state running
  npx pulumi-tencentcloud-css tasks --from -P30D --to P0D --stream final --json | jq '.tasks[].taskId'
  npx pulumi-tencentcloud-css tasks <(pulumi stack export -s prod) <(pulumi stack export -s staging)`;
