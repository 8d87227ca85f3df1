import { ApiError } from "../errors.js";
import type { ListingView } from "../listing.js";
import { beijingTime } from "../time/beijing.js";
import { Ledger, type LedgerState } from "./ledger.js";

/** What a rule binds to a template. */
export interface Bound {
  DomainName: string;
  AppName: string;
  /** Empty: every stream. Callback rules have none. */
  StreamName?: string;
}

/** A rule as the service keeps it. */
export interface Rule extends Bound {
  TemplateId: number;
  /** Unix seconds. A rule cannot be modified, so this is when it was last changed, too. */
  created: number;
}

export interface RuleOptions {
  state: LedgerState<Rule> | undefined;
  /** The virtual time in Unix seconds. */
  now: () => number;
  /** Seconds until the service goes by a change. */
  delay: number;
}

/** What is common to rules of either sort: they have no ids, and are known by all that they bind. */
export class Rules {
  private readonly ledger: Ledger<Rule>;

  /** @param sort see `Ledger`. */
  constructor(
    sort: string,
    private readonly options: RuleOptions,
  ) {
    this.ledger = new Ledger(sort, options.state);
  }

  /** The rule that binds just this. */
  get(bound: Bound): Rule | undefined {
    return this.ledger.get(ruleKey(bound));
  }

  /** Makes a rule, instead of one that binds the same. */
  put(bound: Bound, TemplateId: number): void {
    this.write(bound, { ...bound, TemplateId, created: this.options.now() });
  }

  /** @throws ApiError FailedOperation.NotFound. */
  remove(bound: Bound): void {
    if (!this.get(bound)) throw new ApiError("FailedOperation.NotFound", `There is no rule for ${nameOf(bound)}.`);
    this.write(bound, null);
  }

  list(): Rule[] {
    return this.ledger.list();
  }

  /** All rules as a caller sees them, in the order of creation. */
  describeAll(view: ListingView): Record<string, unknown>[] {
    return this.ledger.show(view, this.options.now()).map(describe);
  }

  /** The rule that the service goes by now, or undefined where it knows none. */
  inEffect(bound: Bound): Rule | undefined {
    return this.ledger.inEffect(ruleKey(bound), this.options.now());
  }

  /** What binds a template, for a person; undefined where nothing does. */
  userOf(templateId: number): string | undefined {
    const users = this.list().filter(({ TemplateId }) => TemplateId === templateId);
    return users.length > 0 ? `the rule for ${users.map(nameOf).join(", ")}` : undefined;
  }

  snapshot(): LedgerState<Rule> {
    return this.ledger.snapshot();
  }

  private write(bound: Bound, value: Rule | null): void {
    const now = this.options.now();
    this.ledger.set(ruleKey(bound), value, now, now + this.options.delay);
  }
}

/** What a rule is known by. */
export function ruleKey({ DomainName, AppName, StreamName = "" }: Bound): string {
  return JSON.stringify([DomainName, AppName, StreamName]);
}

function nameOf({ DomainName, AppName, StreamName = "" }: Bound): string {
  return [DomainName, AppName, ...(StreamName ? [StreamName] : [])].join("/");
}

function describe({ created, ...rule }: Rule): Record<string, unknown> {
  const time = beijingTime(created);
  return { CreateTime: time, UpdateTime: time, ...rule };
}
