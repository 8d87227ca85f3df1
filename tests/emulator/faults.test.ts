import assert from "node:assert/strict";
import { connect } from "node:net";
import type { Emulator, Fault, FiredFault } from "../../emulator/index.js";
import { commonClient, day, failsWith, finalTask, hour, liveClient, virtualNow, withEmulator } from "./client.js";

const createAction = "CreateScreenshotTask";
const list = "DescribeScreenshotTask";

/** How a call fails for the vendor's SDK where the service did not answer. */
async function failure(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    (answer) => assert.fail(`the call succeeded: ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && !("requestId" in error && error.requestId), String(error));
  return error.message;
}

function create(emulator: Emulator, parameters: Partial<typeof finalTask> = {}) {
  return liveClient(emulator).CreateScreenshotTask({ ...finalTask, ...parameters });
}

/** Creates a task whose client goes while its call is held. */
async function giveUp(emulator: Emulator): Promise<void> {
  const patience = new AbortController();
  const call = liveClient(emulator).request(createAction, finalTask, { signal: patience.signal });
  await emulator.faults.whenHeld();
  patience.abort();
  assert.match(await failure(call), /aborted/);
}

/** The TaskIds of one page, and the token of the next. */
async function page(emulator: Emulator, token?: string): Promise<{ ids: string[]; token: string }> {
  const { TaskList = [], ScrollToken = "" } = await liveClient(emulator).DescribeScreenshotTask({
    StartTime: virtualNow - day,
    EndTime: virtualNow + 5 * day,
    ...(token && { ScrollToken: token }),
  });
  return { ids: TaskList.map(({ TaskId }) => TaskId ?? ""), token: ScrollToken };
}

async function listed(emulator: Emulator): Promise<string[]> {
  return (await page(emulator)).ids;
}

/** Asserts what fired for one call, and whether it was carried out. */
function fired(emulator: Emulator, kind: Fault["kind"], carriedOut: boolean): FiredFault {
  const [only, ...others] = emulator.faults.fired();
  assert.ok(only);
  assert.deepEqual(others, []);
  assert.deepEqual([only.kind, only.carriedOut, only.call], [kind, carriedOut, 1]);
  assert.equal(emulator.service.tasks().length, carriedOut ? 1 : 0);
  return only;
}

/** Runs a test with one fault that meets the first creation of a task. */
function withFault(fault: Fault, test: (emulator: Emulator) => Promise<void>): Promise<void> {
  return withEmulator({ faults: { action: createAction, nth: 1, ...fault } as Fault }, test);
}

describe("a call on its way", () => {
  it("is refused: the client finds nobody who listens, and the next one is answered", () =>
    withFault({ kind: "refused" }, async (emulator) => {
      assert.match(await failure(create(emulator)), /connect ECONNREFUSED/);
      fired(emulator, "refused", false);
      assert.ok((await create(emulator)).TaskId);
    }));

  it("is lost before it is carried out", () =>
    withFault({ kind: "lost-before" }, async (emulator) => {
      assert.match(await failure(create(emulator)), /socket hang up/);
      fired(emulator, "lost-before", false);
    }));

  it("is lost after it was carried out", () =>
    withFault({ kind: "lost-after" }, async (emulator) => {
      assert.match(await failure(create(emulator)), /socket hang up/);
      const { taskId } = fired(emulator, "lost-after", true);
      assert.deepEqual(await listed(emulator), [taskId]);
    }));

  it("loses its connection in the middle of the answer", () =>
    withFault({ kind: "reset" }, async (emulator) => {
      assert.match(await failure(create(emulator)), /Premature close/);
      fired(emulator, "reset", true);
    }));

  it("is answered with half of the JSON", () =>
    withFault({ kind: "truncated" }, async (emulator) => {
      assert.match(await failure(create(emulator)), /invalid json response body .*JSON/);
      fired(emulator, "truncated", true);
    }));

  it("is answered with HTML, carried out or not", async () => {
    for (const carriedOut of [false, true]) {
      await withFault({ kind: "html", carriedOut }, async (emulator) => {
        assert.match(await failure(create(emulator)), /invalid json response body .*Unexpected token/);
        fired(emulator, "html", carriedOut);
      });
    }
  });

  it("is answered with a status of the HTTP kind, carried out or not", async () => {
    await withFault({ kind: "http-error" }, async (emulator) => {
      assert.equal(await failure(create(emulator)), "Bad Gateway");
      fired(emulator, "http-error", false);
    });
    await withFault({ kind: "http-error", status: 503, carriedOut: true }, async (emulator) => {
      assert.equal(await failure(create(emulator)), "Service Unavailable");
      fired(emulator, "http-error", true);
    });
  });

  it("is throttled", () =>
    withFault({ kind: "throttled" }, async (emulator) => {
      const message = await failsWith("RequestLimitExceeded", create(emulator));
      assert.match(message, /exceeds the frequency limit `20`/);
      fired(emulator, "throttled", false);
    }));

  it("finds its token expired, that of a caller's identity too", () =>
    withEmulator({ faults: { kind: "token-expired" } }, async (emulator) => {
      await failsWith("AuthFailure.TokenFailure", create(emulator));
      await failsWith(
        "AuthFailure.TokenFailure",
        commonClient(emulator, "2018-08-13").request("GetCallerIdentity", {}),
      );
      assert.deepEqual(
        emulator.faults.fired().map(({ action, call }) => [action, call]),
        [
          [createAction, 1],
          ["GetCallerIdentity", 2],
        ],
      );
    }));
});

describe("a held call", () => {
  it("is carried out when it is released, and answered", () =>
    withFault({ kind: "held" }, async (emulator) => {
      const answer = create(emulator);
      const [held] = await emulator.faults.whenHeld();
      assert.deepEqual([held?.kind, held?.action, held?.carriedOut], ["held", createAction, false]);
      assert.equal(emulator.service.tasks().length, 0);
      await emulator.clock.advance(60);
      const [released] = emulator.faults.release();
      assert.equal(emulator.service.tasks()[0]?.createdAt, virtualNow + 60, "released is carried out");
      assert.equal(released?.taskId, (await answer).TaskId);
      assert.equal(released?.requestId, (await answer).RequestId);
      assert.deepEqual(emulator.faults.held(), []);
      fired(emulator, "held", true);
    }));

  it("is carried out also where its client has gone", () =>
    withFault({ kind: "held" }, async (emulator) => {
      await giveUp(emulator);
      emulator.faults.clear();
      assert.equal(emulator.faults.held().length, 1, "clear leaves it held");
      emulator.faults.release();
      const { taskId } = fired(emulator, "held", true);
      assert.deepEqual(await listed(emulator), [taskId]);
    }));

  it("may be released alone, by its RequestId", () =>
    withEmulator({ faults: { kind: "held", count: 2 } }, async (emulator) => {
      const answers = [create(emulator), create(emulator)];
      const held = await emulator.faults.whenHeld(2);
      const requestId = held[1]?.requestId ?? "";
      assert.equal(emulator.faults.release(requestId)[0]?.requestId, requestId);
      assert.equal(emulator.faults.held()[0]?.requestId, held[0]?.requestId);
      assert.deepEqual(emulator.faults.release("none"), []);
      emulator.faults.release();
      await Promise.all(answers);
      assert.equal(emulator.service.tasks().length, 2);
    }));

  it("is checked before it is held, as its signature may be too old by then", async () => {
    let wall = Date.now();
    await withEmulator({ faults: { kind: "held" }, wallClock: () => wall }, async (emulator) => {
      const answer = create(emulator);
      await emulator.faults.whenHeld();
      wall += 3_600_000;
      emulator.faults.release();
      assert.ok((await answer).TaskId);
    });
  });

  it("is not carried out where the emulator is reset or closed, and its client gets no answer", () =>
    withEmulator({ faults: { kind: "held", count: 2 } }, async (emulator) => {
      const first = failure(create(emulator));
      await emulator.faults.whenHeld();
      emulator.reset();
      assert.match(await first, /socket hang up/);
      const second = failure(create(emulator));
      await emulator.faults.whenHeld();
      const never = emulator.faults.whenHeld(2);
      await emulator.close();
      assert.match(await second, /socket hang up/);
      assert.deepEqual(await never, []);
      assert.equal(emulator.service.tasks().length, 0);
    }));
});

describe("a slow call", () => {
  it("is carried out when its time is over, or when it is released before", () =>
    withFault({ kind: "slow", milliseconds: 60_000 }, async (emulator) => {
      await giveUp(emulator);
      emulator.faults.release();
      fired(emulator, "slow", true);
      emulator.faults.set({ kind: "slow", milliseconds: 1 });
      assert.ok((await create(emulator)).TaskId);
    }));

  it("may be carried out at once, and only its answer be late", () =>
    withFault({ kind: "slow", milliseconds: 60_000, carriedOut: true }, async (emulator) => {
      const answer = create(emulator);
      await emulator.faults.whenHeld();
      fired(emulator, "slow", true);
      emulator.faults.release();
      assert.ok((await answer).TaskId);
    }));
});

describe("the port", () => {
  it("is left after a call that meets down, until it is time", () =>
    withEmulator({ faults: { kind: "down", nth: 1, milliseconds: 60_000 } }, async (emulator) => {
      const { port } = new URL(emulator.endpoint);
      assert.ok((await create(emulator)).TaskId, "the call itself is answered");
      assert.match(await failure(create(emulator)), new RegExp(`connect ECONNREFUSED 127\\.0\\.0\\.1:${port}`));
      await emulator.faults.listenAgain();
      assert.ok((await create(emulator)).TaskId);
    }));

  it("is listened on again by itself", () =>
    withEmulator({ faults: { kind: "down", nth: 1, milliseconds: 1 } }, async (emulator) => {
      await create(emulator);
      const again = async (): Promise<unknown> => create(emulator).catch(again);
      await again();
      assert.equal(emulator.service.tasks().length, 2);
    }));

  it("is left and taken again by the test that holds the emulator", () =>
    withEmulator({ faults: { kind: "held" } }, async (emulator) => {
      const cut = failure(create(emulator));
      await emulator.faults.whenHeld();
      await emulator.faults.stopListening();
      assert.match(await cut, /socket hang up/);
      await assert.rejects(fetch(emulator.endpoint), ({ cause }) => cause.code === "ECONNREFUSED");
      emulator.faults.release();
      assert.equal(emulator.service.tasks().length, 1, "a call that was held is carried out all the same");
      await emulator.faults.listenAgain();
      await emulator.faults.listenAgain();
      assert.equal((await fetch(`${emulator.endpoint}/_emulator`)).status, 200);
    }));
});

describe("on the wire", () => {
  /** All that a raw connection gives back to an unsigned call, until it ends. */
  function raw(emulator: Emulator): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
      socket.write(
        `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-TC-Action: ${list}\r\nContent-Length: 2\r\n\r\n{}`,
      );
    });
  }

  const answerTo = async (fault: Fault): Promise<string> => {
    let text = "";
    await withEmulator({ faults: fault }, async (emulator) => {
      text = await raw(emulator);
    });
    return text;
  };

  it("a lost call gets not one byte", async () => {
    assert.equal(await answerTo({ kind: "lost-before" }), "");
    assert.equal(await answerTo({ kind: "lost-after" }), "");
  });

  it("an answer that breaks off is shorter than it says, a truncated one is not", async () => {
    const parts = (text: string) => {
      const [head = "", body = ""] = text.split("\r\n\r\n");
      return { body, length: Number(/content-length: (\d+)/i.exec(head)?.[1]) };
    };
    const chunked = await answerTo({ kind: "reset" });
    assert.match(chunked, /transfer-encoding: chunked/i);
    assert.ok(!chunked.endsWith("0\r\n\r\n"), "the last chunk does not come");
    const broken = parts(await answerTo({ kind: "reset", contentLength: true }));
    assert.ok(broken.body.startsWith('{"Response":') && broken.body.length === Math.floor(broken.length / 2));
    const truncated = parts(await answerTo({ kind: "truncated" }));
    assert.ok(truncated.body.startsWith('{"Response":') && truncated.body.length === truncated.length);
    assert.throws(() => JSON.parse(truncated.body), SyntaxError);
  });

  it("a refused call is shown the way to a port where nobody listens", async () => {
    assert.match(await answerTo({ kind: "refused" }), /^HTTP\/1\.1 307 .*location: http:\/\/127\.0\.0\.1:1\//is);
  });

  it("HTML comes with status 200, and a status without JSON", async () => {
    assert.match(await answerTo({ kind: "html" }), /^HTTP\/1\.1 200 OK.*content-type: text\/html.*<html>/is);
    assert.match(await answerTo({ kind: "http-error", status: 504 }), /^HTTP\/1\.1 504 Gateway Timeout.*<html>/is);
  });
});

describe("a late task", () => {
  it("is missing from so many listings, with a clock that stands still", () =>
    withFault({ kind: "late", listings: 2 }, async (emulator) => {
      const { TaskId } = await create(emulator);
      const other = await create(emulator, { StreamName: "other" });
      assert.deepEqual(await listed(emulator), [other.TaskId]);
      await liveClient(emulator).DescribeScreenshotTask({ StartTime: virtualNow + day, EndTime: virtualNow + 2 * day });
      assert.deepEqual(await listed(emulator), [other.TaskId], "a listing that does not ask about it does not count");
      assert.deepEqual(await listed(emulator), [other.TaskId, TaskId]);
      assert.equal(emulator.faults.fired()[0]?.taskId, TaskId);
    }));

  it("is missing for so many virtual seconds", () =>
    withFault({ kind: "late", seconds: 30 }, async (emulator) => {
      const { TaskId } = await create(emulator);
      await emulator.clock.advance(29);
      assert.deepEqual(await listed(emulator), []);
      await emulator.clock.advance(1);
      assert.deepEqual(await listed(emulator), [TaskId]);
    }));

  it("is missing from all pages of one listing", () =>
    withEmulator({ switches: { pageSize: 1 } }, async (emulator) => {
      const ids = [await create(emulator), await create(emulator), await create(emulator)].map(({ TaskId }) => TaskId);
      emulator.faults.set({ kind: "late", action: "DeleteScreenshotTask", listings: 1 });
      await liveClient(emulator).DeleteScreenshotTask({ TaskId: ids[0] ?? "" });
      const walk = async (): Promise<string[]> => {
        const seen: string[] = [];
        let token = "";
        do {
          const next = await page(emulator, token);
          seen.push(...next.ids);
          token = next.token;
        } while (token);
        return seen;
      };
      assert.deepEqual(await walk(), [ids[2], ids[1], ids[0]], "the deletion does not show yet");
      assert.deepEqual(await walk(), [ids[2], ids[1]]);
    }));

  it("shows a stop late, and a creation may be lost and late at once", () =>
    withEmulator(
      {
        faults: [
          { kind: "late", action: ["StopScreenshotTask", createAction], listings: 1 },
          { kind: "lost-after", action: createAction },
        ],
      },
      async (emulator) => {
        await failure(create(emulator));
        assert.deepEqual(await listed(emulator), []);
        const [TaskId = ""] = await listed(emulator);
        const client = liveClient(emulator);
        await client.StopScreenshotTask({ TaskId });
        const stopped = async () => {
          const question = { StartTime: virtualNow, EndTime: virtualNow + hour };
          return (await client.DescribeScreenshotTask(question)).TaskList?.[0]?.Stopped;
        };
        assert.equal(await stopped(), 0);
        assert.equal(await stopped(), virtualNow);
        const [lost] = emulator.requests();
        assert.deepEqual(lost?.faults, [
          { fault: 2, kind: "lost-after" },
          { fault: 1, kind: "late" },
        ]);
      },
    ));

  it("that was not made is not late", () =>
    withFault({ kind: "late", listings: 1 }, async (emulator) => {
      await failsWith("InvalidParameter", create(emulator, { EndTime: virtualNow }));
      assert.equal(emulator.faults.fired()[0]?.carriedOut, false);
    }));
});

describe("while one pages", () => {
  /** Five tasks, two on a page, a fault that meets the second page. */
  const withPages = (fault: Fault, test: (ids: string[], seen: string[][], emulator: Emulator) => void) =>
    withEmulator({ switches: { pageSize: 2, listingOrder: "oldest" } }, async (emulator) => {
      for (let task = 0; task < 5; task += 1) await create(emulator);
      emulator.faults.set(fault);
      const seen: string[][] = [];
      let token = "";
      do {
        const next = await page(emulator, token);
        seen.push(next.ids);
        token = next.token;
      } while (token);
      const ids = emulator.service.tasks().map(({ taskId }) => taskId);
      test(ids, seen, emulator);
    });

  it("a page comes again, with the token that it had", () =>
    withPages({ kind: "page-repeated", nth: 1 }, ([a, b, c, d, e], seen, emulator) => {
      assert.deepEqual(seen, [[a, b], [a, b], [c, d], [e]]);
      assert.deepEqual(
        emulator.faults.fired().map(({ action, call, taskId, carriedOut }) => [action, call, taskId, carriedOut]),
        [[list, 1, null, true]],
      );
    }));

  it("a task moves to a page that has been read, and this listing skips it", () =>
    withPages({ kind: "task-moved", nth: 1 }, ([a, b, , d, e], seen) => {
      assert.deepEqual(seen, [
        [a, b],
        [d, e],
      ]);
    }));

  it("a task moves to a page that is yet to be read, and is seen twice", () =>
    withPages({ kind: "task-moved", seen: "twice", nth: 1 }, ([a, b, c, d, e], seen) => {
      assert.deepEqual(seen, [
        [a, b],
        [b, c],
        [d, e],
      ]);
    }));
});

describe("the log of requests", () => {
  it("says which fault a call met", () =>
    withEmulator({ faults: { kind: "lost-before", action: createAction, nth: 2 } }, async (emulator) => {
      await create(emulator);
      await emulator.clock.advance(5);
      await failure(create(emulator));
      const [plain, met] = emulator.requests();
      assert.equal(plain && "faults" in plain, false);
      const [record] = emulator.faults.fired();
      assert.deepEqual(met, {
        time: "2026-12-18T18:00:05.000Z",
        action: createAction,
        code: null,
        requestId: record?.requestId,
        faults: [{ fault: 1, kind: "lost-before" }],
      });
      assert.deepEqual(record, {
        fault: 1,
        kind: "lost-before",
        action: createAction,
        call: 2,
        time: "2026-12-18T18:00:05.000Z",
        requestId: met?.requestId,
        taskId: null,
        carriedOut: false,
      });
    }));
});

describe("the same seed and the same calls", () => {
  it("give the same faults and leave the same tasks, in virtual time", async () => {
    const night = async (seed: number): Promise<unknown[]> => {
      const found: unknown[] = [];
      const kinds = ["lost-before", "lost-after", "html", "throttled", "truncated", "http-error"] as const;
      const faults = kinds.map((kind): Fault => ({ kind, probability: 0.2, seed }));
      await withEmulator({ store: "the same", faults }, async (emulator) => {
        for (let call = 0; call < 40; call += 1) {
          await create(emulator).catch(() => {});
          await emulator.clock.advance(1);
        }
        found.push(emulator.faults.fired().map(({ requestId: _, ...others }) => others));
        found.push(emulator.service.tasks());
      });
      return found;
    };
    assert.deepEqual(await night(7), await night(7));
    assert.notDeepEqual(await night(7), await night(8));
  });
});

describe("/_emulator/faults", () => {
  interface Answer {
    status: number;
    body: Record<string, unknown>;
  }

  async function ask(emulator: Emulator, method: string, path: string, sent?: unknown): Promise<Answer> {
    const body = sent === undefined ? null : typeof sent === "string" ? sent : JSON.stringify(sent);
    const answer = await fetch(`${emulator.endpoint}/_emulator/faults${path}`, { method, body });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  it("adds by POST, sets by PUT, clears by DELETE, and shows what is set, fired and held", () =>
    withEmulator({}, async (emulator) => {
      await ask(emulator, "POST", "", { kind: "held", action: createAction, nth: 1 });
      const { status, body } = await ask(emulator, "POST", "", [{ kind: "html", nth: 1 }]);
      assert.equal(status, 200);
      assert.deepEqual(body, { faults: emulator.faults.list(), fired: [], held: [] });
      assert.equal(emulator.faults.list().length, 2);
      const answer = create(emulator);
      const { held } = (await ask(emulator, "GET", "/held?calls=1")).body;
      assert.deepEqual(held, emulator.faults.held());
      assert.deepEqual((await ask(emulator, "GET", "")).body, {
        faults: emulator.faults.list(),
        fired: emulator.faults.fired(),
        held,
      });
      await ask(emulator, "POST", "/release");
      await answer;
      assert.equal((await ask(emulator, "PUT", "", { kind: "throttled" })).status, 200);
      assert.deepEqual(
        emulator.faults.list().map(({ fault }) => fault.kind),
        ["throttled"],
      );
      const cleared = await ask(emulator, "DELETE", "");
      assert.deepEqual(cleared.body, { faults: [], fired: emulator.faults.fired(), held: [] });
      assert.equal(emulator.faults.fired().length, 1);
    }));

  it("waits for held calls as long as it is told, and releases one or all", () =>
    withEmulator({ faults: { kind: "held" } }, async (emulator) => {
      assert.deepEqual((await ask(emulator, "GET", "/held")).body, { held: [] });
      assert.deepEqual((await ask(emulator, "GET", "/held?calls=1&seconds=0")).body, { held: [] });
      const waits = ask(emulator, "GET", "/held?calls=2");
      const answers = [create(emulator), create(emulator)];
      const held = (await waits).body["held"] as FiredFault[];
      assert.equal(held.length, 2);
      const requestId = held[0]?.requestId;
      const released = (await ask(emulator, "POST", "/release", { requestId })).body["released"] as FiredFault[];
      assert.deepEqual([released.length, released[0]?.requestId, released[0]?.carriedOut], [1, requestId, true]);
      await ask(emulator, "POST", "/release", {});
      await Promise.all(answers);
    }));

  it("refuses what is wrong with 400 and a sentence", () =>
    withEmulator({}, async (emulator) => {
      const wrong: [method: string, path: string, sent: unknown, sentence: RegExp][] = [
        ["POST", "", "{", /^The body must be JSON\.$/],
        ["POST", "", { kind: "held", nth: 0 }, /^The fault \(held\): nth takes a whole number from 1 /],
        ["PUT", "", [{ kind: "held" }, {}], /^Fault 2 of the list has no known kind/],
        ["POST", "/release", "now", /^Send nothing, to release all held calls, or \{"requestId"/],
        ["POST", "/release", { id: 1 }, /^Send nothing/],
        ["GET", "/held?calls=some", undefined, /^calls is a whole number, as in /],
        ["GET", "/held?seconds=-1", undefined, /^seconds is a whole number, as in /],
      ];
      for (const [method, path, sent, sentence] of wrong) {
        const { status, body } = await ask(emulator, method, path, sent);
        assert.equal(status, 400, `${method} ${path}`);
        assert.match(String(body["error"]), sentence);
      }
      assert.deepEqual(emulator.faults.list(), []);
    }));

  it("is as it was at the start after a reset", () =>
    withEmulator({ faults: { kind: "throttled", nth: 1 } }, async (emulator) => {
      await create(emulator).catch(() => {});
      emulator.faults.set({ kind: "html" });
      emulator.reset();
      assert.deepEqual(emulator.faults.list(), [{ id: 1, fault: { kind: "throttled", nth: 1 }, calls: 0, fired: 0 }]);
      assert.deepEqual(emulator.faults.fired(), []);
      await failsWith("RequestLimitExceeded", create(emulator));
    }));
});
