/** The command `recover`, over what the stand-in of the engine has saved. */
import { recover } from "../../cli/recover/recover.js";
import { parseStackExport } from "../../cli/stackExport.js";
import type { Context } from "../../provider/context.js";
import type { Checkpoint, OperationKind } from "./program.js";

const type = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";

const pendingTypes: Readonly<Record<OperationKind, string>> = {
  create: "creating",
  replace: "creating",
  update: "updating",
  delete: "deleting",
  read: "reading",
};

/** The TaskIds that a pipeline puts into TENCENTCLOUD_CSS_ADOPT before its next run. */
export async function findLeftTasks(ctx: Context, checkpoint: Checkpoint): Promise<string[]> {
  const stack = parseStackExport(exportOf(checkpoint), "the checkpoint");
  const recovered = await recover(stack, () => ({ context: async () => ctx, hasCredentials: true }));
  return recovered.flatMap(({ outcome, task }) => (outcome === "found" && task ? [task.taskId] : []));
}

/** As `pulumi stack export` writes it. */
function exportOf({ resources, condemned, pending }: Checkpoint): string {
  const urn = (name: string) => `urn:pulumi:test::test::${type}::${name}`;
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        ...[...resources].map(([name, { id, inputs, outputs }]) => ({ urn: urn(name), type, id, inputs, outputs })),
        ...condemned.map(({ name, id, inputs, outputs }) => ({
          urn: urn(name),
          type,
          id,
          inputs,
          outputs,
          delete: true,
        })),
      ],
      pending_operations: pending.map(({ kind, name, inputs }) => ({
        resource: { urn: urn(name), type, inputs },
        type: pendingTypes[kind],
      })),
    },
  });
}
