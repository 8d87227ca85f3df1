/** Captures by HTTP. It listens on this machine alone: what your product knows of users and their rights goes before it. */
import { resolve } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { Captures } from "./captures";
import { type Capture, problemsOf } from "./stack";

const day = 24 * 60 * 60;

async function main(): Promise<void> {
  const every = keepUpEvery();
  const captures = await Captures.open(resolve(process.env["DATA"] ?? "data"));
  const app = new Hono();

  app.get("/captures", (c) => c.json(captures.all()));

  // Answered once it is written down: it is made then, whatever becomes of this process.
  app.put("/captures/:name{[A-Za-z0-9][A-Za-z0-9._-]*}", async (c) => {
    const capture = pick(await c.req.json().catch(() => undefined));
    const problems = await problemsOf(capture);
    if (problems.length > 0) return c.json({ problems }, 400);
    return c.json(captures.declare(c.req.param("name"), capture), 202);
  });

  app.get("/captures/:name", (c) => {
    const standing = captures.standing(c.req.param("name"));
    return standing ? c.json(standing) : c.notFound();
  });

  app.get("/captures/:name/progress", (c) => {
    const name = c.req.param("name");
    if (!captures.standing(name)) return c.notFound();
    const { signal } = c.req.raw; // Aborted where the client goes.
    return streamSSE(c, async (stream) => {
      for await (const standing of captures.follow(name, signal))
        await stream.writeSSE({ data: JSON.stringify(standing) });
    });
  });

  app.delete("/captures/:name", (c) => {
    const standing = captures.cancel(c.req.param("name"));
    return standing ? c.json(standing, 202) : c.notFound();
  });

  const port = Number(process.env["PORT"] ?? 8080);
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address) =>
    console.log(`Listening on http://127.0.0.1:${address.port}`),
  );
  const timer = setInterval(() => captures.keepUp(), every * 1000);

  // A run ends by itself. Nothing is handed on to `pulumi`, which a terminal's Ctrl-C reaches anyway: at a second signal
  // it would give up without saving.
  const end = async () => {
    clearInterval(timer);
    server.close();
    await captures.close();
    process.exit();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end());
}

/** Seconds. A capture that is deferred needs a run at least every 3 days, or it may be missed. */
function keepUpEvery(): number {
  const given = process.env["KEEP_UP_EVERY"];
  const seconds = Number(given ?? day);
  if (seconds >= 1 && seconds <= 3 * day) return seconds;
  throw new Error(`KEEP_UP_EVERY must be 1 to ${3 * day} seconds; got "${given}"`);
}

/** What a request may say; the rest is the service's own. */
function pick(body: unknown): Capture {
  const { streamName, startTime, endTime } = Object(body) as Capture;
  return { streamName, ...(startTime !== undefined && { startTime }), endTime };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
