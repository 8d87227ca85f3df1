/** Templates and rules over the emulator's state machine, in this process. */
import { createService, type Service, type ServiceOptions } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import type { Resource } from "../../provider/resource.js";
import * as callbackRule from "../../provider/resources/callbackRule.js";
import * as callbackTemplate from "../../provider/resources/callbackTemplate.js";
import * as snapshotRule from "../../provider/resources/snapshotRule.js";
import * as snapshotTemplate from "../../provider/resources/snapshotTemplate.js";
import { type TestContext, type TestContextOptions, testContext } from "./context.js";
import { now } from "./final.js";

export const resources = { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } satisfies Record<
  string,
  Resource
>;

export const pictures = {
  templateName: "pictures",
  cosAppId: 1250000000,
  cosBucket: "pictures",
  cosRegion: "ap-guangzhou",
};

export const hooks = { templateName: "hooks", snapshotNotifyUrl: "https://hooks.example.com/css" };

/** By templates that a new store holds, but for callback templates, of which it has none. */
export const rule = { domainName: "push.example.com", templateId: 1 };

export interface Stage {
  readonly service: Service;
  readonly ctx: TestContext;
  /** Another process against the same account. */
  process(options?: TestContextOptions): TestContext;
}

export function stage(options: TestContextOptions & { service?: ServiceOptions } = {}): Stage {
  const service = createService({ now, ...options.service });
  return { service, ctx: testContext(service, options), process: (more) => testContext(service, more) };
}

/** A resource in state, and what the engine does with it. */
export class Subject {
  private constructor(
    private readonly resource: Resource,
    readonly id: string,
    public inputs: Properties,
    public state: Properties,
  ) {}

  static async create(ctx: TestContext, resource: Resource, declared: Properties): Promise<Subject> {
    const { inputs, failures } = resource.check(declared);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property} ${reason}`).join("; "));
    const { id, outs } = await resource.create(ctx, inputs);
    return new Subject(resource, id, inputs, outs);
  }

  diff(ctx: TestContext, declared: Properties = this.inputs) {
    return this.resource.diff(ctx, this.id, this.state, declared);
  }

  /** @returns what was done. */
  async up(ctx: TestContext, declared: Properties): Promise<"same" | "update" | "replace"> {
    const { changes, replaces } = this.diff(ctx, declared);
    if (replaces.length > 0) return "replace";
    if (!changes) return "same";
    this.state = await this.resource.update(ctx, this.id, this.state, declared);
    this.inputs = declared;
    return "update";
  }

  /** @returns whether it is still there. */
  async refresh(ctx: TestContext): Promise<boolean> {
    const read = await this.resource.read(ctx, this.id, this.state);
    if (read) this.state = read.props;
    return read !== undefined;
  }

  destroy(ctx: TestContext): Promise<void> {
    return this.resource.destroy(ctx, this.state);
  }
}

export function refusal(code: string): Error {
  return Object.assign(new Error("said"), { code, requestId: "r" });
}
