import { ApiError } from "./errors.js";
import { Ledger, type LedgerState } from "./ledger.js";
import type { ListingView } from "./listing.js";

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

  /** @param sort what tells its templates from others in the view of a listing. */
  constructor(
    private readonly sort: string,
    private readonly options: TemplateOptions<T>,
  ) {
    this.ledger = new Ledger(options.state);
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
    const found = this.ledger.get(keyOf(id));
    if (!found) throw new ApiError(missing, `There is no template ${id}.`);
    return found;
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
    const name = viewKey(this.sort, id);
    view.begin([name]);
    if (view.hides(name, "created", this.options.now())) {
      throw new ApiError("FailedOperation.NotFound", `There is no template ${id}.`);
    }
    return this.find(id, "FailedOperation.NotFound");
  }

  /** All templates as a caller sees them, in the order of creation. */
  describeAll(view: ListingView): T[] {
    const templates = this.list();
    view.begin(templates.map(({ TemplateId }) => viewKey(this.sort, TemplateId)));
    const now = this.options.now();
    return templates.filter(({ TemplateId }) => !view.hides(viewKey(this.sort, TemplateId), "created", now));
  }

  list(): T[] {
    return this.ledger.list().map(({ value }) => value);
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

/** What listings know a template by. */
export function viewKey(sort: string, id: unknown): string {
  return `${sort} ${String(id)}`;
}

function keyOf(id: number): string {
  return String(id);
}
