/** What the evidence says, for people: a cell for each window, and below the table what is to be known of it. */
import { formatLength } from "../../provider/window.js";
import type { Unasked, WindowEvidence } from "./evidence.js";

interface Witnessed {
  readonly name: string;
  readonly evidence?: WindowEvidence;
}

/** "720 of 720", "431 of 720 (59 %)", "none of 720", "?": pictures that the service tells of, and those expected. */
export function formatPictures(evidence: WindowEvidence | undefined): string {
  if (!evidence) return "-";
  const { state, pictures, expected, others } = evidence;
  if (pictures === undefined || (pictures === 0 && state === "cannot be told")) return "?";
  const among = others > 0 ? `, with ${others} more` : "";
  const of = expected === undefined ? "" : ` of ${expected}`;
  if (state === "none") return `none${of}`;
  const share = state === "fewer" && expected ? ` (${Math.floor((100 * pictures) / expected)} %)` : "";
  return `${pictures}${of}${share}${among}${state === "cannot be told" ? "?" : ""}`;
}

export function formatEvidence(windows: readonly Witnessed[], calls: ReadonlyMap<string, number>): string[] {
  const told = windows.flatMap(({ name, evidence }) => (evidence ? [{ name, evidence }] : []));
  if (told.length === 0) return ["No window is over of which a task was to take pictures, so nothing was asked."];
  const asked = [...calls].map(([action, count]) => `${action} ${count}`).join(", ");
  return [
    `Pictures of what is over: ${summary(told)}.${asked === "" ? "" : ` Calls: ${asked}.`}`,
    ...told.filter(({ evidence }) => evidence.state === "none" || evidence.problem === "unseen").map(describeNone),
    ...told.flatMap(({ name, evidence }) => describeFewer(name, evidence)),
    ...byCount(told),
    ...together(told, ({ evidence: { interval, pictures } }) =>
      interval === undefined && pictures ? [noInterval] : [],
    ),
    ...notAsked(told),
  ];
}

type Told = Required<Witnessed>;

function summary(told: readonly Told[]): string {
  const counts = new Map<string, number>();
  for (const { evidence } of told) counts.set(evidence.state, (counts.get(evidence.state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
}

function describeNone({ name, evidence: { state, live, liveSeconds, explained, causes } }: Told): string {
  const lived = liveSeconds === undefined ? "" : ` for ${formatLength(liveSeconds)}`;
  const what =
    live === undefined
      ? "and whether its stream was live cannot be told"
      : live
        ? `although its stream was live${lived}`
        : "and its stream was not live";
  const none = state === "none" ? "no picture" : "no picture is told of";
  if (explained) return `${name}: ${none}, ${what}: too short for more than two, which may be missing.`;
  return `${name}: ${none}, ${what}. Usual causes:\n${causes.map((cause) => `  - ${cause}`).join("\n")}`;
}

function describeFewer(name: string, { state, explained, live, liveSeconds }: WindowEvidence): string[] {
  if (state !== "fewer" || !live || liveSeconds === undefined) return [];
  return [
    `${name}: its stream was live for ${formatLength(liveSeconds)}${
      explained ? ", and that is all there was to capture." : ", so more pictures were to be expected."
    }`,
  ];
}

function byCount(told: readonly Told[]): string[] {
  const names = told.filter(({ evidence }) => evidence.by === "count").map(({ name }) => name);
  if (names.length === 0) return [];
  return [`By the count of its whole domain, which other streams share: ${list(names)}.`];
}

const noInterval =
  "How many to expect is not known, as its snapshot template is neither in the stack nor, as far as could be asked, in " +
  "the account";

const sources: Readonly<Record<Unasked["source"], string>> = {
  callbacks: "Callbacks (DescribeCallbackRecordsList) tell nothing",
  count: "The domain's count (DescribeScreenShotSheetNumList) tells nothing",
};

function notAsked(told: readonly Told[]): string[] {
  return together(told, ({ evidence }) => evidence.unasked.map(({ source, why }) => `${sources[source]}, as ${why}`));
}

/** What is to be said of several windows is said once. */
function together(told: readonly Told[], say: (window: Told) => readonly string[]): string[] {
  const names = new Map<string, string[]>();
  for (const window of told) {
    for (const text of say(window)) names.set(text, [...(names.get(text) ?? []), window.name]);
  }
  return [...names].map(([text, of]) => `${text}: ${list(of)}.`);
}

const shown = 5;

function list(names: readonly string[]): string {
  const rest = names.length - shown;
  return rest > 0 ? `${names.slice(0, shown).join(", ")} and ${rest} more` : names.join(", ");
}
