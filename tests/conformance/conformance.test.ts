import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startEmulator, switchTable } from "../../emulator/index.js";
import { type Budget, type Conformance, conform, cost, plan } from "./conform.js";
import { notAsked, scenarios } from "./scenarios.js";
import { openSite, type Site } from "./site.js";

const everything = { tasks: 200, templates: 40, rules: 20 };
const little = { ...everything, tasks: 60 };
const time = "2026-12-18T18:00:00Z";

const bucket = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };

async function siteAt(emulator: { endpoint: string; secretId: string; secretKey: string }): Promise<Site> {
  return openSite({ ...emulator, domainName: "push.example.com", templateId: 1, bucket });
}

/** An emulator in a process of its own, with these switches. */
async function conformsWith(switches: Readonly<Record<string, string>>, budget: Budget): Promise<Conformance> {
  const set = Object.entries(switches).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const command = [join(__dirname, "../../cli/main.js"), "emulator", "--json", "--time", time, ...set];
  const child: ChildProcess = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    ok(child.stdout);
    const [line] = await once(createInterface(child.stdout), "line");
    const emulator = JSON.parse(line);
    await fetch(`${emulator.endpoint}/_emulator/clock`, { method: "POST", body: '{"rate": 0}' });
    return await conform(await siteAt(emulator), budget, () => {});
  } finally {
    child.kill();
    await once(child, "close");
  }
}

function notesOf({ results }: Conformance, verdict: string): string[] {
  return results.filter((result) => result.verdict === verdict).map(({ note }) => note.replace(/.*set /, ""));
}

