import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { largestGet } from "../limits.js";

/** The emulator answers on this machine alone. */
const host = "127.0.0.1";

/** Milliseconds until the next attempt, where somebody else has taken the port meanwhile. */
const portTakenWait = 100;

/** A port of this machine. It can cease to listen for a while: who connects then gets ECONNREFUSED. */
export class Listener {
  private readonly server: Server;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** @param port 0 for any free one; it stays the same from the first `open` on. */
  constructor(
    answer: RequestListener,
    private port: number,
  ) {
    // Node takes less in a request's first line by itself than the API allows.
    this.server = createServer({ maxHeaderSize: 2 * largestGet }, answer);
  }

  /** `http://127.0.0.1:PORT` */
  get endpoint(): string {
    return `http://${host}:${this.port}`;
  }

  /** Listens. No change where it does already. @throws Error where the port cannot be had. */
  open(): Promise<void> {
    clearTimeout(this.timer);
    if (this.server.listening) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(new Error(`Cannot listen on port ${this.port}: ${error.message}.`));
      this.server.once("error", fail);
      this.server.listen(this.port, host, () => {
        this.server.off("error", fail);
        this.port = (this.server.address() as AddressInfo).port;
        // It may have been closed while it was about to listen again.
        if (this.isClosed) this.server.close();
        resolve();
      });
    });
  }

  /** Ends all connections and listens no more, until `open`. */
  async rest(): Promise<void> {
    const rested = this.cease();
    this.server.closeAllConnections();
    await rested;
  }

  /** Listens no more from now on, ends all connections after an answer, and then listens again after a while. */
  restAfter(answer: ServerResponse, milliseconds: number): void {
    // Before the answer is sent: its client must find nobody here, however fast it calls again.
    const rested = this.cease();
    answer.once("close", () => this.server.closeAllConnections());
    void rested.then(() => this.openAfter(milliseconds));
  }

  /** Ends all connections, for good. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.rest();
  }

  private cease(): Promise<void> {
    clearTimeout(this.timer);
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private openAfter(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.open().catch(() => this.openAfter(portTakenWait));
    }, milliseconds);
  }
}
