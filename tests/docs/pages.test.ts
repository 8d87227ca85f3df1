import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { createService } from "../../emulator/index.js";
import { changeOf, type Field } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { settingFields } from "../../provider/settings.js";
import { testContext } from "../support/context.js";
import { final, hour, now } from "../support/final.js";
import { packageRoot } from "../support/stack.js";
import { declarationIn } from "./declarations.js";
import { sourcesIn } from "./messages.js";
import { components, pages, resources } from "./pages.js";
import { declarationsOf, isEmpty, saidDefault, sourcesOf, takes } from "./resourcePage.js";

describe("the pages of the documentation", () => {
  for (const [path, text] of pages()) {
    it(`say what the code says: ${path}`, () => {
      equal(readFileSync(join(packageRoot, path), "utf8"), text, `${path} is stale: run \`npm run docs\``);
    });
  }

  it("are there for each resource and component that the package has", () => {
    const classes = readdirSync(join(packageRoot, "provider/resources")).map((file) => file.replace(/\.ts$/, ""));
    deepEqual(resources.map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1)).toSorted(), classes.toSorted());
    const exported = readFileSync(join(packageRoot, "sdk/index.ts"), "utf8");
    for (const { name } of components) match(exported, new RegExp(`\\b${name}\\b`));
  });
});

describe("the page of settings", () => {
  it("has each variable of ours that the provider reads", () => {
    const page = readFileSync(join(packageRoot, "docs/settings.md"), "utf8");
    for (const file of sourcesIn("provider")) {
      for (const [variable] of readFileSync(join(packageRoot, file), "utf8").matchAll(
        /\bTENCENTCLOUD_CSS_[A-Z_]+[A-Z]\b/g,
      )) {
        if (variable !== "TENCENTCLOUD_CSS_NAME") ok(page.includes(`\`${variable}\``), `${variable} of ${file}`);
      }
    }
  });
});

interface Documented {
  readonly of: string;
  readonly text: string;
  readonly field: Field;
}

const ofResources: readonly Documented[] = resources.flatMap((resource) =>
  declarationsOf(resource).inputs.members.map(({ name, text }) => ({
    of: `${resource.name}.${name}`,
    text,
    field: found(resource.kind.fields, name),
  })),
);

const ofComponents: readonly Documented[] = components.flatMap(({ types }) =>
  types.flatMap(({ name: type, file, fields }) =>
    declarationIn(file, type).members.flatMap(({ name, text }) =>
      fields === undefined ? [] : [{ of: `${type}.${name}`, text, field: found(fields, name) }],
    ),
  ),
);

const ofSettings: readonly Documented[] = declarationIn("provider/settings.ts", "Settings").members.map(
  ({ name, text }) => ({ of: `the setting ${name}`, text, field: found(settingFields, name) }),
);

describe("what is said of a property", () => {
  it("is there, and its default is that of the table", () => {
    for (const { of, text, field } of [...ofResources, ...ofComponents, ...ofSettings]) {
      ok(text.length > 0, `${of} has no doc comment`);
      const literal = v.getDefault(field as never) as unknown;
      if (literal === undefined) continue;
      const said = saidDefault(text);
      ok(said, `${of} has a default, and its doc comment does not say which`);
      if (!isEmpty(literal)) equal(said.replace(/[`"]/g, ""), String(literal), `${of}'s default`);
    }
  });

  it("is also what a resource's property takes, and what a change of it does", () => {
    for (const { of, text, field } of ofResources) {
      ok(takes(field).length > 0, `the table does not describe what ${of} takes`);
      const change = changeOf(field);
      ok(change, `the table does not say what a change of ${of} does`);
      if (/A change makes a new/.test(text)) equal(change, "replace");
    }
  });

  it("has a source: a page of the documents, and for what one site alone has a page of that site", () => {
    for (const resource of resources) {
      const { text, members } = declarationsOf(resource).inputs;
      ok(sourcesOf(text).length > 0, `${resource.name} has no source with an address`);
      const mainlandOnly = "mainlandOnly" in resource.kind ? (resource.kind.mainlandOnly ?? []) : [];
      deepEqual(
        members.flatMap((member) => (/mainland site only/.test(member.text) ? [member.name] : [])),
        mainlandOnly,
        resource.name,
      );
      for (const member of members) {
        const sources = sourcesOf(member.text);
        if (/\bSources?:/.test(member.text)) ok(sources.length > 0, `${resource.name}.${member.name}'s source`);
        if (mainlandOnly.includes(member.name)) match(sources.join(), /^https:\/\/cloud\.tencent\.com\//, member.name);
      }
    }
  });

  it("has the page of the feature as its source where the page of its action does not say it", () => {
    const feature = "https://www.tencentcloud.com/document/product/267/";
    for (const { of, text } of ofResources) {
      if (/\{(Year|AppName)\}/.test(text)) ok(sourcesOf(text).includes(`${feature}31072`), of);
      if (/`sign`/.test(text)) ok(sourcesOf(text).includes(`${feature}38080`), of);
    }
    for (const resource of resources) {
      const { text } = declarationsOf(resource).inputs;
      if (!/5 to 10 minutes/.test(text)) continue;
      const page = resource.name.startsWith("Callback") ? "31074" : "31072";
      ok(sourcesOf(text).includes(`${feature}${page}`), resource.name);
    }
  });

  it("of a screenshot task's change is what its differences show", async () => {
    const changes: Record<keyof typeof screenshotTask.fields, unknown> = {
      streamName: "other",
      domainName: "other.example.com",
      appName: "other",
      templateId: 1001,
      startTime: now + 2 * hour,
      endTime: now + 4 * hour,
      streamType: 1,
      extension: "more",
      ifTooFar: "defer",
      ifPast: "error",
      ifStopped: "keep",
      ifExists: "adopt",
    };
    const inputs = final(now + hour, now + 3 * hour);
    const ctx = testContext(createService({ now }));
    const { id, outs } = await screenshotTask.create(ctx, inputs);
    for (const [name, value] of Object.entries(changes)) {
      const replaces = changeOf(found(screenshotTask.fields, name)) === "replace" ? [name] : [];
      deepEqual(screenshotTask.diff(ctx, id, outs, { ...inputs, [name]: value }), { changes: true, replaces }, name);
    }
  });
});

function found(fields: Readonly<Record<string, Field>>, name: string): Field {
  const field = fields[name];
  ok(field, `${name} is declared, and not in the table of fields`);
  return field;
}
