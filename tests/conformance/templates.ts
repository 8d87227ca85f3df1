/**
 * What is asked of templates and rules. An account has few of them, so each is made for one question, binds an application
 * that nobody pushes to, and is taken away after it.
 */
import { codes30851, type Open, outcome, type Settled } from "./scenario.js";
import { lag, type Params, type Site } from "./site.js";

type Kind = "Snapshot" | "Callback";

const template30834 = "https://www.tencentcloud.com/document/product/267/30834";
const template30815 = "https://www.tencentcloud.com/document/product/267/30815";
const guide31072 = "https://www.tencentcloud.com/document/product/267/31072";
const models = "models.go of tencentcloud-sdk-go, live/v20180801";

/** No template's: the ids that are seen have eight digits. */
const unknownTemplate = { TemplateId: 2 ** 31 - 1 };

/** What the documents of both sites have; those of the mainland have more. */
const fieldsOfCallbackTemplate = [
  "CallbackKey",
  "Description",
  "PornCensorshipNotifyUrl",
  "PushExceptionNotifyUrl",
  "RecordNotifyUrl",
  "SnapshotNotifyUrl",
  "StreamBeginNotifyUrl",
  "StreamEndNotifyUrl",
  "StreamMixNotifyUrl",
  "TemplateId",
  "TemplateName",
];

const ofBothKinds: readonly Settled[] = (["Snapshot", "Callback"] as const).flatMap((kind): Settled[] => [
  {
    asks: `DeleteLive${kind}Template of one that a rule binds is`,
    documented: "refused: in use",
    source: guide31072,
    templates: 1,
    rules: 1,
    ask: async (site) => {
      const { template } = await bound(site, kind);
      return refusal(await site.call(`DeleteLive${kind}Template`, template));
    },
  },
  {
    asks: `DescribeLive${kind}Template of one that there is not is`,
    documented: "refused: not found",
    source: codes30851,
    ask: async (site) => refusal(await site.call(`DescribeLive${kind}Template`, unknownTemplate)),
  },
  {
    asks: `CreateLive${kind}Rule for a template that there is not is`,
    documented: "refused: not found",
    source: codes30851,
    rules: 1,
    ask: async (site) => refusal(await ruleFor(site, kind, placeOf(site), unknownTemplate)),
  },
  {
    asks: `DeleteLive${kind}Rule of one that there is not is`,
    documented: "refused: not found",
    source: codes30851,
    ask: async (site) => refusal(await site.call(`DeleteLive${kind}Rule`, placeOf(site))),
  },
]);

