/**
 * `npm run conformance`: is a service as its documents say, and as the emulator assumes where they say nothing?
 *
 *   npm run conformance                                        the emulator of this package
 *   npm run conformance -- --endpoint http://127.0.0.1:7788    one that runs already
 *   npm run conformance -- --site mainland --domain push.example.com --template 12838073 \
 *     --bucket pictures-1250000000 --yes
 *
 * Keys come from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_TOKEN. It prints first what it will make,
 * and calls no cloud without --yes. Streams are never pushed, so that no picture is taken; all tasks, templates and rules
 * are taken away again. What a cloud answered is kept in a file that is named by the host and the time, and whatever
 * answered in the one that --output names. It ends with status 1 where a document is contradicted, or where something was
 * left behind; a finding is no failure.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startEmulator } from "../../emulator/index.js";
import { type Conformance, conform, cost, plan, type Result } from "./conform.js";
import { notAsked } from "./scenarios.js";
import { type Address, isLoopback, openSite } from "./site.js";

const sites: Readonly<Record<string, string>> = {
  mainland: "https://live.tencentcloudapi.com",
  international: "https://live.intl.tencentcloudapi.com",
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: "string" },
      site: { type: "string" },
      domain: { type: "string", default: "push.example.com" },
      template: { type: "string", default: "1" },
      bucket: { type: "string", default: "pictures-1250000000" },
      "bucket-region": { type: "string", default: "ap-guangzhou" },
      tasks: { type: "string" },
      templates: { type: "string", default: "40" },
      rules: { type: "string", default: "20" },
      output: { type: "string" },
      yes: { type: "boolean", default: false },
    },
  });
  const endpoint = values.endpoint ?? (values.site === undefined ? undefined : sites[values.site]);
  if (values.site !== undefined && endpoint === undefined) {
    throw new Error(`--site is ${Object.keys(sites).join(" or ")}, not "${values.site}".`);
  }
  const own = endpoint === undefined ? await startEmulator({ time: new Date().toISOString() }) : undefined;
  const address: Address = {
    endpoint: own?.endpoint ?? endpoint ?? "",
    secretId: own?.secretId ?? required("TENCENTCLOUD_SECRET_ID"),
    secretKey: own?.secretKey ?? required("TENCENTCLOUD_SECRET_KEY"),
    token: own ? undefined : process.env["TENCENTCLOUD_TOKEN"],
    domainName: values.domain,
    templateId: wholeNumber("template", values.template),
    bucket: readBucket(values.bucket, values["bucket-region"]),
  };
  const { host } = new URL(address.endpoint);
  const isCloud = !isLoopback(host);
  const budget = {
    tasks: wholeNumber("tasks", values.tasks ?? (isCloud ? "60" : "200")),
    templates: wholeNumber("templates", values.templates),
    rules: wholeNumber("rules", values.rules),
  };
  const { chosen } = plan(budget);
  const { tasks, templates, rules, seconds } = cost(chosen);
  console.log(
    `${chosen.length} scenarios against ${host}: at most ${tasks} tasks on streams of ${address.domainName} that nobody ` +
      `pushes, so no picture is taken, ${templates} templates and ${rules} rules, all taken away again; ` +
      `${isCloud ? `about ${Math.ceil(seconds / 60)} minutes` : "time is moved"}.`,
  );
  if (isCloud && !values.yes) {
    console.log("Nothing was called. Say --yes to go on, or --tasks, --templates and --rules N for another budget.");
    return;
  }
  const site = await openSite(address);
  const conformance = await conform(site, budget, say);
  await own?.close();
  summarise(conformance);
  const now = new Date().toISOString();
  // What a cloud answered is had at a price, and is gone otherwise.
  const named = `conformance-${host}-${now.slice(0, 19)}`.replace(/[^\w.-]+/g, "-");
  const output = values.output ?? (isCloud ? `${named}.json` : undefined);
  if (output !== undefined) {
    const left = conformance.left.map(site.recorder.redact);
    const recorded = { recorded: now.slice(0, 10), host, ...conformance, left, exchanges: site.recorder.exchanges };
    await writeFile(output, `${JSON.stringify(recorded, undefined, 2)}\n`);
    console.log(`What came back, without names and ids, is in ${output}.`);
  }
  if (conformance.left.length > 0 || conformance.results.some(({ verdict }) => verdict === "contradiction")) {
    process.exitCode = 1;
  }
}

const signs: Readonly<Record<Result["verdict"], string>> = {
  "as documented": "  ok        ",
  "as assumed": "  ok        ",
  contradiction: "! CONTRARY  ",
  finding: "! finding   ",
  "not asked": "- not asked ",
};

function say({ asks, answer, verdict, note }: Result): void {
  console.log(`${signs[verdict]}${asks}: ${answer}${verdict.startsWith("as") ? "" : `\n            (${note})`}`);
}

function summarise({ results, left }: Conformance): void {
  const count = (verdict: Result["verdict"]) => results.filter((result) => result.verdict === verdict).length;
  console.log(
    `\n${count("as documented")} as documented, ${count("as assumed")} as assumed, ${count("contradiction")} contradictions, ` +
      `${count("finding")} findings, ${count("not asked")} not asked.`,
  );
  console.log(
    `Cannot be told from here:\n${Object.entries(notAsked)
      .map(([name, why]) => `  ${name}: ${why}`)
      .join("\n")}`,
  );
  if (left.length > 0) console.log(`Left behind, to end by themselves or to be stopped by hand: ${left.join(", ")}`);
}

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set. Nothing was called.`);
  return value;
}

function readBucket(text: string, CosRegion: string): Address["bucket"] {
  const [, CosBucket, CosAppId] = /^(.+)-(\d+)$/.exec(text) ?? [];
  if (CosBucket === undefined)
    throw new Error(`--bucket takes a bucket with its APPID, as pictures-1250000000, not "${text}".`);
  return { CosAppId: Number(CosAppId), CosBucket, CosRegion };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not "${text}".`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
