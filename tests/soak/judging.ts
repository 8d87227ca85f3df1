/** What was captured against what had to be: from the emulator's tasks and segments, the ledger, and the streams. */
import type { Service } from "../../emulator/index.js";
import { formatInstant, type Instant } from "../../provider/window.js";
import { capturedSpans, taskSpans } from "../support/coverage.js";
import type { Ledger } from "./ledger.js";
import { common, overlaps, type Span, seconds, union, widened, without } from "./spans.js";
import type { Streams } from "./streams.js";

/**
 * Seconds for which two tasks may capture at once, or one may that nobody declared: what clocks may differ by. A task
 * that is replaced runs on until its successor does.
 */
const tolerated = 300;

export interface Fault {
  readonly kind: "lost" | "doubled" | "undeclared";
  readonly stream: string;
  readonly span: Span;
}

export interface Judgement {
  /** Each once, as of the time when it is asked. */
  readonly faults: readonly Fault[];
  /** Seconds that were on and were not captured. */
  readonly missed: number;
  /** Seconds of those that no run could have had captured, and why. */
  readonly predicted: { readonly gap: number; readonly console: number; readonly late: number };
  readonly captured: number;
}

/** @param gaps when the pipeline did not run. */
export function judge(
  service: Service,
  ledger: Ledger,
  streams: Streams,
  names: readonly string[],
  gaps: readonly Span[],
): Judgement {
  const now = service.now();
  const each = names.map((stream) => judgeStream(service, ledger, streams, stream, now, gaps));
  const sum = (of: (one: Judgement) => number) => each.reduce((total, one) => total + of(one), 0);
  return {
    faults: each.flatMap(({ faults }) => faults),
    missed: sum(({ missed }) => missed),
    predicted: {
      gap: sum(({ predicted }) => predicted.gap),
      console: sum(({ predicted }) => predicted.console),
      late: sum(({ predicted }) => predicted.late),
    },
    captured: sum(({ captured }) => captured),
  };
}

function judgeStream(
  service: Service,
  ledger: Ledger,
  streams: Streams,
  stream: string,
  now: Instant,
  gaps: readonly Span[],
): Judgement {
  const wanted = streams.wanted(stream);
  const promised = common(ledger.promised(stream, now), streams.pushed(stream));
  const captured = union(capturedSpans(service, stream));
  // Those to come too: two tasks of one window are one too many before they begin.
  const tasks = taskSpans(service, stream);

  const missed = without(wanted, captured);
  const predicted = without(missed, promised);
  const inTheConsole = common(predicted, ledger.stopped(stream));
  const inAGap = common(without(predicted, inTheConsole), gaps);
  const faults = (kind: Fault["kind"], spans: readonly Span[], least: number): Fault[] =>
    spans.filter(({ from, to }) => to - from > least).map((span) => ({ kind, stream, span }));
  return {
    faults: [
      ...faults("lost", without(promised, captured), 0),
      ...faults("doubled", overlaps(tasks), tolerated),
      ...faults(
        "undeclared",
        // By a clock that is ahead, what is about to begin has begun.
        without(common(tasks, [{ from: 0, to: now }]), widened(ledger.declared(stream, now + tolerated), tolerated)),
        0,
      ),
    ],
    missed: seconds(missed),
    predicted: {
      gap: seconds(inAGap),
      console: seconds(inTheConsole),
      late: seconds(predicted) - seconds(inAGap) - seconds(inTheConsole),
    },
    captured: seconds(common(captured, wanted)),
  };
}

export function describeFault({ kind, stream, span: { from, to } }: Fault): string {
  return `${kind}: ${stream}, ${to - from} s, ${formatInstant(from)} to ${formatInstant(to)}`;
}

/** The tasks that could have had to do with it, one a line. */
export function describeTasks(service: Service, { stream, span }: Fault): string {
  const time = (at: number | null) => (at === null ? "-" : formatInstant(at));
  return service
    .tasks()
    .filter((task) => task.streamName === stream && task.startTime < span.to && task.endTime > span.from)
    .map(({ taskId, startTime, endTime, createdAt, stoppedAt, deletedAt, segments }) =>
      [
        `${taskId.slice(0, 8)} ${time(startTime)} to ${time(endTime)}`,
        `created ${time(createdAt)}`,
        `stopped ${time(stoppedAt)}`,
        `deleted ${time(deletedAt)}`,
        `captured ${segments.map(({ from, to }) => `${time(from)} to ${time(to)}`).join(" and ") || "nothing"}`,
      ].join(", "),
    )
    .join("\n   ");
}
