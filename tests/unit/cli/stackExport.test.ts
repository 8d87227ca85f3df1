import { deepEqual, equal, match, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStackExport } from "../../../cli/stackExport.js";
import { formatWindow } from "../../../provider/window.js";
import { exportOf } from "../../support/exported.js";
import { packageRoot } from "../../support/stack.js";

/** Recorded with the real engine, CLI 3.248.0, a file backend, and runs that were killed while a call was held. */
const recorded = (name: string) => readFileSync(join(packageRoot, "tests/fixtures/exports", `${name}.json`), "utf8");

const pendingIn = (name: string) =>
  parseStackExport(recorded(name), name).pending.map(
    (operation) => `${operation.type} ${operation.name}: ${formatWindow(operation.declared.window)}`,
  );

describe("a stack's export", () => {
  it("tells which creations a SIGKILL left, and what they declare", () => {
    deepEqual(pendingIn("killed-create"), [
      "creating a: 2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z",
      "creating b: 2026-12-18T17:00:00Z to 2026-12-18T20:00:00Z",
    ]);
  });

  it("tells what a replacement declares, once, however many runs were killed in it, and what is still in state", () => {
    deepEqual(pendingIn("killed-replacement-twice"), [
      "creating c: 2026-12-18T19:00:00Z to 2026-12-18T21:30:00Z",
      "creating a: 2026-12-18T19:00:00Z to 2026-12-18T21:30:00Z",
    ]);
    const { windows, stack } = parseStackExport(recorded("killed-replacement-twice"), "recorded");
    equal(stack, "proj/test");
    deepEqual(
      windows.map(({ name, known }) => [name, known.standing.kind]),
      [
        ["d", "deferred"],
        ["b", "task"],
        ["a", "task"],
      ],
    );
    equal(
      formatWindow(windows[2]?.known.declared.window ?? { end: 0 }),
      "2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z",
    );
  });

  it("tells what an update declares that was to make a deferred window's task", () => {
    deepEqual(pendingIn("killed-update"), ["updating d: 2026-12-25T19:00:00Z to 2026-12-25T22:30:00Z"]);
  });

  it("tells nothing of deletions that were killed: the next run repeats them", () => {
    deepEqual(pendingIn("killed-delete"), []);
  });

  it("of a stack that was never updated has nothing in it", () => {
    const { windows, pending } = parseStackExport('{"version": 3, "deployment": {"manifest": {}}}', "new");
    deepEqual([windows, pending], [[], []]);
  });

  it("is refused where a property is encrypted, naming it and the option that helps", () => {
    throws(
      () => parseStackExport(recorded("encrypted"), "encrypted"),
      /of e streamName is encrypted\. Export it with `pulumi stack export --show-secrets`/,
    );
  });

  it("is read where it was written with --show-secrets", () => {
    const shown = recorded("encrypted").replaceAll(
      /"ciphertext": "v1:iJp6[^"]*"/g,
      '"plaintext": "\\"hidden-stream\\""',
    );
    const [first] = parseStackExport(shown, "shown").pending;
    equal(first?.declared.subject.streamName, "hidden-stream");
  });

  it("is refused where a newer release wrote the state", () => {
    const written = exportOf(new Map());
    deepEqual(written.windows, []);
    throws(
      () => parseStackExport(recorded("killed-update").replaceAll('"schemaVersion": 1', '"schemaVersion": 99'), "new"),
      /written by a newer release/,
    );
  });

  for (const [what, text, problem] of [
    ["an empty text", "", /it is empty, so what should have written it may have failed/],
    ["no JSON", "error: no stack selected", /it is no JSON/],
    ["a list", "[]", /version/],
    ["another JSON", '{"steps": []}', /version/],
    ["a checkpoint file", '{"version": 3, "checkpoint": {"latest": {}}}', /deployment/],
    ["an old version", '{"version": 1, "deployment": {}}', /version/],
    ["a cut one", recorded("killed-create").slice(0, 2000), /it is no JSON/],
    ["a damaged one", '{"version": 3, "deployment": {"resources": [{"urn": 7}]}}', /deployment\.resources\.0\.urn/],
  ] as const) {
    it(`is refused where it is ${what}, naming the source, what is wrong, and the right command`, () => {
      throws(
        () => parseStackExport(text, "prod.json"),
        (error: Error) => {
          match(error.message, /^prod\.json is not a stack's export: .*Make one with `pulumi stack export`\.$/s);
          match(error.message, problem);
          return true;
        },
      );
    });
  }
});
