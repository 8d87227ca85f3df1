import { deepEqual, match, rejects } from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { askEmulator } from "../../provider/live/world.js";
import { listening } from "../support/cloud.js";
import { impatiently } from "../support/impatience.js";

const never = () => new Promise(() => {});

const silences: Record<string, (response: ServerResponse) => unknown> = {
  "is silent": never,
  "begins an answer and does not end it": (response) => {
    response.writeHead(200).write("{");
    return never();
  },
};

describe("a port that accepts connections", () => {
  for (const [what, answer] of Object.entries(silences)) {
    it(`and ${what} is waited for, and the error says what to look at`, async () => {
      const { endpoint, close } = await listening((_, response) => answer(response));
      const host = endpoint.replace("http://", "");
      const waits = await impatiently(() =>
        rejects(askEmulator({ protocol: "http://", host, mayBeEmulator: true }, {}), ({ message }: Error) => {
          match(
            message,
            new RegExp(`^Something listens at ${endpoint} and did not answer within 10 s, so nothing was`),
          );
          match(message, /which program has that port.* start it again with the same --port and --data/);
          return true;
        }),
      ).finally(close);
      deepEqual(waits, [10_000]);
    });
  }
});
