/**
 * What the account has set up by now: of what its callbacks tell, how often its templates have a picture taken, and of what
 * its rules take pictures beside the tasks.
 */
import { snapshotRules } from "../../provider/lasting/lists.js";
import { ruleId } from "../../provider/lasting/ruleKey.js";
import type { LiveApi } from "../../provider/live/api.js";
import { type Asked, asked } from "./asking.js";

/** What is told of the streams of one domain and application. */
interface Tells {
  readonly pictures: boolean;
  readonly begins: boolean;
  readonly ends: boolean;
}

interface Names {
  readonly domainName: string;
  readonly appName: string;
}

export type TellsOf = (names: Names) => Tells;

/** What callbacks tell of, by now: it may have been otherwise when a window was captured. */
export async function askTells(api: Pick<LiveApi, "read">): Promise<Asked<TellsOf>> {
  const object = "the account's callbacks";
  const ask = (action: string) => asked(api.read({ action, object, params: {} }));
  const [rules, templates] = [await ask("DescribeLiveCallbackRules"), await ask("DescribeLiveCallbackTemplates")];
  if ("why" in rules) return rules;
  if ("why" in templates) return templates;
  return {
    answer: ({ domainName, appName }) => {
      const rule = list(rules.answer["Rules"]).find(
        ({ DomainName, AppName }) => DomainName === domainName && AppName === appName,
      );
      const template = list(templates.answer["Templates"]).find(
        ({ TemplateId }) => rule !== undefined && TemplateId === rule["TemplateId"],
      );
      return {
        pictures: Boolean(template?.["SnapshotNotifyUrl"]),
        begins: Boolean(template?.["StreamBeginNotifyUrl"]),
        ends: Boolean(template?.["StreamEndNotifyUrl"]),
      };
    },
  };
}

/** Seconds between two pictures, by the id of each snapshot template that there is by now. */
export async function askIntervals(api: Pick<LiveApi, "read">): Promise<Asked<ReadonlyMap<number, number>>> {
  const action = "DescribeLiveSnapshotTemplates";
  const templates = await asked(api.read({ action, object: "the account's snapshot templates", params: {} }));
  if ("why" in templates) return templates;
  const all = list(templates.answer["Templates"]);
  return {
    answer: new Map(all.map(({ TemplateId, SnapshotInterval }) => [Number(TemplateId), Number(SnapshotInterval)])),
  };
}

/** Snapshot rules, each as a message names it. */
export interface Rules {
  /** One that takes pictures of a stream, were it pushed now. */
  ofStream(stream: Names & { readonly streamName: string }): string | undefined;
  /** One that takes pictures of some stream of a domain. */
  ofDomain(domainName: string): string | undefined;
}

export async function askRules(api: Pick<LiveApi, "read">): Promise<Asked<Rules>> {
  const { action, answer } = snapshotRules;
  const rules = await asked(api.read({ action, object: "the account's snapshot rules", params: {} }));
  if ("why" in rules) return rules;
  const byStream = new Map<string, string>();
  const byDomain = new Map<string, string>();
  for (const rule of list(rules.answer[answer])) {
    const domainName = String(rule["DomainName"]);
    // A rule that names no application or no stream is of all of them.
    const name = `the snapshot rule ${ruleId(rule)}`;
    byStream.set(streamKey(domainName, String(rule["AppName"] ?? ""), String(rule["StreamName"] ?? "")), name);
    byDomain.set(domainName.toLowerCase(), name);
  }
  return {
    answer: {
      ofStream: ({ domainName, appName, streamName }) => {
        const keys = [appName, ""].flatMap((app) => [streamName, ""].map((name) => streamKey(domainName, app, name)));
        return keys.map((key) => byStream.get(key)).find((rule) => rule !== undefined);
      },
      ofDomain: (domainName) => byDomain.get(domainName.toLowerCase()),
    },
  };
}

/** A domain's case says nothing. */
function streamKey(domainName: string, appName: string, streamName: string): string {
  return JSON.stringify([domainName.toLowerCase(), appName, streamName]);
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}
