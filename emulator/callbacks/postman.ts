import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** What came of sending a notice. */
export interface Reply {
  /** The HTTP status; null where there was no answer. */
  status: number | null;
  /** The beginning of the answer's body, or why there was none. */
  text: string;
  /** It was not sent, and will not be: nobody may be told there. */
  forbidden?: true;
}

/** Sends a notice and says what came of it; it never fails. */
export type Post = (url: string, body: string) => Promise<Reply>;

export interface PostmanOptions {
  /** Whether addresses that are not on this machine are called, too. */
  anywhere: boolean;
  /** Milliseconds of real time for an answer. */
  patience: number;
}

/** So many notices are on their way to one receiver at the same time; the rest waits its turn. */
const atOnce = 16;

/** So much of an answer is kept, in characters. */
const kept = 1000;

/** Sends notices by HTTP, several at a time to each receiver, and drops them all when it is told to. */
export class Postman {
  /** By the origins of their addresses: who does not answer keeps nobody else waiting. */
  private lanes = new Map<string, Lane>();

  constructor(private readonly options: PostmanOptions) {}

  readonly post: Post = async (address, body) => {
    const url = new URL(address);
    if (!this.options.anywhere && !isLoopback(url)) {
      return { status: null, text: "not sent: its address is not on this machine", forbidden: true };
    }
    const lane = this.lanes.get(url.origin) ?? new Lane(this.options.patience);
    this.lanes.set(url.origin, lane);
    return lane.send((signal) => send(url, body, signal));
  };

  /** Ends what is under way, and sends nothing that waits. */
  drop(): void {
    for (const lane of this.lanes.values()) lane.drop();
    this.lanes = new Map();
  }
}

interface Letter {
  send: (signal: AbortSignal) => Promise<Reply>;
  resolve: (reply: Reply) => void;
}

/** The notices to one receiver. */
class Lane {
  private readonly waiting: Letter[] = [];
  /** One for each: a signal that lives longer than what it ends gathers its listeners. */
  private readonly underWay = new Set<AbortController>();

  constructor(private readonly patience: number) {}

  send(send: Letter["send"]): Promise<Reply> {
    return new Promise((resolve) => {
      this.waiting.push({ send, resolve });
      this.next();
    });
  }

  drop(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve({ status: null, text: "dropped" });
    for (const ended of this.underWay) ended.abort();
  }

  private next(): void {
    const letter = this.underWay.size < atOnce ? this.waiting.shift() : undefined;
    if (letter) void this.carry(letter);
  }

  private async carry({ send, resolve }: Letter): Promise<void> {
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), this.patience);
    this.underWay.add(ended);
    resolve(await send(ended.signal));
    clearTimeout(timer);
    this.underWay.delete(ended);
    this.next();
  }
}

/**
 * A connection for each: a kept one would hold the receiver's server open. Redirects are not followed. The status is the
 * answer, whatever becomes of the body behind it (tencentcloud.com/document/product/267/38080).
 */
function send(url: URL, body: string, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    let status: number | null = null;
    let text = "";
    const end = (why: string): void => {
      resolve({ status, text: status !== null ? text : signal.aborted ? "no answer in time" : why });
    };
    try {
      const request = url.protocol === "https:" ? requestHttps : requestHttp;
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
      const sent = request(url, { method: "POST", headers, agent: false, signal });
      sent.on("response", (response) => {
        status = response.statusCode ?? null;
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text = (text + chunk).slice(0, kept);
        });
        for (const event of ["end", "error"]) response.on(event, () => end("the answer has no status"));
      });
      sent.on("upgrade", (response, socket) => {
        status = response.statusCode ?? null;
        socket.destroy();
      });
      sent.on("error", (error) => end(error.message));
      sent.on("close", () => end("the connection was closed without an answer"));
      sent.end(body);
    } catch (error) {
      // Node finds some addresses wrong only when it is to call them.
      end(error instanceof Error ? error.message : String(error));
    }
  });
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
