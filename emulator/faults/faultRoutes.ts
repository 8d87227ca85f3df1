import { type Context, Hono } from "hono";
import { answerBadInput, BadInput, readJson, tryInput } from "../console.js";
import type { Faults } from "./faults.js";
import type { HeldCalls } from "./held.js";

/** How long a question for held calls waits for them, in seconds, where it does not say. */
const patience = 30;

/** The faults, for a person, a test or a tool: under `/_emulator/faults`, plain JSON. */
export function faultRoutes({ faults, held }: { faults: Faults; held: HeldCalls }): Hono {
  const routes = new Hono();
  const show = (c: Context): Response => c.json({ faults: faults.list(), fired: faults.fired(), held: held.list() });

  routes.get("/", show);

  routes.post("/", async (c) => {
    const given = await readJson(c);
    tryInput(() => faults.add(given));
    return show(c);
  });

  routes.put("/", async (c) => {
    const given = await readJson(c);
    tryInput(() => faults.set(given));
    return show(c);
  });

  routes.delete("/", (c) => {
    faults.clear();
    return show(c);
  });

  routes.get("/held", async (c) => {
    const calls = readCount("calls", c.req.query("calls"), 0);
    const seconds = readCount("seconds", c.req.query("seconds"), patience);
    const enough = AbortSignal.any([AbortSignal.timeout(seconds * 1000), c.req.raw.signal]);
    return c.json({ held: await held.whenHeld(calls, enough) });
  });

  routes.post("/release", async (c) => {
    const body = (await c.req.text()) || "{}";
    return c.json({ released: held.release(readRelease(body)) });
  });

  routes.onError(answerBadInput);

  return routes;
}

function readCount(name: string, text: string | undefined, by: number): number {
  if (text === undefined) return by;
  if (!/^\d{1,6}$/.test(text))
    throw new BadInput(`${name} is a whole number, as in /held?calls=1&seconds=${patience}.`);
  return Number(text);
}

function readRelease(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    const { requestId, ...others }: Record<string, unknown> = { ...body };
    const isRight = requestId === undefined || typeof requestId === "string";
    if (isRight && Object.keys(others).length === 0) return requestId;
  }
  throw new BadInput('Send nothing, to release all held calls, or {"requestId": "ID"}, to release one.');
}
