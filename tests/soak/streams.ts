/** The streams of the place: pushed around what is on, whatever the pipeline has heard of it. */
import type { Emulator } from "../../emulator/index.js";
import { formatInstant, type Instant } from "../../provider/window.js";
import type { Row, Table } from "./place.js";
import { common, type Span } from "./spans.js";

/** Seconds for which a stream is pushed before a window and after it. */
const around = 600;

/** What `examples/pipeline/index.ts` captures. */
export const captured = { domainName: "5000.livepush.myqcloud.com", appName: "live" };

export interface Streams {
  /** From now on this is what is on. */
  follow(table: Table): void;
  /** Moves the clock, and pushes and interrupts on the way. */
  advanceTo(time: Instant): Promise<void>;
  /** When a stream was pushed, until now. */
  pushed(stream: string): readonly Span[];
  /** What was on while its stream was pushed, until now: all that there was to capture. */
  wanted(stream: string): readonly Span[];
}

export function createStreams({ clock, service }: Emulator, names: readonly string[]): Streams {
  let table: Table = new Map();
  let followedFrom = clock.now();
  const since = new Map<string, Instant>();
  const past = new Map<string, Span[]>();
  const wantedBefore = new Map<string, Span[]>();

  const record = (log: Map<string, Span[]>, name: string, spans: readonly Span[]) =>
    void log.set(name, [...(log.get(name) ?? []), ...spans]);
  const isOn = (now: Instant) => (row: Row) => row.start - around <= now && now < row.end + around;

  function settle(): void {
    const now = clock.now();
    const on = new Set([...table.values()].filter(isOn(now)).map(({ stream }) => stream));
    for (const name of names) {
      const begun = since.get(name);
      if (on.has(name) && begun === undefined) {
        service.push({ ...captured, streamName: name });
        since.set(name, now);
      } else if (!on.has(name) && begun !== undefined) {
        service.interrupt({ ...captured, streamName: name });
        since.delete(name);
        record(past, name, [{ from: begun, to: now }]);
      }
    }
  }

  const pushed = (name: string): Span[] => {
    const begun = since.get(name);
    return [...(past.get(name) ?? []), ...(begun === undefined ? [] : [{ from: begun, to: clock.now() }])];
  };
  const wantedNow = (name: string): Span[] =>
    common(
      [...table.values()].filter(({ stream }) => stream === name).map(({ start, end }) => ({ from: start, to: end })),
      [{ from: followedFrom, to: clock.now() }],
    );

  return {
    follow: (next) => {
      for (const name of names) record(wantedBefore, name, wantedNow(name));
      followedFrom = clock.now();
      table = next;
      settle();
    },
    advanceTo: async (time) => {
      const edges = [...table.values()]
        .flatMap(({ start, end }) => [start - around, end + around])
        .filter((edge) => edge > clock.now() && edge < time);
      for (const edge of [...edges.toSorted((a, b) => a - b), time]) {
        await clock.set(formatInstant(edge));
        settle();
      }
    },
    pushed,
    wanted: (name) => common([...(wantedBefore.get(name) ?? []), ...wantedNow(name)], pushed(name)),
  };
}
