import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type { ApiAnswer } from "./gateway.js";
import type { Listener } from "./listener.js";

/** What goes back to the client of a call. */
export type Outgoing =
  | { form: "answer"; body: ApiAnswer }
  /** Half of the answer, its length told before or not, and then the connection ends. */
  | { form: "broken"; body: ApiAnswer; sized: boolean }
  /** Half of the answer, as if it were all. */
  | { form: "half"; body: ApiAnswer }
  /** The answer, and then nobody listens any more for a while. */
  | { form: "last answer"; body: ApiAnswer; milliseconds: number }
  /** A page of HTML, as proxies and gateways send. */
  | { form: "page"; status: number }
  /** The connection ends. */
  | { form: "nothing" }
  /** The way to a port where nobody listens. */
  | { form: "refusal" };

/** TCP port 1 was assigned to a service that nobody runs; ports this low are never given out for connections. */
const nobody = "http://127.0.0.1:1/";

export function deliver(c: Context<{ Bindings: HttpBindings }>, out: Outgoing, listener: Listener): Response {
  const { incoming, outgoing } = c.env;
  switch (out.form) {
    case "answer":
      return c.json(out.body);
    case "half":
      return c.body(half(out.body), 200, jsonType);
    case "broken":
      outgoing.writeHead(200, { ...jsonType, ...(out.sized && { "Content-Length": bytes(out.body).length }) });
      // Not before it is on its way: what is not sent yet goes with the connection.
      outgoing.write(half(out.body), () => incoming.socket.destroy());
      return RESPONSE_ALREADY_SENT;
    case "last answer":
      listener.restAfter(outgoing, out.milliseconds);
      c.header("Connection", "close");
      return c.json(out.body);
    case "page":
      c.status(out.status as StatusCode);
      return c.html(`<html><body><h1>${out.status}</h1>A fault of the emulator.</body></html>`);
    case "nothing":
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case "refusal":
      return c.redirect(nobody, 307);
  }
}

const jsonType = { "Content-Type": "application/json" };

function bytes(answer: ApiAnswer): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(answer));
}

function half(answer: ApiAnswer): Uint8Array<ArrayBuffer> {
  const whole = bytes(answer);
  return whole.slice(0, Math.floor(whole.length / 2));
}