export const settledOfTemplates: readonly Settled[] = [
  ...ofBothKinds,
  {
    asks: "a second snapshot rule of a domain and application is",
    documented: "refused: there already",
    source: codes30851,
    templates: 1,
    rules: 2,
    ask: async (site) => {
      const { place, template } = await bound(site, "Snapshot");
      return refusal(await site.call("CreateLiveSnapshotRule", { ...place, ...template }));
    },
  },
  {
    asks: "a template's name with a slash in it is",
    documented: "refused",
    source: template30834,
    templates: 1,
    ask: async (site) => outcome(await templateOf(site, "Snapshot", { TemplateName: `${site.name()}/x` })),
  },
  {
    asks: "of SnapshotIntervals of 1, 2, 300 and 301 s there are taken",
    documented: "2, 300",
    source: template30834,
    templates: 4,
    ask: async (site) => {
      const taken = [];
      for (const SnapshotInterval of [1, 2, 300, 301]) {
        if ((await templateOf(site, "Snapshot", { SnapshotInterval })).code === "accepted")
          taken.push(SnapshotInterval);
      }
      return taken.join(", ");
    },
  },
  {
    asks: "a callback to a host that cannot be resolved is",
    documented: "InvalidParameter.UrlNotSafe",
    source: codes30851,
    templates: 1,
    // No name under .invalid is ever given out (RFC 2606).
    ask: async (site) =>
      (await templateOf(site, "Callback", { StreamBeginNotifyUrl: "https://conformance.invalid/begin" })).code,
  },
  {
    asks: "a callback template without an address is",
    documented: "refused",
    source: template30815,
    templates: 1,
    ask: async (site) => outcome(await templateOf(site, "Callback", { StreamBeginNotifyUrl: undefined })),
  },
  {
    asks: "a new snapshot template is described, and listed, with",
    documented:
      "CosAppId, CosBucket, CosFileName, CosPrefix, CosRegion, Description, Height, PornFlag, SnapshotInterval, TemplateId, " +
      "TemplateName, Width",
    source: models,
    templates: 1,
    waits: lag,
    ask: async (site) => (await described(site, "Snapshot")).join(", "),
  },
  {
    asks: "a new callback template is described, and listed, with what both sites document, but for",
    documented: "nothing",
    source: models,
    templates: 1,
    waits: lag,
    ask: async (site) => {
      const there = await described(site, "Callback");
      return fieldsOfCallbackTemplate.filter((field) => !there.includes(field)).join(", ") || "nothing";
    },
  },
  {
    asks: "a new snapshot rule is listed with",
    documented: "AppName, CreateTime, DomainName, StreamName, TemplateId, UpdateTime",
    source: models,
    templates: 1,
    rules: 1,
    waits: lag,
    ask: async (site) =>
      Object.keys((await listedRule(site, "Snapshot")) ?? {})
        .toSorted()
        .join(", "),
  },
  {
    asks: "a new callback rule is listed with",
    documented: "AppName, CreateTime, DomainName, TemplateId, UpdateTime",
    source: models,
    templates: 1,
    rules: 1,
    waits: lag,
    ask: async (site) =>
      Object.keys((await listedRule(site, "Callback")) ?? {})
        .toSorted()
        .join(", "),
  },
  {
    asks: "the CreateTime of a new snapshot rule is of",
    documented: "Beijing",
    source: models,
    templates: 1,
    rules: 1,
    waits: lag,
    ask: async (site) => {
      const made = await site.now();
      const time = String((await listedRule(site, "Snapshot"))?.["CreateTime"]);
      const isNow = (zone: string) => Math.abs(Date.parse(`${time.replace(" ", "T")}${zone}`) / 1000 - made) <= 60;
      return isNow("+08:00") ? "Beijing" : isNow("Z") ? "UTC" : "another place";
    },
  },
];

export const openOfTemplates: readonly Open[] = [
  {
    asks: "a Description that ModifyLiveCallbackTemplate leaves out is",
    decides: "modifyOmitted",
    templates: 1,
    ask: async (site) => {
      const { code, template } = await templateOf(site, "Callback", { Description: "before" });
      if (code !== "accepted") return code;
      await site.call("ModifyLiveCallbackTemplate", { ...template, StreamEndNotifyUrl: "https://example.com/end" });
      const { fields } = await site.call("DescribeLiveCallbackTemplate", template);
      return Object(fields["Template"])["Description"] === "before" ? "kept" : "reset";
    },
  },
  {
    asks: "the least SnapshotInterval that ModifyLiveSnapshotTemplate takes, of those tried, is",
    decides: "modifyIntervalFrom",
    templates: 1,
    ask: async (site) => {
      const { code, template } = await templateOf(site, "Snapshot");
      if (code !== "accepted") return code;
      for (const SnapshotInterval of [1, 2, 5, 10]) {
        const params = { ...template, ...site.bucket, SnapshotInterval };
        if ((await site.call("ModifyLiveSnapshotTemplate", params)).code === "accepted") return `${SnapshotInterval}`;
      }
      return "more than 10";
    },
  },
  {
    asks: "a snapshot template is kept from being deleted by",
    decides: "templateInUse",
    tasks: 1,
    templates: 1,
    ask: async (site) => {
      const { code, template } = await templateOf(site, "Snapshot");
      if (code !== "accepted") return code;
      await site.create(template);
      const deleted = await site.call("DeleteLiveSnapshotTemplate", template);
      return deleted.code === "accepted" ? "rules" : "rules-and-tasks";
    },
  },
  {
    asks: "templates that the snapshot rules of one domain can name are",
    decides: "domainTemplates",
    templates: 2,
    rules: 2,
    ask: async (site) => {
      for (const _ of [1, 2]) {
        const { code, template } = await templateOf(site, "Snapshot");
        if (code !== "accepted") return code;
        const rule = await ruleFor(site, "Snapshot", placeOf(site), template);
        if (rule.code === "FailedOperation.RuleAlreadyExist") return "one";
        if (rule.code !== "accepted") return rule.code;
      }
      return "several";
    },
  },
  {
    asks: "a second callback rule of a domain and application is",
    decides: "callbackRuleTwice",
    templates: 2,
    rules: 2,
    ask: async (site) => {
      const [first, second] = [await templateOf(site, "Callback"), await templateOf(site, "Callback")];
      if (second.code !== "accepted") return second.code;
      const place = placeOf(site);
      const once = await ruleFor(site, "Callback", place, first.template);
      if (once.code !== "accepted") return once.code;
      const twice = await site.call("CreateLiveCallbackRule", { ...place, ...second.template });
      return twice.code === "accepted" ? "replaced" : twice.code;
    },
  },
  {
    asks: "characters in the Description of a template may be",
    decides: "descriptions",
    templates: 2,
    ask: async (site) => {
      const described = async (Description: string) =>
        (await templateOf(site, "Callback", { Description })).code === "accepted";
      if (await described("a (b), c")) return "any";
      return (await described("a b")) ? "spaces" : "plain";
    },
  },
];

