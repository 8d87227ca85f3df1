import { ApiError } from "../errors.js";
import type { ListingView } from "../listing.js";
import { Ledger, type LedgerState } from "./ledger.js";

export interface TemplateOptions<T> {
  state: LedgerState<T> | undefined;
  /** The virtual time in Unix seconds. */
  now: () => number;
  /** Seconds until the service goes by a change. */
  delay: number;
  /** An id that no template ever had. */
  newId: () => number;
  /** What uses a template, for a person; undefined where nothing does. */
  userOf: (templateId: number) => string | undefined;
}

/** What is common to templates of either sort: their ids, their number, and that one in use stays. */
export class Templates<T extends { TemplateId: number }> {
  private readonly ledger: Ledger<T>;

  /** @param sort see `Ledger`. */
  constructor(
    sort: string,
    private readonly options: TemplateOptions<T>,
  ) {
    this.ledger = new Ledger(sort, options.state);
  }

  /**
   * Makes a template and returns its id. Nothing says that a template which is made takes effect late.
   *
   * @throws ApiError InternalError.ConfOutLimit.
   */
  add(most: number, make: (id: number) => T): number {
    if (this.ledger.list().length >= most) {
      throw new ApiError("InternalError.ConfOutLimit", `The account has ${most} templates, and cannot have more.`);
    }
    const template = make(this.options.newId());
    this.put(template);
    return template.TemplateId;
  }

  /** Puts a template in that is in effect at once. */
  put(template: T): void {
    const now = this.options.now();
    this.ledger.set(keyOf(template.TemplateId), template, now, now);
  }

  /** @throws ApiError of the given code where there is no such template. */
  find(id: number, missing: string): T {
    return this.ledger.get(keyOf(id)) ?? noTemplate(id, missing);
  }

  change(template: T): void {
    this.write(template.TemplateId, template);
  }

  /** @throws ApiError of the given code where there is no such template, or FailedOperation.ConfInUsed. */
  remove(id: number, missing: string): void {
    this.find(id, missing);
    const user = this.options.userOf(id);
    if (user !== undefined) {
      throw new ApiError("FailedOperation.ConfInUsed", `The template ${id} is used by ${user}.`);
    }
    this.write(id, null);
  }

  /** One template as a caller sees it. @throws ApiError FailedOperation.NotFound. */
  describe(id: number, view: ListingView): T {
    return this.ledger.describe(keyOf(id), view, this.options.now()) ?? noTemplate(id, "FailedOperation.NotFound");
  }

  /** All templates as a caller sees them, in the order of creation. */
  describeAll(view: ListingView): T[] {
    return this.ledger.show(view, this.options.now());
  }

  list(): T[] {
    return this.ledger.list();
  }

  /** The template as the service goes by it now, or undefined where it knows none. */
  inEffect(id: number): T | undefined {
    return this.ledger.inEffect(keyOf(id), this.options.now());
  }

  snapshot(): LedgerState<T> {
    return this.ledger.snapshot();
  }

  private write(id: number, value: T | null): void {
    const now = this.options.now();
    this.ledger.set(keyOf(id), value, now, now + this.options.delay);
  }
}

function noTemplate(id: number, code: string): never {
  throw new ApiError(code, `There is no template ${id}.`);
}

function keyOf(id: number): string {
  return String(id);
}
