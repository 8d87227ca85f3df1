/** What is asked of the statistics that `status --evidence` reads: they are of what was pushed, so only their limits are told. */
import { outcome, type Settled } from "./scenario.js";
import type { Params, Site } from "./site.js";

const records51328 = "https://cloud.tencent.com/document/api/267/51328";
const models = "models.go of tencentcloud-sdk-go, live/v20180801";

const hour = 3600;
const day = 24 * hour;

export const settledOfEvidence: readonly Settled[] = [
  {
    asks: "records of the callbacks of 25 hours are",
    documented: "refused",
    source: records51328,
    ask: async (site) => outcome(await recordsOf(site, 25 * hour, 0)),
  },
  {
    asks: "records of callbacks from 15 days ago on are",
    documented: "refused",
    source: records51328,
    ask: async (site) => outcome(await recordsOf(site, 15 * day, 15 * day - hour)),
  },
  {
    asks: "records of the callbacks of an hour come with",
    documented: "DataInfoList, PageNum, PageSize, TotalNum, TotalPage",
    source: records51328,
    ask: async (site) => fieldsOf(await recordsOf(site, hour, 0)),
  },
  {
    asks: "counts of the pictures of 32 days, in points of five minutes, are",
    documented: "refused",
    source: models,
    ask: async (site) => outcome(await countsOf(site, 32 * day, { Granularity: "Minute" })),
  },
  {
    asks: "counts of the pictures of a day come with",
    documented: "DataInfoList",
    source: models,
    ask: async (site) => fieldsOf(await countsOf(site, day)),
  },
];

/** @param from Seconds ago. @param to The same. */
async function recordsOf(site: Site, from: number, to: number) {
  const { StreamName } = site.stream();
  const params = { ...(await period(site, from, to)), StreamName, PageNum: 1, PageSize: 10 };
  return site.call("DescribeCallbackRecordsList", params);
}

async function countsOf(site: Site, from: number, given: Params = {}) {
  const params = { ...(await period(site, from, 0)), PushDomains: [site.domainName], ...given };
  return site.call("DescribeScreenShotSheetNumList", params);
}

async function period(site: Site, from: number, to: number): Promise<Params> {
  const now = await site.now();
  const time = (secondsAgo: number) => new Date((now - secondsAgo) * 1000).toISOString().replace(".000Z", "Z");
  return { StartTime: time(from), EndTime: time(to) };
}

function fieldsOf({ code, fields }: { readonly code: string; readonly fields: Params }): string {
  return code === "accepted" ? Object.keys(fields).toSorted().join(", ") : code;
}