/** Several codes of one meaning are documented for most of these actions. */
function refusal(answer: { readonly code: string }): string {
  if (/\.ConfInUsed$/.test(answer.code)) return "refused: in use";
  if (/\.(Conf|Rule)?NotFound$/.test(answer.code)) return "refused: not found";
  if (/\.RuleAlreadyExist$/.test(answer.code)) return "refused: there already";
  return outcome(answer);
}

/** Where nothing is bound, and nobody pushes. */
function placeOf(site: Site): Params {
  return { DomainName: site.domainName, AppName: site.name() };
}

async function ruleFor(site: Site, kind: Kind, place: Params, template: Params) {
  return site.make(`CreateLive${kind}Rule`, { ...place, ...template }, () => [`DeleteLive${kind}Rule`, place]);
}

/** @param given The parameters that are not the usual ones; `undefined` leaves one out. */
async function templateOf(site: Site, kind: Kind, given: Params = {}) {
  const usual: Readonly<Record<Kind, Params>> = {
    Snapshot: { ...site.bucket, SnapshotInterval: 10 },
    Callback: { StreamBeginNotifyUrl: "https://example.com/begin" },
  };
  const params = { TemplateName: site.name(), ...usual[kind], ...given };
  const { code, fields } = await site.make(`CreateLive${kind}Template`, params, ({ TemplateId }) => [
    `DeleteLive${kind}Template`,
    { TemplateId },
  ]);
  return { code, template: { TemplateId: fields["TemplateId"] } };
}

/** @throws where none is to be had to ask about. */
async function madeTemplate(site: Site, kind: Kind): Promise<Params> {
  const { code, template } = await templateOf(site, kind);
  if (code !== "accepted") throw new Error(`CreateLive${kind}Template answered ${code}.`);
  return template;
}

/** A template, and a rule that binds it. @throws where one of them is not to be had to ask about. */
async function bound(site: Site, kind: Kind): Promise<{ readonly place: Params; readonly template: Params }> {
  const template = await madeTemplate(site, kind);
  const place = placeOf(site);
  const { code } = await ruleFor(site, kind, place, template);
  if (code !== "accepted") throw new Error(`CreateLive${kind}Rule answered ${code}.`);
  return { place, template };
}

/** The fields of a new template, by itself and in the listing of all. @throws where it is not the same in both. */
async function described(site: Site, kind: Kind): Promise<string[]> {
  const template = await madeTemplate(site, kind);
  await site.wait(lag);
  const { fields } = await site.call(`DescribeLive${kind}Template`, template);
  const listed = await listedOf(site, `DescribeLive${kind}Templates`, "Templates", template);
  const [one, other] = [fields["Template"], listed].map((each) => Object.entries(each ?? {}).toSorted());
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error("It is listed otherwise than it is described.");
  return Object.keys(listed ?? {}).toSorted();
}

async function listedRule(site: Site, kind: Kind): Promise<Params | undefined> {
  const { template } = await bound(site, kind);
  await site.wait(lag);
  return listedOf(site, `DescribeLive${kind}Rules`, "Rules", template);
}

/** What a listing shows of a template, or of the rule that binds it. */
async function listedOf(site: Site, action: string, list: string, template: Params): Promise<Params | undefined> {
  const { fields } = await site.call(action, {});
  const all = (fields[list] ?? []) as readonly Params[];
  return all.find(({ TemplateId }) => TemplateId === template["TemplateId"]);
}
