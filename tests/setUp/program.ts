// The part of a program that declares templates and rules. It is copied beside the pipeline's own, and run there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Output } from "@pulumi/pulumi";
import { CallbackRule, CallbackTemplate, SnapshotRule, SnapshotTemplate } from "pulumi-tencentcloud-css";
import type { SetUp } from "./parts.js";

const templates = { SnapshotTemplate, CallbackTemplate };
const rules = { SnapshotRule, CallbackRule };

const ids = new Map<string, Output<number>>();
const idOf = (name = ""): Output<number> => {
  const id = ids.get(name);
  if (!id) throw new Error(`parts.json declares no template ${name}.`);
  return id;
};

const setUp = JSON.parse(readFileSync(join(__dirname, "parts.json"), "utf8")) as SetUp;
for (const { type, name, args, template } of setUp) {
  if (type === "SnapshotTemplate" || type === "CallbackTemplate") {
    ids.set(name, new templates[type](name, args as never).templateId);
  } else {
    new rules[type](name, { ...args, templateId: idOf(template) } as never);
  }
}

export const templateId = idOf("pictures");
