/**
 * Pulumi's dynamic provider calls <-> a resource's lifecycle. The engine's process (cmd/dynamic-provider) asks for the
 * handler once and calls it for every resource, concurrently.
 */
import type { dynamic } from "@pulumi/pulumi";
import { type Context, createContext } from "../context.js";
import type { Failure, Properties } from "../fields.js";
import { once } from "../once.js";
import type { Environment, ReadConfig } from "../settings.js";
import { engineAddress, watchEngine } from "./engineWatch.js";

export interface Resource {
  check(inputs: Properties): { inputs: Properties; failures: Failure[] };
  diff(ctx: Context, id: string, olds: Properties, news: Properties): { changes: boolean; replaces: readonly string[] };
  create(ctx: Context, inputs: Properties): Promise<{ id: string; outs: Record<string, unknown> }>;
  read(
    ctx: Context,
    id: string,
    state: Properties,
  ): Promise<{ id: string; props: Record<string, unknown> } | undefined>;
  update(ctx: Context, id: string, olds: Properties, news: Properties): Promise<Record<string, unknown>>;
  destroy(ctx: Context, state: Properties): Promise<void>;
}

export type DynamicProvider = Required<dynamic.ResourceProvider>;

export function dynamicProvider(resource: Resource, environment: Environment): DynamicProvider {
  let config: ReadConfig = () => undefined;
  // At the first use and not in `configure`, which must neither wait nor throw: the process would go on unconfigured.
  const context = once(() => createContext(config, environment));

  return {
    configure: async (request) => {
      config = (key) => request.config.get(key);
      const engine = engineAddress(process.argv);
      if (engine !== undefined) watchEngine(engine, () => process.exit(1));
    },
    check: async (_olds, news) => resource.check(news),
    diff: (id, olds, news) =>
      withoutStack(async () => {
        const { changes, replaces } = resource.diff(await context(), id, olds, news);
        return { changes, replaces: [...replaces] };
      }),
    create: async (inputs) => resource.create(await context(), inputs),
    read: (id, state) =>
      withoutStack(async () => (await resource.read(await context(), id, state ?? {})) ?? { id: "" }),
    update: async (id, olds, news) => ({ outs: await resource.update(await context(), id, olds, news) }),
    delete: (id, state) =>
      withoutStack(async () => {
        const ctx = await context();
        ctx.notices.forget(id);
        await resource.destroy(ctx, state);
      }),
  };
}

/** The dynamic provider's process prints the stack of what these calls throw, beside the message that the engine shows. */
async function withoutStack<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error) error.stack = "";
    throw error;
  }
}
