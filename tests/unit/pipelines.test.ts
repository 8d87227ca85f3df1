/** The runners' files of examples/pipeline: what none of them may lose, read as YAML and not as text. */
import { deepEqual, equal, match } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { packageRoot } from "../support/stack.js";

interface Workflow {
  readonly on: { readonly schedule: readonly { readonly cron: string }[] };
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly captures: { readonly steps: readonly { readonly run?: string }[] } };
}

interface GitLab {
  readonly captures: {
    readonly resource_group: string;
    readonly interruptible: boolean;
    readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
    readonly script: readonly string[];
  };
}

interface Container {
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly unknown[];
}

interface Stack {
  readonly kind: "Stack";
  readonly spec: {
    readonly useLocalStackOnly: boolean;
    readonly refresh: boolean;
    readonly stack: string;
    readonly workspaceTemplate: {
      readonly spec: Pick<Container, "env" | "envFrom"> & {
        readonly podTemplate: {
          readonly spec: {
            readonly terminationGracePeriodSeconds: number;
            readonly initContainers: readonly Container[];
          };
        };
      };
    };
  };
}

interface CronJob {
  readonly kind: "CronJob";
  readonly spec: {
    readonly concurrencyPolicy: string;
    readonly jobTemplate: {
      readonly spec: { readonly template: { readonly spec: { readonly containers: Container[] } } };
    };
  };
}

async function read(file: string): Promise<unknown[]> {
  const documents = parseAllDocuments(await readFile(join(packageRoot, "examples/pipeline", file), "utf8"));
  return documents.map((document) => {
    deepEqual([...document.errors, ...document.warnings], []);
    return document.toJS();
  });
}

const variable = ({ env }: Pick<Container, "env">, name: string) => env?.find((one) => one.name === name)?.value;

describe("a pipeline that people copy", () => {
  it("runs the script once at a time on GitHub, cuts off none, and needs no key", async () => {
    const [workflow] = (await read("github-actions.yml")) as [Workflow];
    deepEqual(workflow.concurrency, { group: "captures-prod", "cancel-in-progress": false });
    equal(workflow.permissions["id-token"], "write");
    equal(workflow.on.schedule.length, 1);
    match(workflow.jobs.captures.steps.at(-1)?.run ?? "", /nightly\.sh prod$/);
  });

  it("runs the script once at a time on GitLab, cuts off none, and needs no key", async () => {
    const [{ captures }] = (await read("gitlab-ci.yml")) as [GitLab];
    deepEqual([captures.resource_group, captures.interruptible], ["captures-prod", false]);
    equal(captures.id_tokens["TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN"]?.aud, "sts.tencentcloudapi.com");
    match(captures.script.at(-1) ?? "", /nightly\.sh prod$/);
  });

  it("looks for what was killed before the operator's `pulumi up`, has one window fail alone, and asks afterwards", async () => {
    const [{ spec: stack }, { spec: job }] = (await read("kubernetes-operator.yaml")) as [Stack, CronJob];
    const workspace = stack.workspaceTemplate.spec;
    deepEqual([stack.useLocalStackOnly, stack.refresh], [true, true]);
    equal(variable(workspace, "PULUMI_CONTINUE_ON_ERROR"), "true");
    const { initContainers, terminationGracePeriodSeconds } = workspace.podTemplate.spec;
    equal(terminationGracePeriodSeconds, 600);
    match(initContainers[0]?.command.at(-1) ?? "", /nightly\.sh prod --before "\$PULUMI_ENV"$/);
    deepEqual(initContainers[0]?.envFrom, workspace.envFrom);

    equal(job.concurrencyPolicy, "Forbid");
    const [status] = job.jobTemplate.spec.template.spec.containers;
    match(
      status?.command.at(-1) ?? "",
      /stack export --stack "\$STACK" .*\| npx .* status --fail-on missed,stopped,uncovered$/,
    );
    deepEqual(
      [status && variable(status, "STACK"), status?.envFrom],
      [`organization/captures/${stack.stack}`, workspace.envFrom],
    );
  });
});
