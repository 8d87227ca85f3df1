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

/** So many notices are on their way at the same time; the rest waits its turn. */
const AT_ONCE = 16;

/** So much of an answer is kept, in characters. */
const KEPT = 1000;

/** Sends notices by HTTP, several at a time, and drops them all when it is told to. */
export class Postman {
  private readonly waiting: (() => void)[] = [];
  private underWay = 0;
  private ended = new AbortController();

  constructor(private readonly options: PostmanOptions) {}

  readonly post: Post = async (address, body) => {
    const url = new URL(address);
    if (!this.options.anywhere && !isLoopback(url)) {
      return { status: null, text: "not sent: its address is not on this machine", forbidden: true };
    }
    const { signal } = this.ended;
    await this.turn();
    try {
      return await send(url, body, AbortSignal.any([signal, AbortSignal.timeout(this.options.patience)]));
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.underWay -= 1;
    }
  };

  /** Ends what is under way, and sends nothing that waits. */
  drop(): void {
    this.ended.abort();
    this.ended = new AbortController();
  }

  /** Who ends hands its place to who waits longest. */
  private turn(): Promise<void> {
    if (this.underWay >= AT_ONCE) return new Promise((resolve) => this.waiting.push(resolve));
    this.underWay += 1;
    return Promise.resolve();
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
          text = (text + chunk).slice(0, KEPT);
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
