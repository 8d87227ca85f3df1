/** What was asked and answered, to be kept: without names, ids and absolute times, so that two recordings can be compared. */
import type { Answer, Params } from "./site.js";

export interface Exchange {
  readonly scenario: string;
  readonly action: string;
  readonly params: unknown;
  readonly code: string;
  readonly answer: unknown;
}

export interface Recorder {
  /** What is recorded from now on belongs to this scenario. */
  begin(scenario: string): void;
  record(call: { action: string; params: Params; answer: Answer; began: number }): void;
  readonly exchanges: readonly Exchange[];
  /** The answers' words for people, too, can name an account or a stream. */
  redact(text: string): string;
}

/** How far from its call an instant may lie to be told as such. */
const near = 100 * 24 * 3600;

export function createRecorder(domainName: string): Recorder {
  const exchanges: Exchange[] = [];
  const names = new Map<string, string>([[domainName, "DOMAIN"]]);
  const counts = new Map<string, number>();
  const madeHere = new Set<unknown>();
  let scenario = "";

  function nameAs(kind: string, value: unknown): void {
    if (typeof value !== "string" || value === "" || names.has(value)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(value, `${kind}-${count}`);
  }

  function redact(text: string): string {
    let redacted = text;
    // The longest first, as one name can be the beginning of another.
    for (const [value, name] of [...names].toSorted(([a], [b]) => b.length - a.length)) {
      redacted = redacted.replaceAll(value, name);
    }
    redacted = redacted.replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?/g, "TIME");
    // Accounts, applications and whatever else is a long number.
    return redacted.replace(/\d{7,}/g, "NUMBER").replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID");
  }

  function plain(value: unknown, began: number): unknown {
    if (typeof value === "number" && Math.abs(value - began) < near) return `now${signed(value - began)}`;
    if (typeof value === "number") return value < 1_000_000 ? value : redact(String(value));
    if (typeof value === "string") return redact(value);
    if (Array.isArray(value)) return value.map((each) => plain(each, began));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each, began)]));
  }

  /** A listing shows all of an account: its other templates, with the keys that callbacks are signed with, are left out. */
  function withoutOthers(fields: Params): Params {
    const shown = ["Templates", "Rules"].filter((list) => fields[list] !== undefined);
    const kept = shown.map((list) => [list, listOf(fields[list]).filter(({ TemplateId }) => madeHere.has(TemplateId))]);
    return { ...fields, ...Object.fromEntries(kept) };
  }

  return {
    begin: (name) => {
      scenario = name;
    },
    record: ({ action, params, answer, began }) => {
      nameAs("STREAM", params["StreamName"]);
      nameAs("TASK", params["TaskId"]);
      nameAs("TASK", answer.fields["TaskId"]);
      for (const task of listOf(answer.fields["TaskList"])) nameAs("TASK", task["TaskId"]);
      nameAs("BUCKET", params["CosBucket"]);
      if (/^CreateLive.*Template$/.test(action)) madeHere.add(answer.fields["TemplateId"]);
      nameAs("TOKEN", answer.fields["ScrollToken"]);
      exchanges.push({
        scenario,
        action,
        params: plain(params, began),
        code: answer.code,
        answer: plain(withoutOthers(answer.fields), began),
      });
    },
    exchanges,
    redact,
  };
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}

function signed(seconds: number): string {
  return seconds < 0 ? String(seconds) : `+${seconds}`;
}
