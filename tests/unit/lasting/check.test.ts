import { deepEqual, equal, match } from "node:assert/strict";
import { unknownValue } from "../../../provider/fields.js";
import { hooks, pictures, resources, rule } from "../../support/lasting.js";

const { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = resources;
const good = { snapshotTemplate: pictures, snapshotRule: rule, callbackTemplate: hooks, callbackRule: rule };
const textOf = (bytes: number) => "n".repeat(bytes);

describe("checking templates and rules", () => {
  for (const [name, resource] of Object.entries(resources)) {
    const declared: Record<string, unknown> = good[name as keyof typeof good];
    it(`passes a ${name} that is right, and hands on what was written`, () => {
      const inputs = { ...declared, ifExists: "adopt", __provider: "text" };
      deepEqual(resource.check(inputs), { inputs, failures: [] });
    });

    it(`says nothing of what is not known yet of a ${name}, also within a list`, () => {
      const unknown = Object.fromEntries(Object.keys(resource.fields).map((field) => [field, unknownValue]));
      deepEqual(resource.check(unknown).failures, []);
      if (name === "callbackTemplate") {
        deepEqual(resource.check({ ...declared, recordExceptionLevels: [unknownValue] }).failures, []);
      }
    });

    it(`refuses a ${name} with a property that there is not`, () => {
      deepEqual(
        resource.check({ ...declared, template_id: 1 }).failures.map(({ property }) => property),
        ["template_id"],
      );
    });
  }

  const refused: [
    what: string,
    resource: { check: typeof snapshotTemplate.check },
    inputs: Record<string, unknown>,
    property: string,
    message: RegExp,
  ][] = [
    ["a name with a blank", snapshotTemplate, { ...pictures, templateName: "a b" }, "templateName", /letters, digits/],
    ["a name of 256 bytes", snapshotTemplate, { ...pictures, templateName: textOf(256) }, "templateName", /has 256/],
    ["a bucket with its APPID", snapshotTemplate, { ...pictures, cosBucket: "p-1250000000" }, "cosBucket", /write "p"/],
    ["an APPID in a text", snapshotTemplate, { ...pictures, cosAppId: "1250000000" }, "cosAppId", /whole number/],
    ["a region in words", snapshotTemplate, { ...pictures, cosRegion: "South China" }, "cosRegion", /ap-guangzhou/],
    ["1,025 bytes", snapshotTemplate, { ...pictures, description: textOf(1025) }, "description", /1024 bytes at most/],
    ["an interval of 1 s", snapshotTemplate, { ...pictures, snapshotInterval: 1 }, "snapshotInterval", /from 2 to 300/],
    ["a width of 3001", snapshotTemplate, { ...pictures, width: 3001 }, "width", /from 0 to 3000; got 3001/],
    ["a height of 2001", snapshotTemplate, { ...pictures, height: 2001 }, "height", /from 0 to 2000; got 2001/],
    ["a flag of true", snapshotTemplate, { ...pictures, pornFlag: true }, "pornFlag", /must be 0 or 1; got true/],
    [
      "an unknown placeholder",
      snapshotTemplate,
      { ...pictures, cosFileName: "{Stream}" },
      "cosFileName",
      /\{StreamID\}/,
    ],
    ["a slash in a file's name", snapshotTemplate, { ...pictures, cosFileName: "a/b" }, "cosFileName", /got "a\/b"/],
    ["a policy of tasks", snapshotTemplate, { ...pictures, ifExists: "create" }, "ifExists", /"error" or "adopt"/],
    ["only empty ones", callbackTemplate, { ...hooks, snapshotNotifyUrl: "" }, "", /needs at least one address/],
    [
      "an address without a scheme",
      callbackTemplate,
      { ...hooks, streamEndNotifyUrl: "hooks.example.com" },
      "streamEndNotifyUrl",
      /an address like "https/,
    ],
    [
      "an unknown level",
      callbackTemplate,
      { ...hooks, recordExceptionLevels: ["fatal"] },
      "recordExceptionLevels",
      /"error" or "warning" or "info"/,
    ],
    ["a template's id in a text", snapshotRule, { ...rule, templateId: "1" }, "templateId", /whole number/],
    [
      "an address for a domain",
      callbackRule,
      { ...rule, domainName: "https://a.example" },
      "domainName",
      /bare domain/,
    ],
  ];
  for (const [what, resource, inputs, property, message] of refused) {
    it(`refuses ${what}`, () => {
      const { failures } = resource.check(inputs);
      equal(failures.length, 1, JSON.stringify(failures));
      equal(failures[0]?.property, property);
      match(failures[0]?.reason ?? "", message);
    });
  }

  it("takes names in Chinese, and every placeholder", () => {
    const cosFileName =
      "{AppName}-{PushDomain}-{StreamID}-{Year}-{Month}-{Day}-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}";
    const inputs = { ...pictures, templateName: "截图_模板-1", cosPrefix: "/{AppName}/{Year}", cosFileName };
    deepEqual(snapshotTemplate.check(inputs).failures, []);
  });
});
