/** The templates and rules around the windows of the pipeline's program: what its people declare of them, and edit. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FaultAction } from "../../emulator/index.js";
import type { Pipeline } from "../support/pipeline.js";
import { packageRoot } from "../support/stack.js";

export type PartType = "SnapshotTemplate" | "CallbackTemplate" | "SnapshotRule" | "CallbackRule";

export interface Part {
  readonly type: PartType;
  /** In the program. */
  readonly name: string;
  readonly args: Readonly<Record<string, string | number>>;
  /** The name, in the program, of the template that a rule binds. */
  readonly template?: string;
}

/** Templates before the rules that bind them. */
export type SetUp = readonly Part[];

/** Where `examples/pipeline/index.ts` captures. */
const place = { domainName: "5000.livepush.myqcloud.com", appName: "live" };
const bucket = { cosAppId: 1250000000, cosBucket: "pictures", cosRegion: "ap-guangzhou" };

/** The template that all tasks take their pictures by. */
const ofTasks = "pictures";

const snapshotTemplate = (name: string): Part => ({
  type: "SnapshotTemplate",
  name,
  args: { templateName: name, ...bucket, snapshotInterval: 10 },
});

/** Of a stream that nobody pushes, so that rules take no pictures. */
const snapshotRule = (name: string, template: string): Part => ({
  type: "SnapshotRule",
  name,
  args: { ...place, streamName: name },
  template,
});

const hooks = (version: number): Part => ({
  type: "CallbackTemplate",
  name: "hooks",
  args: {
    templateName: "hooks",
    // Of a kind that nobody sends.
    recordNotifyUrl: `https://hooks.example.com/${version}`,
    callbackKey: `hooks-key-${version}`,
  },
});

export const usual: SetUp = [
  snapshotTemplate(ofTasks),
  hooks(0),
  snapshotRule("foyer", ofTasks),
  { type: "CallbackRule", name: "notify", args: place, template: "hooks" },
];

/** What people do to it, and the writes that come of it. */
const writes = {
  "template changed": ["ModifyLiveSnapshotTemplate"],
  "callbacks changed": ["ModifyLiveCallbackTemplate"],
  "template added": ["CreateLiveSnapshotTemplate", "CreateLiveSnapshotRule"],
  "template removed": ["DeleteLiveSnapshotTemplate", "DeleteLiveSnapshotRule"],
  "rule added": ["CreateLiveSnapshotRule"],
  "rule bound to another template": ["DeleteLiveSnapshotRule", "CreateLiveSnapshotRule"],
  "rule moved": ["DeleteLiveSnapshotRule", "CreateLiveSnapshotRule"],
  "rule removed": ["DeleteLiveSnapshotRule"],
} as const satisfies Record<string, readonly FaultAction[]>;

export type SetUpEdit = keyof typeof writes;

export const setUpEdits = Object.keys(writes) as [SetUpEdit, ...SetUpEdit[]];

export const writesOf = (edit: SetUpEdit): readonly FaultAction[] => writes[edit];

/** The writes that all of it takes at first, and in the end. */
export const allCreations: readonly FaultAction[] = [
  "CreateLiveSnapshotTemplate",
  "CreateLiveCallbackTemplate",
  "CreateLiveSnapshotRule",
  "CreateLiveCallbackRule",
];
export const allDeletions: readonly FaultAction[] = [
  "DeleteLiveSnapshotTemplate",
  "DeleteLiveCallbackTemplate",
  "DeleteLiveSnapshotRule",
  "DeleteLiveCallbackRule",
];

/**
 * @param number of the edit, so that two are not equal.
 * @returns nothing where there is nothing to do it to.
 */
export function editSetUp(setUp: SetUp, edit: SetUpEdit, number: number): SetUp | undefined {
  const rules = setUp.filter(({ type }) => type === "SnapshotRule");
  const rule = rules[number % rules.length];
  const templates = setUp.filter(({ type }) => type === "SnapshotTemplate").map(({ name }) => name);
  const thumbs = templates.find((name) => name !== ofTasks);
  const put = (part: Part, changed: Partial<Part>) =>
    setUp.map((each) => (each === part ? { ...part, ...changed } : each));
  switch (edit) {
    case "template changed":
      return setUp.map((part) => (part.name === ofTasks ? { ...part, args: changedPictures(number) } : part));
    case "callbacks changed":
      return setUp.map((part) => (part.name === "hooks" ? hooks(number) : part));
    case "template added":
      return templates.length > 2
        ? undefined
        : [snapshotTemplate(`thumbs-${number}`), ...setUp, snapshotRule(`stage-${number}`, `thumbs-${number}`)];
    case "template removed":
      return thumbs === undefined
        ? undefined
        : setUp.filter(({ name, template }) => name !== thumbs && template !== thumbs);
    case "rule added":
      return rules.length > 4 ? undefined : [...setUp, snapshotRule(`lobby-${number}`, ofTasks)];
    case "rule bound to another template": {
      const other = templates.find((name) => name !== rule?.template);
      return rule && other !== undefined ? put(rule, { template: other }) : undefined;
    }
    case "rule moved":
      return rule && put(rule, { args: { ...rule.args, streamName: `${rule.name}-${number}` } });
    case "rule removed":
      return rule && setUp.filter((part) => part !== rule);
  }
}

/** Some of it is cleared by each third edit or so. */
function changedPictures(number: number): Part["args"] {
  return {
    ...snapshotTemplate(ofTasks).args,
    snapshotInterval: 5 + (number % 7),
    ...(number % 2 === 0 && { width: 640 }),
    ...(number % 3 !== 0 && { description: `Edit ${number}` }),
  };
}

/** Has the pipeline's program declare what `parts.json` says, and its tasks take pictures by a template of that. */
export async function addSetUp(pipeline: Pipeline): Promise<void> {
  await pipeline.write("setUp.ts", await readFile(join(packageRoot, "tests/setUp/program.ts"), "utf8"));
  const program = await pipeline.read("index.ts");
  const changed = program.replace("templateId: 1000 }", "templateId }");
  if (changed === program) throw new Error("The pipeline's program names its template in another way than expected.");
  await pipeline.write("index.ts", `import { templateId } from "./setUp";\n${changed}`);
  await declareSetUp(pipeline, usual);
}

export function declareSetUp(pipeline: Pipeline, setUp: SetUp): Promise<void> {
  return pipeline.write("parts.json", JSON.stringify(setUp, null, 2));
}

export const describePart = ({ type, name, args, template }: Part): string =>
  `${type} ${name} ${JSON.stringify({ ...args, template })}`;
