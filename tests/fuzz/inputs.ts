/** Inputs of every kind of right and wrong: what a program that is not typed can declare, and a little more. */
import fc from "fast-check";
import { type Properties, unknownValue } from "../../provider/fields.js";
import { fields } from "../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../provider/window.js";

/** The time at which they are played. */
export const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

const known = Object.keys(fields);

/** Around now, where the rules have their edges; around the ends of what is a time at all; and anywhere. */
const seconds = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -8 * day, max: 8 * day }).map((distance) => now + distance) },
  { weight: 4, arbitrary: fc.integer({ min: -2 * hour, max: 26 * hour }).map((distance) => now + distance) },
  fc.constantFrom(1, 99_999_999_999, 253_402_300_799, now + 400 * day, now + 401 * day),
  fc.integer({ min: 1, max: 100_000_000_000 }),
);

/** The spellings that a time can have. Some hold no offset, or do not exist. */
const times = fc.oneof(
  { weight: 3, arbitrary: seconds },
  { weight: 4, arbitrary: seconds.map((instant) => spell(instant)) },
  seconds.map((instant) => instant * 1000),
  seconds.map((instant) => instant + 0.5),
  seconds.map((instant) => String(instant)),
  seconds.map((instant) => spell(instant).replace("Z", "+08:00[Asia/Shanghai]")),
  seconds.map((instant) => spell(instant).replace("Z", "")),
  seconds.map((instant) => spell(instant).replace("T", " ").toLowerCase()),
  seconds.map((instant) => spell(instant).replace("Z", ".123456789-23:59")),
  fc.constantFrom(
    "9999-12-31T23:59:59Z",
    "+275760-09-13T00:00:00Z",
    "-271821-04-20T00:00:00Z",
    "+010000-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-12-18T24:00:00Z",
    "2026-12-18T23:59:60Z",
    "2026-12-18",
    "19:00",
    "P1D",
    "tomorrow",
    "",
  ),
  fc.date().map((date) => date.getTime()),
);

function spell(instant: number): string {
  return formatInstant(Math.min(instant, 8_640_000_000_000));
}

/** As a name may be, and as nobody would call a stream. */
const names = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("final", "live", "match-1", "push.example.com") },
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(" ", "/", "a/b", "a b", "ａ", "\u0000", "\ud800", "‮", "𝕗", "x".repeat(5000), "%00", "%s"),
  fc.constantFrom("xn--fiqs8s.cn", "-a.b", "a.b:80", "https://a.b/", "A.B", "__proto__", "constructor"),
);

/** What the engine can hand over where a program is not typed, and a little more. */
const anything = fc.oneof(
  fc.anything({ withNullPrototype: true, maxDepth: 2, maxKeys: 3 }),
  fc.constantFrom(null, undefined, true, "", 0, -0, Number.NaN, Infinity, -1, 2 ** 53, 1.5, [], {}, unknownValue),
  // As Pulumi marks a secret where a provider does not take them apart.
  fc.constant({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "s" }),
);

const policy = (...values: string[]) => fc.constantFrom(...values, "error ", "ERROR");

const right: Record<string, fc.Arbitrary<unknown>> = {
  streamName: names,
  domainName: fc.oneof({ weight: 4, arbitrary: fc.constant("push.example.com") }, names),
  appName: fc.oneof({ weight: 4, arbitrary: fc.constant("live") }, names),
  templateId: fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.double()),
  endTime: times,
  startTime: times,
  streamType: fc.constantFrom(0, 1, 2),
  extension: names,
  ifTooFar: policy("error", "defer"),
  ifPast: policy("skip", "error"),
  ifStopped: policy("restore", "keep"),
  ifExists: policy("create", "error", "adopt"),
};

/** A declaration that check passes, most often: what is behind check is to be reached as well. */
const declared: fc.Arbitrary<Properties> = fc
  .record({
    start: fc.option(seconds, { nil: undefined }),
    length: fc.oneof(fc.integer({ min: 1, max: day }), fc.constantFrom(1, day)),
    streamName: fc.constantFrom("final", "ünï/cødé", "日本", "x".repeat(5000), "__proto__"),
    templateId: fc.integer({ min: 1 }),
    policies: fc.record(
      {
        ifTooFar: fc.constantFrom("error", "defer"),
        ifPast: fc.constantFrom("skip", "error"),
        ifStopped: fc.constantFrom("restore", "keep"),
        ifExists: fc.constantFrom("create", "error", "adopt"),
        streamType: fc.constantFrom(0, 1),
        extension: fc.constantFrom("", "e"),
      },
      { requiredKeys: [] },
    ),
    spelled: fc.boolean(),
  })
  .map(({ start, length, streamName, templateId, policies, spelled }) => {
    const end = (start ?? now) + length;
    const write = (instant: number) => (spelled ? spell(instant) : instant);
    return {
      domainName: "push.example.com",
      appName: "live",
      streamName,
      templateId,
      ...(start !== undefined && { startTime: write(start) }),
      endTime: write(end),
      ...policies,
    };
  });

const mistakes = fc.dictionary(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "starttime", "schemaVersion", "taskId"),
    fc.constantFrom("owner", "world", "skipped", "effectiveEndTime", "", " ", "__provider", "__defaults", "id", "urn"),
    fc.string({ maxLength: 8 }),
  ),
  anything,
  { maxKeys: 2, noNullPrototype: true },
);

export const inputs: fc.Arbitrary<Properties> = fc.oneof(
  { weight: 4, arbitrary: declared },
  { weight: 3, arbitrary: fc.tuple(declared, mistakes).map(([good, bad]) => ({ ...good, ...bad })) },
  {
    weight: 3,
    arbitrary: fc.tuple(declared, fc.record(right, { requiredKeys: [] })).map(([good, odd]) => ({ ...good, ...odd })),
  },
  fc.record(right, { requiredKeys: [] }),
  fc.tuple(declared, fc.constantFrom(...known)).map(([good, name]) => ({ ...good, [name]: unknownValue })),
  fc.tuple(declared, fc.constantFrom(...known)).map(([{ ...good }, name]) => {
    delete (good as Record<string, unknown>)[name];
    return good;
  }),
  mistakes,
);
