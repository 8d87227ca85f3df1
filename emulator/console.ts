import { type Context, Hono } from "hono";
import type { Delivery } from "./callbacks/outbox.js";
import { drawCapture } from "./captures/picture.js";
import type { StreamNames } from "./captures/task.js";
import type { TaskView } from "./captures/tasks.js";
import type { Gateway } from "./http/gateway.js";
import type { Service } from "./service.js";
import type { ClockChanges } from "./time/changes.js";
import type { VirtualClock } from "./time/clock.js";
import { isoTime } from "./time/timeline.js";

export interface ConsoleOptions {
  accountId: string;
  service: Service;
  clock: VirtualClock;
  clockChanges: ClockChanges;
  gateway: Gateway;
  /** Called after a change of the clock. */
  onChange: () => void;
  /** Forgets everything but the store's id. */
  reset: () => void;
}

/** Input that cannot be used; its message is the answer. */
export class BadInput extends Error {}

/** What a person, a test or a tool asks of the emulator itself, under `/_emulator`: no signature, plain JSON. */
export function consoleRoutes({
  accountId,
  service,
  clock,
  clockChanges,
  gateway,
  onChange,
  reset,
}: ConsoleOptions): Hono {
  const routes = new Hono();

  routes.get("/", (c) => {
    const { now, unix, rate } = clock.read();
    return c.json({ emulator: "pulumi-tencentcloud-css", store: service.store, accountId, now, unix, rate });
  });

  routes.get("/clock", (c) => c.json(clock.read()));

  routes.post("/clock", async (c) => {
    const change = readClockChange(await readBody(c));
    await clockChanges.make((clock) => tryInput(() => change(clock)));
    onChange();
    return c.json(clock.read());
  });

  routes.get("/tasks", (c) => c.json({ now: isoTime(service.now()), tasks: service.tasks().map(showTask) }));

  routes.get("/tasks/:id/captures", (c) => {
    const taskId = c.req.param("id");
    if (!service.task(taskId)) return c.json({ error: `There is no task ${taskId}.` }, 404);
    const captures = service
      .captures(taskId)
      .map((time) => ({ time: isoTime(time), unix: time, url: new URL(pictureOf(taskId, time), c.req.url).href }));
    return c.json({ taskId, captures });
  });

  routes.get("/captures/:id/:picture", (c) => {
    const taskId = c.req.param("id");
    const seconds = /^(\d{1,12})\.png$/.exec(c.req.param("picture"))?.[1];
    if (seconds === undefined)
      throw new BadInput("A picture is named by the Unix second of its capture: 1797620400.png.");
    const time = Number(seconds);
    const task = service.task(taskId);
    const settings = service.captureAt(taskId, time);
    if (!task || !settings) {
      return c.json({ error: `The task ${taskId} took no picture at ${isoTime(time)}.` }, 404);
    }
    return c.body(new Uint8Array(drawCapture(task, time, settings)), 200, { "Content-Type": "image/png" });
  });

  routes.get("/streams", (c) => {
    const streams = service.streams().map((stream) => ({
      ...stream,
      pushedSince: stream.pushedSince === null ? null : isoTime(stream.pushedSince),
    }));
    return c.json({ now: isoTime(service.now()), streams });
  });

  routes.post("/streams", async (c) => {
    const body = await readBody(c);
    const [verb, ...others] = Object.keys(body);
    if (others.length > 0 || (verb !== "push" && verb !== "interrupt")) {
      throw new BadInput(`Send {"push": stream} or {"interrupt": stream}; a stream is ${streamShape}.`);
    }
    const stream = readStream(body[verb]);
    if (verb === "push") service.push(stream);
    else service.interrupt(stream);
    return c.json({ stream, pushed: verb === "push", now: isoTime(service.now()) });
  });

  routes.get("/configuration", (c) => c.json(service.configured()));

  routes.get("/callbacks", async (c) => {
    const settled = c.req.query("settled");
    if (settled !== undefined && settled !== "true")
      throw new BadInput("Ask for /callbacks, or /callbacks?settled=true.");
    if (settled) await service.settled();
    return c.json({ callbacks: service.deliveries().map(showDelivery) });
  });

  routes.get("/requests", (c) => c.json({ requests: gateway.requests() }));

  routes.post("/reset", (c) => {
    reset();
    return c.json({ store: service.store, ...clock.read() });
  });

  routes.onError(answerBadInput);

  return routes;
}

export function answerBadInput(error: Error, c: Context): Response {
  if (error instanceof BadInput) return c.json({ error: error.message }, 400);
  throw error;
}

export async function readJson(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new BadInput("The body must be JSON.");
  }
}

async function readBody(c: Context): Promise<Record<string, unknown>> {
  const body = await readJson(c);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new BadInput("The body must be a JSON object.");
  }
  return { ...body };
}

/** Does what may find the input wrong. */
export function tryInput(use: () => void): void {
  try {
    use();
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error));
  }
}

function readClockChange({ advance, set, rate, ...others }: Record<string, unknown>): (clock: VirtualClock) => void {
  const given = [advance, set, rate].filter((value) => value !== undefined);
  if (given.length === 1 && Object.keys(others).length === 0) {
    if (typeof advance === "string" || typeof advance === "number") return (clock) => clock.advance(advance);
    if (typeof set === "string") return (clock) => clock.set(set);
    if (typeof rate === "number") return (clock) => clock.setRate(rate);
  }
  throw new BadInput(
    'Send one of {"advance": "PT2H"} (or seconds), {"set": "2026-12-18T19:00:00Z"} and {"rate": 60} (0 freezes).',
  );
}

const streamShape = '{"domainName": "push.example.com", "appName": "live", "streamName": "final"}';

function readStream(value: unknown): StreamNames {
  const given: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  const { domainName, appName, streamName, ...others } = given;
  if (!isName(domainName) || !isName(appName) || !isName(streamName) || Object.keys(others).length > 0) {
    throw new BadInput(`A stream is ${streamShape}.`);
  }
  return { domainName, appName, streamName };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function showTask(task: TaskView): Record<string, unknown> {
  const time = (seconds: number | null): string | null => (seconds === null ? null : isoTime(seconds));
  return {
    ...task,
    startTime: isoTime(task.startTime),
    endTime: isoTime(task.endTime),
    createdAt: isoTime(task.createdAt),
    stoppedAt: time(task.stoppedAt),
    deletedAt: time(task.deletedAt),
    segments: task.segments.map(({ from, to }) => ({ from: isoTime(from), to: time(to) })),
  };
}

function showDelivery({ body, ...delivery }: Delivery): Record<string, unknown> {
  const { happened, sent } = delivery;
  return { ...delivery, happened: isoTime(happened), sent: isoTime(sent), body: JSON.parse(body) as unknown };
}

/** Where the picture of a task can be had, without the endpoint. */
export function pictureOf(taskId: string, time: number): string {
  return `/_emulator/captures/${encodeURIComponent(taskId)}/${time}.png`;
}
