/** All that happened around one kill, so that it can be understood without doing it again. */
import type { Emulator, TaskView } from "../../emulator/index.js";
import { formatInstant } from "../../provider/window.js";
import { keptIn } from "../setUp/comparison.js";
import { describePart } from "../setUp/parts.js";
import type { Declared, Scenario } from "./plan.js";
import { lineOf } from "./program.js";

export interface History {
  /** An event. */
  say(event: string): void;
  /** What a command printed. */
  tell(command: string, output: string): void;
  /** What the emulator and, where it is given, the exported state hold. */
  look(when: string, exported?: string): void;
  text(): string;
}

export function createHistory(scenario: Scenario, { service, requests }: Emulator): History {
  const { number, kind, operation, command, killed, kill, gap, next, edited, before, at, after } = scenario;
  const lines = [
    `Kill ${number} (${kind}) at ${formatInstant(at)} of ${command} in a ${operation}: ${JSON.stringify(kill)}`,
    `before: ${listed(before)}`,
    `killed: ${listed(killed)}`,
    `after ${gap} s ${edited ? "edited" : "not edited"}, for ${after} s: ${listed(next)}`,
  ];
  const began = performance.now();
  const add = (text: string) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    lines.push(`${seconds} s  ${text}`);
  };
  let last = requests().at(-1)?.requestId;

  /** The calls since the last look, oldest first. */
  function calls(): string[] {
    const all = requests();
    const news = all.slice(all.findIndex(({ requestId }) => requestId === last) + 1);
    last = all.at(-1)?.requestId;
    return news.map(({ action, code, time, faults }) =>
      [time, action, code ?? "", ...(faults ?? []).map((fault) => fault.kind)].join(" ").trimEnd(),
    );
  }

  return {
    say: add,
    tell: (what, output) => add(`${what}:\n${indented(output.trim())}`),
    look: (when, exported) => {
      add(`${when}: calls since, tasks, state`);
      const tasks = service.tasks().filter(matters(at)).map(describe);
      const around = keptIn(service).map(({ handle, raw }) => `${handle} ${JSON.stringify(raw)}`);
      lines.push(indented([...calls(), "", ...tasks, ...around].join("\n")));
      if (exported) lines.push(indented(summary(exported)));
    },
    text: () => lines.join("\n"),
  };
}

const listed = ({ windows, setUp }: Declared) =>
  `${windows.map(lineOf).join("; ") || "nothing"}, and ${setUp.map(describePart).join("; ") || "nothing"}`;

const indented = (text: string) => text.replaceAll(/^/gm, "    ");

const matters = (since: number) => (task: TaskView) => Math.min(task.endTime, task.deletedAt ?? Infinity) >= since;

function describe({
  taskId,
  streamName,
  startTime,
  endTime,
  createdAt,
  stoppedAt,
  deletedAt,
  state,
}: TaskView): string {
  const ends = [
    stoppedAt === null ? "" : `stopped ${formatInstant(stoppedAt)}`,
    deletedAt === null ? "" : `deleted ${formatInstant(deletedAt)}`,
  ];
  return [
    `${taskId.slice(0, 8)} ${streamName} ${formatInstant(startTime)}/${formatInstant(endTime)} ${state}`,
    `made ${formatInstant(createdAt)}`,
    ...ends,
  ]
    .join(" ")
    .trimEnd();
}

/** The resources and pending operations of ours, a line for each. */
function summary(exported: string): string {
  const { deployment } = JSON.parse(exported) as { deployment: { resources?: Kept[]; pending_operations?: Pending[] } };
  const resources = (deployment.resources ?? []).filter(isOurs).map((kept) => {
    const { handle, taskId, effectiveStartTime, effectiveEndTime, stoppedAt, missing } = kept.outputs ?? {};
    const marks = {
      ...(kept.delete && { delete: true }),
      handle,
      taskId,
      effectiveStartTime,
      effectiveEndTime,
      stoppedAt,
      missing,
    };
    return `state: ${nameOf(kept)} ${JSON.stringify(marks)}`;
  });
  const pending = (deployment.pending_operations ?? []).map(
    ({ type, resource }) => `pending: ${type} ${nameOf(resource)} ${JSON.stringify(resource.inputs ?? {})}`,
  );
  return [...resources, ...pending].join("\n") || "state: nothing";
}

interface Kept {
  readonly type: string;
  readonly urn: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface Pending {
  readonly type: string;
  readonly resource: Kept;
}

const isOurs = ({ type }: Kept) => type.includes("tencentcloud-css");

const nameOf = ({ urn }: Kept) => urn.split("::").at(-1) ?? urn;