describe("the conformance suite", () => {
  it("finds nothing in the emulator as it is, and leaves nothing behind", async () => {
    const emulator = await startEmulator({ time, callsPerSecond: Number.POSITIVE_INFINITY });
    try {
      const { results, left } = await conform(await siteAt(emulator), everything, () => {});
      deepEqual(
        results.filter(({ verdict }) => !verdict.startsWith("as ")),
        [],
      );
      deepEqual(left, []);
      const there = emulator.service.tasks().filter(({ deletedAt, endTime }) => {
        return deletedAt === null && endTime > emulator.service.now();
      });
      deepEqual(there, []);
      const { snapshotTemplates, ...configured } = emulator.service.configured();
      deepEqual(
        snapshotTemplates.map(({ TemplateId }) => TemplateId),
        [1, 2, 1000],
      );
      deepEqual(Object.values(configured).flat(), []);
    } finally {
      await emulator.close();
    }
  });

  it("tells every switch of another emulator that can be told from outside, with the value to set", async () => {
    const switches = {
      deleteFinished: "InvalidParameter",
      deleteStopped: "UnsupportedOperation",
      deleteUnknown: "accepted",
      callbackRuleTwice: "replaced",
      changeVisibleAfter: "5",
      createVisibleAfter: "10",
      descriptions: "any",
      domainTemplates: "one",
      fourthTask: "refused-running",
      jsonDigits: "accepted",
      listingBounds: "half-open",
      listingEnd: "page",
      listingOrder: "start",
      modifyIntervalFrom: "2",
      modifyOmitted: "reset",
      nameLength: "100",
      names: "any",
      omittedStart: "zero",
      pageSize: "7",
      pastStart: "clamped",
      region: "ignored",
      startLimit: "none",
      stopFinished: "accepted",
      stopScheduled: "InvalidParameter",
      stopStopped: "UnsupportedOperation",
      stopUnknown: "UnsupportedOperation",
      templateInUse: "rules-and-tasks",
    };
    const conformance = await conformsWith(switches, everything);
    const found = Object.entries(switches).map(([name, value]) => `${name}=${value}`);
    deepEqual(notesOf(conformance, "finding").toSorted(), found.toSorted());
    deepEqual(notesOf(conformance, "contradiction"), []);
    deepEqual(conformance.left, []);
  });

  it("asks of the international site what is published there, and says what may be left behind", async () => {
    const conformance = await conformsWith({ site: "international" }, little);
    deepEqual(notesOf(conformance, "finding"), ["site=international"]);
    deepEqual(notesOf(conformance, "contradiction"), []);
    ok(
      notesOf(conformance, "not asked").every((note) => /not published|InvalidAction|it takes --tasks 105/.test(note)),
    );
    ok(conformance.left.length > 0);
  });

  it("calls a contradiction what is not as documented", async () => {
    const conformance = await conformsWith({ fail: "CreateScreenshotTask:InternalError" }, little);
    match(notesOf(conformance, "contradiction").join("\n"), /^accepted, says https:/m);
  });

  it("has a question for every switch, or a reason why there is none", () => {
    const asked = scenarios.flatMap((scenario) => ("decides" in scenario ? [scenario.decides] : []));
    deepEqual([...asked, ...Object.keys(notAsked)].toSorted(), Object.keys(switchTable).toSorted());
  });

  it("stays within its budget, and names what it leaves out for it", async () => {
    const { chosen, leftOut } = plan(little);
    ok(cost(chosen).tasks <= 60);
    deepEqual(
      leftOut.map(({ asks }) => asks),
      ["tasks on a page are"],
    );
    const emulator = await startEmulator({ time, callsPerSecond: Number.POSITIVE_INFINITY });
    try {
      const { results } = await conform(await siteAt(emulator), { tasks: 4, templates: 3, rules: 1 }, () => {});
      const made = (what: RegExp) =>
        emulator.requests().filter(({ action, code }) => what.test(action) && code === null).length;
      ok(emulator.service.tasks().length <= 4);
      ok(made(/^CreateLive.*Template$/) <= 3);
      ok(made(/^CreateLive.*Rule$/) <= 1);
      equal(results.length, scenarios.length);
      match(JSON.stringify(results), /it takes --templates 4"/);
    } finally {
      await emulator.close();
    }
  });

  it("makes no more than it counted, whatever comes of it", async () => {
    const emulator = await startEmulator({ time, callsPerSecond: Number.POSITIVE_INFINITY });
    try {
      for (const scenario of plan(little).chosen) {
        const site = await siteAt(emulator);
        const before = emulator.requests().length;
        await scenario.ask(site);
        const asked = emulator.requests().slice(before);
        const sent = (what: RegExp) => asked.filter(({ action }) => what.test(action)).length;
        const { tasks, templates, rules } = cost([scenario]);
        const accepted = asked.filter(({ action, code }) => action === "CreateScreenshotTask" && code === null);
        ok(accepted.length <= tasks, scenario.asks);
        ok(sent(/^CreateLive.*Template$/) <= templates, scenario.asks);
        ok(sent(/^CreateLive.*Rule$/) <= rules, scenario.asks);
        await site.cleanUp();
      }
    } finally {
      await emulator.close();
    }
  });

  it("records what came back without names, ids, keys and absolute times", async () => {
    const emulator = await startEmulator({ time, callsPerSecond: Number.POSITIVE_INFINITY });
    try {
      const others = {
        TemplateName: "of-another",
        CallbackKey: "key-of-another",
        SnapshotNotifyUrl: "https://example.org/",
      };
      emulator.service.call("CreateLiveCallbackTemplate", others);
      const site = await siteAt(emulator);
      await conform(site, little, () => {});
      const recorded = JSON.stringify(site.recorder.exchanges);
      for (const secret of [
        emulator.secretId,
        emulator.secretKey,
        emulator.accountId,
        "push.example.com",
        "of-another",
      ]) {
        equal(recorded.includes(secret), false, secret);
      }
      for (const { taskId } of emulator.service.tasks()) equal(recorded.includes(taskId), false);
      match(recorded, /"EndTime":"now\+3600"/);
      equal(/\d{9,}|\d{4}-\d\d-\d\d/.test(recorded), false);
    } finally {
      await emulator.close();
    }
  });
});
