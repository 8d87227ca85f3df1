/**
 * Where the scenarios are played: an emulator, whose clock is moved, or the service itself, where waiting is waiting. It
 * keeps account of the tasks that are made, and takes them away at the end.
 */
import { randomBytes } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { CommonClient } from "tencentcloud-sdk-nodejs/tencentcloud/common/index.js";
import { createRecorder, type Recorder } from "./recorder.js";

export interface Address {
  /** With its protocol: `http://127.0.0.1:7788`. */
  readonly endpoint: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string | undefined;
  /** The push domain of the streams that tasks are made for. No stream of it is pushed. */
  readonly domainName: string;
  /** A template of the account. */
  readonly templateId: number;
  /** Where templates that are made for a question send their pictures, of which there are none. */
  readonly bucket: { readonly CosAppId: number; readonly CosBucket: string; readonly CosRegion: string };
}

export interface Answer {
  /** "accepted", or the code of the refusal. */
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Listed {
  readonly taskId: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

export type Params = Readonly<Record<string, unknown>>;

export interface Site {
  readonly recorder: Recorder;
  readonly domainName: string;
  readonly bucket: Params;
  /** Unix seconds. */
  now(): Promise<number>;
  wait(seconds: number): Promise<void>;
  /** @param region Default: ap-guangzhou; null: none is sent. */
  call(action: string, params: Params, region?: string | null): Promise<Answer>;
  /** A stream that no task has been made for. */
  stream(): Params;
  /** A task of an hour's length, five days from now on, on a new stream, but for what is given. */
  create(given?: Params): Promise<Answer & { readonly taskId: string; readonly params: Params }>;
  /** One page of a listing of one stream's tasks, and what leads to the next. @throws where it is refused. */
  page(stream: Params, from: number, to: number, token?: string): Promise<{ tasks: readonly Listed[]; token: string }>;
  /**
   * Makes something that is no task.
   * @param undo The call that takes it away again, by what the creation answered.
   */
  make(
    action: string,
    params: Params,
    undo: (fields: Params) => readonly [action: string, params: Params],
  ): Promise<Answer>;
  /** A name for a template or an application that nothing else has. */
  name(): string;
  /** All pages. */
  list(stream: Params, from: number, to: number): Promise<readonly Listed[]>;
  /** Takes away what `make` made. @returns the calls that should have done it, which are sent again the next time. */
  takeBack(): Promise<readonly string[]>;
  /** Takes away all that was made. @returns the TaskIds of what is listed still, and the calls that should have undone the rest. */
  cleanUp(): Promise<readonly string[]>;
}

/** Seconds that a listing is given to show what was done. */
export const lag = 15;

const version = "2018-08-01";
const day = 24 * 3600;

export async function openSite(address: Address): Promise<Site> {
  const { protocol, host } = new URL(address.endpoint);
  const agent = new (protocol === "https:" ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const clients = new Map<string | null, CommonClient>();
  const clientFor = (region: string | null) => {
    const client =
      clients.get(region) ??
      new CommonClient(host, version, {
        credential: {
          secretId: address.secretId,
          secretKey: address.secretKey,
          ...(address.token && { token: address.token }),
        },
        ...(region !== null && { region }),
        profile: {
          language: "en-US",
          httpProfile: { protocol: `${protocol}//`, endpoint: host, reqMethod: "POST", agent },
        },
      });
    clients.set(region, client);
    return client;
  };
  const emulator = isLoopback(host) ? `${address.endpoint}/_emulator` : undefined;
  const run = randomBytes(4).toString("hex");
  const recorder = createRecorder(address.domainName);
  const made = new Map<string, Params>();
  const undoing: (readonly [action: string, params: Params])[] = [];
  let names = 0;

  const site: Site = {
    recorder,
    domainName: address.domainName,
    bucket: address.bucket,
    now: async () => {
      if (emulator === undefined) return Math.floor(Date.now() / 1000);
      const { unix } = (await (await fetch(emulator)).json()) as { unix: number };
      return Math.floor(unix);
    },
    wait: async (seconds) => {
      if (emulator === undefined) return void (await sleep(seconds * 1000));
      const moved = await fetch(`${emulator}/clock`, { method: "POST", body: JSON.stringify({ advance: seconds }) });
      if (!moved.ok) throw new Error(`The emulator's clock did not move: ${await moved.text()}`);
    },
    call: async (action, params, region = "ap-guangzhou") => {
      const began = await site.now();
      const answer = await withinTheRate(() => answerOf(clientFor(region).request(action, params)));
      recorder.record({ action, params, answer, began });
      return answer;
    },
    name: () => {
      names += 1;
      return `conformance-${run}-${names}`;
    },
    stream: () => ({ DomainName: address.domainName, AppName: "live", StreamName: site.name() }),
    make: async (action, params, undo) => {
      const answer = await site.call(action, params);
      if (answer.code === "accepted") undoing.push(undo(answer.fields));
      return answer;
    },
    create: async (given = {}) => {
      const start = (await site.now()) + 5 * day;
      const params = {
        ...site.stream(),
        TemplateId: address.templateId,
        StartTime: start,
        EndTime: start + 3600,
        ...given,
      };
      const answer = await site.call("CreateScreenshotTask", params);
      const taskId = String(answer.fields["TaskId"] ?? "");
      if (answer.code === "accepted") made.set(taskId, params);
      return { ...answer, taskId, params };
    },
    page: async ({ DomainName, AppName, StreamName }, from, to, token = "") => {
      const { code, fields } = await site.call("DescribeScreenshotTask", {
        ...{ DomainName, AppName, StreamName },
        StartTime: from,
        EndTime: to,
        ...(token !== "" && { ScrollToken: token }),
      });
      if (code !== "accepted") throw new Error(`DescribeScreenshotTask answered ${code}.`);
      const tasks = fields["TaskList"] as readonly Record<string, unknown>[];
      return {
        tasks: tasks.map((raw) => ({ taskId: String(raw["TaskId"]), raw })),
        token: String(fields["ScrollToken"] ?? ""),
      };
    },
    list: async (stream, from, to) => {
      const listed: Listed[] = [];
      for (let token: string | undefined; token !== ""; ) {
        const page = await site.page(stream, from, to, token);
        listed.push(...page.tasks);
        token = page.tasks.length > 0 ? page.token : "";
      }
      return listed;
    },
    takeBack: async () => {
      const refused: string[] = [];
      // The last first: a template goes after the rules that name it.
      for (const undo of undoing.toReversed()) {
        const [action, params] = undo;
        const { code } = await site.call(action, params);
        if (code === "accepted" || /NotFound/.test(code)) undoing.splice(undoing.indexOf(undo), 1);
        else refused.push(`${action} ${JSON.stringify(params)} was answered ${code}`);
      }
      return refused;
    },
    cleanUp: async () => {
      const now = await site.now();
      for (const [TaskId, { StartTime }] of made) {
        const isScheduled = Number(StartTime ?? 0) > now + 600;
        if (!isScheduled) await site.call("StopScreenshotTask", { TaskId });
        await site.call("DeleteScreenshotTask", { TaskId });
      }
      if (made.size > 0) await site.wait(lag);
      const open = [...made].filter(([, { EndTime }]) => Number(EndTime) > now);
      const streams = new Map(open.map(([, params]) => [String(params["StreamName"]), params]));
      const stillThere = new Set<string>();
      for (const stream of streams.values()) {
        const asked = [site.list(stream, now - 2 * day, now + 2 * day), site.list(stream, now, now + 7 * day)];
        const listed = await Promise.all(asked).catch(() => undefined);
        const unknown = open.filter(([, { StreamName }]) => StreamName === stream["StreamName"]);
        for (const [taskId] of listed ? [] : unknown) stillThere.add(taskId);
        for (const { taskId, raw } of (listed ?? []).flat()) if (raw["Stopped"] === 0) stillThere.add(taskId);
      }
      for (const refused of await site.takeBack()) stillThere.add(refused);
      return [...stillThere];
    },
  };
  return site;
}

export function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

/** @throws what is no answer of the service: a connection that failed, or a status of its own. */
async function answerOf(call: Promise<Record<string, unknown>>): Promise<Answer> {
  try {
    const { RequestId: _, ...fields } = await call;
    return { code: "accepted", fields };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || code === "") throw error;
    return { code, fields: { Message: error instanceof Error ? error.message : "" } };
  }
}

/** Others of the account may be calling, too. */
function withinTheRate(call: () => Promise<Answer>): Promise<Answer> {
  return pRetry(
    async () => {
      const answer = await call();
      if (answer.code.startsWith("RequestLimitExceeded")) throw new Error(answer.code);
      return answer;
    },
    {
      retries: 20,
      minTimeout: 300,
      maxTimeout: 2000,
      shouldRetry: ({ error }) => error.message.startsWith("RequestLimit"),
    },
  );
}
