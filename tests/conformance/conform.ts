/** Plays the scenarios against one place, within a budget, and says where it is not as documented or as assumed. */
import { switchTable } from "../../emulator/index.js";
import type { Made, Scenario } from "./scenario.js";
import { scenarios } from "./scenarios.js";
import { lag, type Site } from "./site.js";

export interface Result {
  readonly asks: string;
  readonly answer: string;
  /** As documented or as assumed; another answer; or none, for the reason that is the answer. */
  readonly verdict: "as documented" | "as assumed" | "contradiction" | "finding" | "not asked";
  /** What was expected, and what follows. */
  readonly note: string;
}

export interface Conformance {
  readonly results: readonly Result[];
  /** TaskIds that are there still. */
  readonly left: readonly string[];
}

/** What may be made of each. */
export type Budget = Required<Made>;

const things: readonly (keyof Budget)[] = ["tasks", "templates", "rules"];

/** What fits into a budget, and what does not. The cheap ones come first, so that one that is dear does not push them out. */
export function plan(budget: Budget): { readonly chosen: readonly Scenario[]; readonly leftOut: readonly Scenario[] } {
  const chosen = new Set<Scenario>();
  const left = { ...budget };
  const price = (scenario: Scenario) => things.reduce((total, thing) => total + (scenario[thing] ?? 0), 0);
  for (const scenario of scenarios.toSorted((a, b) => price(a) - price(b))) {
    if (things.some((thing) => (scenario[thing] ?? 0) > left[thing])) continue;
    for (const thing of things) left[thing] -= scenario[thing] ?? 0;
    chosen.add(scenario);
  }
  return {
    chosen: scenarios.filter((scenario) => chosen.has(scenario)),
    leftOut: scenarios.filter((scenario) => !chosen.has(scenario)),
  };
}

/** What is made at most, and seconds that are waited for. */
export function cost(chosen: readonly Scenario[]): Budget & { readonly seconds: number } {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    tasks: sum(chosen.map(({ tasks = 0 }) => tasks)),
    templates: sum(chosen.map(({ templates = 0 }) => templates)),
    rules: sum(chosen.map(({ rules = 0 }) => rules)),
    seconds: sum(chosen.map(({ waits = 0, tasks = 0 }) => waits + (tasks > 0 ? lag : 0))),
  };
}

export async function conform(site: Site, budget: Budget, say: (result: Result) => void): Promise<Conformance> {
  const { chosen, leftOut } = plan(budget);
  const results: Result[] = [];
  const tell = (result: Result) => {
    results.push(result);
    say(result);
  };
  let left: readonly string[] = [];
  try {
    for (const scenario of chosen) {
      site.recorder.begin(scenario.asks);
      tell(await play(site, scenario));
      // A domain may have rules for one template alone. What stays is taken away at the end.
      await site.takeBack().catch(() => []);
    }
    for (const scenario of leftOut) {
      const takes = things.filter((thing) => scenario[thing]).map((thing) => `--${thing} ${scenario[thing]}`);
      tell({ asks: scenario.asks, answer: "-", verdict: "not asked", note: `it takes ${takes.join(" ")}` });
    }
  } finally {
    site.recorder.begin("cleaning up");
    left = await site.cleanUp();
  }
  return { results, left };
}

async function play(site: Site, scenario: Scenario): Promise<Result> {
  const { asks } = scenario;
  let answers: readonly string[];
  try {
    answers = [await scenario.ask(site)].flat();
  } catch (error) {
    const reason = site.recorder.redact(error instanceof Error ? error.message : String(error));
    return { asks, answer: "-", verdict: "not asked", note: reason };
  }
  const answer = answers.join(" or ");
  if (answer === "InvalidAction" && !("documented" in scenario && scenario.documented === answer)) {
    return { asks, answer: "-", verdict: "not asked", note: "the action is not published here" };
  }
  if ("documented" in scenario) {
    const { documented, source } = scenario;
    if (answers.includes(documented)) return { asks, answer, verdict: "as documented", note: source };
    return { asks, answer, verdict: "contradiction", note: `${documented}, says ${source}` };
  }
  const { decides } = scenario;
  const assumed = String(switchTable[decides].default);
  if (answers.includes(assumed)) {
    return { asks, answer, verdict: "as assumed", note: `${decides}=${assumed}` };
  }
  const value = answers.find((each) => switchTable[decides].read(each) !== undefined);
  return {
    asks,
    answer,
    verdict: "finding",
    note:
      value === undefined
        ? `the emulator cannot do this: its switch ${decides} takes ${switchTable[decides].takes}`
        : `the emulator assumes ${decides}=${assumed}; set ${decides}=${value}`,
  };
}
