/** Stacks as `pulumi stack export` writes them, made of what `program.ts` holds, and the way to a test's context. */
import type { InstanceOf } from "../../cli/stackContexts.js";
import { parseStackExport, type StackExport } from "../../cli/stackExport.js";
import type { Context } from "../../provider/context.js";
import type { Properties } from "../../provider/fields.js";
import type { Stack } from "./program.js";

const type = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";
const provider = { urn: "urn:pulumi:test::trial::pulumi:providers:pulumi-nodejs::default", id: "1" };

export interface Pending {
  readonly name: string;
  readonly inputs: Properties;
  /** Default: creating. */
  readonly type?: string;
}

export const urnOf = (name: string) => `urn:pulumi:test::trial::${type}::${name}`;

/** The export of a stack, with what a killed run left pending in it. */
export function exportOf(stack: Stack, pending: readonly Pending[] = [], source = "test"): StackExport {
  return parseStackExport(exportText(stack, pending), source);
}

export function exportText(stack: Stack, pending: readonly Pending[] = []): string {
  const resource = (name: string) => ({
    urn: urnOf(name),
    custom: true,
    type,
    provider: `${provider.urn}::${provider.id}`,
  });
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        { ...provider, custom: true, type: "pulumi:providers:pulumi-nodejs" },
        ...[...stack].map(([name, { id, inputs, outputs }]) => ({ ...resource(name), id, inputs, outputs })),
      ],
      pending_operations: pending.map((operation) => ({
        resource: { ...resource(operation.name), inputs: operation.inputs },
        type: operation.type ?? "creating",
      })),
    },
  });
}

/** Every provider instance leads to this context. */
export function alwaysTo(context: Context, hasCredentials = true): InstanceOf {
  return () => ({ context: async () => context, hasCredentials });
}
