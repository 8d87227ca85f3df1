/** What each resource can do, whoever hosts it. */
import type { Context } from "./context.js";
import type { Failure, Field, Properties } from "./fields.js";

export interface Difference {
  readonly changes: boolean;
  /** The properties that force a replacement, for Pulumi's display. */
  readonly replaces: readonly string[];
}

export interface Created {
  readonly id: string;
  readonly outs: Record<string, unknown>;
}

export interface Read {
  readonly id: string;
  readonly props: Record<string, unknown>;
}

export interface Resource {
  readonly fields: Readonly<Record<string, Field>>;
  check(inputs: Properties): { inputs: Properties; failures: Failure[] };
  /**
   * A new one is declared. Where what it depends on failed the engine skips it, and no `create` comes that could tell: so
   * what it may be to take the place of, as under another resource name, is kept until it is made. It may lack a required
   * value (see absent.ts).
   */
  announce(ctx: Context, inputs: Properties): void;
  diff(ctx: Context, id: string, olds: Properties, news: Properties): Difference;
  create(ctx: Context, inputs: Properties): Promise<Created>;
  /** `undefined` where it is gone, so that the next `up` makes it again. */
  read(ctx: Context, id: string, state: Properties): Promise<Read | undefined>;
  update(ctx: Context, id: string, olds: Properties, news: Properties): Promise<Record<string, unknown>>;
  destroy(ctx: Context, state: Properties): Promise<void>;
}
