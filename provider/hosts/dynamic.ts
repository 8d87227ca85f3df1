/**
 * Pulumi's dynamic provider calls <-> a resource's lifecycle. The engine's process (cmd/dynamic-provider) asks for the
 * handler once and calls it for every resource, concurrently.
 */
import type { dynamic } from "@pulumi/pulumi";
import { type Context, createContext } from "../context.js";
import { once } from "../once.js";
import type { Resource } from "../resource.js";
import type { Environment, ReadConfig } from "../settings.js";
import { engineAddress, watchEngine } from "./engineWatch.js";

export type DynamicProvider = Required<dynamic.ResourceProvider>;

/**
 * The handlers of all resources. They share what one process knows: the rate of calls, the world, what was said; the
 * engine starts a process for each provider instance, and its resources come with the same configuration.
 */
export function dynamicProviders<Name extends string>(
  resources: Readonly<Record<Name, Resource>>,
  environment: Environment,
): Record<Name, DynamicProvider> {
  let config: ReadConfig = () => undefined;
  let watching = false;
  // At the first use and not in `configure`, which must neither wait nor throw: the process would go on unconfigured.
  const context = once(() => createContext(config, environment));

  const configure: DynamicProvider["configure"] = async (request) => {
    config = (key) => request.config.get(key);
    const engine = engineAddress(process.argv);
    if (engine === undefined || watching) return;
    watching = true;
    watchEngine(engine, () => process.exit(1));
  };
  const handlers = Object.entries<Resource>(resources).map(([name, resource]) => [
    name,
    { ...handlerOf(resource, context), configure },
  ]);
  return Object.fromEntries(handlers);
}

function handlerOf(resource: Resource, context: () => Promise<Context>): Omit<DynamicProvider, "configure"> {
  /** The inputs of resources that there are: before a replacement the engine has them checked once more, as new ones. */
  const known = new Set<string>();
  return {
    check: async (olds, news) => {
      const checked = resource.check(news);
      const inputs = JSON.stringify(news);
      if (Object.keys(olds ?? {}).length > 0) known.add(inputs);
      else if (checked.failures.length === 0 && !known.has(inputs)) {
        // Settings that are wrong are told by the creation.
        const ctx = await context().catch(() => undefined);
        if (ctx) resource.announce(ctx, news);
      }
      return checked;
    },
    diff: (id, olds, news) =>
      withoutStack(async () => {
        const { replaces, ...difference } = resource.diff(await context(), id, olds, news);
        return { ...difference, replaces: [...replaces] };
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
