import { readyMadeIds, type Switches } from "../switches.js";
import { CallbackRules } from "./callbackRules.js";
import { type CallbackTemplate, CallbackTemplates } from "./callbackTemplates.js";
import type { LedgerState } from "./ledger.js";
import type { Rule } from "./rules.js";
import { SnapshotRules } from "./snapshotRules.js";
import { readyMade, type SnapshotTemplate, SnapshotTemplates } from "./snapshotTemplates.js";

/** Templates and rules, as plain data. */
export interface ConfigurationState {
  /** How many templates were ever made: their ids never come again, not even after `reset`. */
  counter: number;
  snapshotTemplates: LedgerState<SnapshotTemplate>;
  snapshotRules: LedgerState<Rule>;
  callbackTemplates: LedgerState<CallbackTemplate>;
  callbackRules: LedgerState<Rule>;
}

export interface ConfigurationOptions {
  switches: Switches;
  /** The virtual time in Unix seconds. */
  now: () => number;
  /** What `snapshot` returned. Default: what a new store holds. */
  state?: ConfigurationState | undefined;
  /** How many templates were made before, where there is no state. Default: none. */
  counter?: number;
  /** What takes pictures by a snapshot template, for a person; undefined where nothing does. */
  takerOf: (templateId: number) => string | undefined;
}

/** The first template that is made has this id: real ones look so. */
const firstId = 12_838_073;

/** What an account has set up beside its tasks: snapshots and callbacks, templates and rules. */
export class Configuration {
  readonly snapshotTemplates: SnapshotTemplates;
  readonly snapshotRules: SnapshotRules;
  readonly callbackTemplates: CallbackTemplates;
  readonly callbackRules: CallbackRules;
  private counter: number;

  constructor({ switches, now, state, counter, takerOf }: ConfigurationOptions) {
    this.counter = state?.counter ?? counter ?? 0;
    const given = readyMadeIds(switches);
    const newId = (): number => {
      do this.counter += 1;
      while (given.includes(firstId - 1 + this.counter));
      return firstId - 1 + this.counter;
    };
    const common = { now, delay: switches.changeCountsAfter, newId };
    this.snapshotTemplates = new SnapshotTemplates(switches, {
      ...common,
      state: state?.snapshotTemplates,
      userOf: (id) => this.snapshotRules.all.userOf(id) ?? takerOf(id),
    });
    this.callbackTemplates = new CallbackTemplates(switches, {
      ...common,
      state: state?.callbackTemplates,
      userOf: (id) => this.callbackRules.all.userOf(id),
    });
    this.snapshotRules = new SnapshotRules(switches, this.snapshotTemplates, {
      ...common,
      state: state?.snapshotRules,
    });
    this.callbackRules = new CallbackRules(switches, this.callbackTemplates, {
      ...common,
      state: state?.callbackRules,
    });
    if (!state) for (const id of given) this.snapshotTemplates.all.put(readyMade(id));
  }

  snapshot(): ConfigurationState {
    return {
      counter: this.counter,
      snapshotTemplates: this.snapshotTemplates.all.snapshot(),
      snapshotRules: this.snapshotRules.all.snapshot(),
      callbackTemplates: this.callbackTemplates.all.snapshot(),
      callbackRules: this.callbackRules.all.snapshot(),
    };
  }
}
