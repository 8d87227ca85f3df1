/** What the pipeline's script printed, read as a person reads its log. */
import type { Run } from "../support/pipeline.js";

export interface Reading {
  /** The exit codes of the steps that failed; that `status` named windows is no failure of it. */
  readonly failures: readonly number[];
  /** The names of the windows that `status` failed for. */
  readonly alarms: readonly string[];
  /** What `pulumi up` did to which window, template or rule. */
  readonly operations: ReadonlyMap<string, Operation>;
}

export type Operation = "create" | "update" | "replace" | "delete";

/** As the engine's display begins a step (CLI 3.248.0). A replaced one's deletion comes after its creation. */
const steps: Readonly<Record<string, Operation>> = {
  creating: "create",
  "creating replacement": "replace",
  updating: "update",
  deleting: "delete",
};

export function readOutput({ code, output }: Run): Reading {
  const alarm = /^Failed, as --fail-on asks: (.*)\.$/m.exec(output)?.[1];
  const failures = [...output.matchAll(/^ +failed \(exit code (\d+)\)$/gm)].map(([, status]) => Number(status));
  const ofStatus = alarm === undefined ? -1 : failures.lastIndexOf(3);
  // A script that ends early says of no step that it failed.
  const untold = failures.length === 0 && code !== 0 ? [code ?? -1] : [];
  const lines = output.matchAll(/css:\w+ (\S+) (creating replacement|creating|updating|deleting) \(/g);
  return {
    failures: [...failures.filter((_, index) => index !== ofStatus), ...untold],
    alarms: alarm?.split("; ").map((window) => window.split(" ")[0] ?? "") ?? [],
    operations: new Map(
      [...lines].flatMap(([, name = "", step = ""]) => {
        const operation = steps[step];
        return operation ? [[name, operation]] : [];
      }),
    ),
  };
}
