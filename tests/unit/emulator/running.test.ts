import assert from "node:assert/strict";
import type { Service } from "../../../emulator/index.js";
import { codeOf, create, hour, listed, page, serviceWith, stream, task, virtualNow } from "./fixture.js";

const stop = (service: Service, TaskId: string) => service.call("StopScreenshotTask", { TaskId });
const remove = (service: Service, TaskId: string) => service.call("DeleteScreenshotTask", { TaskId });

describe("a running task", () => {
  it("takes a picture every 10 seconds while its stream is pushed, until its window ends", () => {
    const service = serviceWith();
    const id = create(service, { StartTime: virtualNow + 60, EndTime: virtualNow + 90 });
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.deepEqual(service.captures(id), [virtualNow + 60, virtualNow + 70, virtualNow + 80]);
    assert.equal(task(service, id).captures, 3);
    assert.ok(service.captureAt(id, virtualNow + 70));
    assert.ok(!service.captureAt(id, virtualNow + 71));
    assert.ok(!service.captureAt(id, virtualNow + 90));
  });

  it("takes none while its stream is not pushed, and goes on when it is pushed again", () => {
    const service = serviceWith();
    const id = create(service, { StartTime: virtualNow + 60, EndTime: virtualNow + 200 });
    service.advanceTo(virtualNow + 65);
    service.push(stream);
    service.advanceTo(virtualNow + 80);
    service.interrupt(stream);
    service.advanceTo(virtualNow + 103);
    service.push(stream);
    service.advanceTo(virtualNow + 120);
    service.interrupt(stream);
    service.advanceTo(virtualNow + hour);
    assert.deepEqual(
      service.captures(id),
      [65, 75, 103, 113].map((seconds) => virtualNow + seconds),
    );
  });

  it("belongs to one stream of one domain and application", () => {
    const service = serviceWith();
    const id = create(service);
    service.push({ ...stream, streamName: "other" });
    service.push({ ...stream, appName: "other" });
    service.push({ ...stream, domainName: "other" });
    service.advanceTo(virtualNow + 60);
    assert.equal(task(service, id).captures, 0);
  });

  it("may start late where it was created less than 3 seconds before the push", () => {
    const service = serviceWith();
    const late = create(service);
    service.advanceTo(virtualNow + 1);
    service.push(stream);
    service.advanceTo(virtualNow + 60);
    assert.equal(service.captures(late)[0], virtualNow + 3);

    const early = serviceWith();
    const intime = create(early);
    early.advanceTo(virtualNow + 3);
    early.push(stream);
    early.advanceTo(virtualNow + 60);
    assert.equal(early.captures(intime)[0], virtualNow + 3);
  });

  it("never loses a picture that was counted", () => {
    const service = serviceWith();
    const id = create(service);
    service.advanceTo(virtualNow + 10);
    service.push(stream);
    service.advanceTo(virtualNow + 20);
    const before = service.captures(id);
    service.interrupt(stream);
    assert.deepEqual(service.captures(id), before);
  });

  it("costs nothing to advance: a day of 8,640 pictures is one segment", () => {
    const service = serviceWith();
    const id = create(service, { StartTime: virtualNow + 10, EndTime: virtualNow + 10 + 24 * hour });
    service.push(stream);
    service.advanceTo(virtualNow + 90 * 24 * hour);
    assert.equal(task(service, id).captures, 8640);
    assert.deepEqual(task(service, id).segments, [{ from: virtualNow + 10, to: virtualNow + 10 + 24 * hour }]);
  });

  it("does not let time go back", () => {
    assert.throws(() => serviceWith().advanceTo(virtualNow - 1), RangeError);
  });
});

describe("four tasks on a stream", () => {
  it("only three run; the fourth waits for a place", () => {
    const service = serviceWith();
    const ids = [100, 200, 300, 400].map((seconds) => create(service, { EndTime: virtualNow + seconds }));
    const states = () => ids.map((id) => task(service, id).state);
    assert.deepEqual(states(), ["running", "running", "running", "waiting"]);
    service.push(stream);
    service.advanceTo(virtualNow + 100);
    assert.deepEqual(states(), ["over", "running", "running", "running"]);
    service.advanceTo(virtualNow + hour);
    assert.equal(service.captures(ids[3] ?? "")[0], virtualNow + 100);
  });

  it("places go by start, then by creation", () => {
    const service = serviceWith();
    for (let n = 0; n < 3; n++) create(service, { EndTime: virtualNow + 500 });
    const later = create(service, { StartTime: virtualNow + 200 });
    const earlier = create(service, { StartTime: virtualNow + 100 });
    service.advanceTo(virtualNow + 300);
    stop(service, service.tasks()[0]?.taskId ?? "");
    assert.deepEqual([task(service, earlier).state, task(service, later).state], ["running", "waiting"]);
  });

  it("with fourthTask=never-starts the fourth never does", () => {
    const service = serviceWith({ fourthTask: "never-starts" });
    const ids = [100, 200, 300, 400].map((seconds) => create(service, { EndTime: virtualNow + seconds }));
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.equal(task(service, ids[3] ?? "").captures, 0);
  });
});

describe("stopping", () => {
  it("ends a task for good, and the listing says when", () => {
    const service = serviceWith();
    const id = create(service);
    service.advanceTo(virtualNow + 10);
    service.push(stream);
    service.advanceTo(virtualNow + 25);
    stop(service, id);
    service.interrupt(stream);
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.deepEqual(service.captures(id), [virtualNow + 10, virtualNow + 20]);
    assert.equal(page(service).TaskList[0]?.["Stopped"], virtualNow + 25);
    assert.equal(task(service, id).state, "stopped");
  });

  it("needs a TaskId", () => {
    assert.equal(
      codeOf(() => serviceWith().call("StopScreenshotTask", {})),
      "MissingParameter",
    );
    assert.equal(
      codeOf(() => serviceWith().call("StopScreenshotTask", { TaskId: 1 })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => serviceWith().call("StopScreenshotTask", { TaskId: "" })),
      "InvalidParameter",
    );
  });

  const answers = ["accepted", "InvalidParameter", "UnsupportedOperation"] as const;
  const codes = ["", "InvalidParameter", "UnsupportedOperation"];

  it("of an unknown task answers as stopUnknown says", () => {
    const found = answers.map((stopUnknown) => codeOf(() => stop(serviceWith({ stopUnknown }), "none")));
    assert.deepEqual(found, codes);
  });

  it("of a scheduled task answers as stopScheduled says; accepted, it never starts", () => {
    const found = answers.map((stopScheduled) => {
      const service = serviceWith({ stopScheduled });
      const id = create(service, { StartTime: virtualNow + 60 });
      const code = codeOf(() => stop(service, id));
      service.push(stream);
      service.advanceTo(virtualNow + hour);
      assert.equal(task(service, id).captures > 0, code !== "");
      return code;
    });
    assert.deepEqual(found, codes);
  });

  it("of a finished task answers as stopFinished says, and leaves no mark", () => {
    const found = answers.map((stopFinished) => {
      const service = serviceWith({ stopFinished });
      const id = create(service);
      service.advanceTo(virtualNow + hour);
      const code = codeOf(() => stop(service, id));
      assert.equal(task(service, id).stoppedAt, null);
      return code;
    });
    assert.deepEqual(found, codes);
  });

  it("of a stopped task answers as stopStopped says, and keeps the first time", () => {
    const found = answers.map((stopStopped) => {
      const service = serviceWith({ stopStopped });
      const id = create(service);
      stop(service, id);
      service.advanceTo(virtualNow + 60);
      const code = codeOf(() => stop(service, id));
      assert.equal(task(service, id).stoppedAt, virtualNow);
      return code;
    });
    assert.deepEqual(found, codes);
  });

  it("of a deleted task that runs on answers as stopDeleted says", () => {
    const outcome = (stopDeleted: "unknown" | "stops") => {
      const service = serviceWith({ stopDeleted });
      service.push(stream);
      const id = create(service);
      remove(service, id);
      return [codeOf(() => stop(service, id)), task(service, id).state];
    };
    assert.deepEqual(outcome("unknown"), ["InvalidParameter", "running"]);
    assert.deepEqual(outcome("stops"), ["", "stopped"]);
  });
});

describe("deleting", () => {
  it("takes a scheduled task away: it is not listed and never starts", () => {
    const service = serviceWith();
    const id = create(service, { StartTime: virtualNow + 60 });
    remove(service, id);
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.deepEqual(listed(service), []);
    assert.deepEqual([task(service, id).captures, task(service, id).deletedAt], [0, virtualNow]);
  });

  it("does not stop a running task: it goes on until the push ends", () => {
    const service = serviceWith();
    service.push(stream);
    const id = create(service);
    service.advanceTo(virtualNow + 60);
    remove(service, id);
    assert.deepEqual(listed(service), []);
    service.advanceTo(virtualNow + 123);
    assert.equal(task(service, id).state, "running");
    service.interrupt(stream);
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.equal(task(service, id).captures, 12);
  });

  it("ends at once where the stream is not pushed", () => {
    const service = serviceWith();
    const id = create(service);
    remove(service, id);
    service.push(stream);
    service.advanceTo(virtualNow + hour);
    assert.equal(task(service, id).captures, 0);
  });

  const answers = ["accepted", "InvalidParameter", "UnsupportedOperation"] as const;
  const codes = ["", "InvalidParameter", "UnsupportedOperation"];

  it("of an unknown or deleted task answers as deleteUnknown says", () => {
    const found = answers.map((deleteUnknown) => {
      const service = serviceWith({ deleteUnknown });
      const id = create(service);
      remove(service, id);
      assert.equal(
        codeOf(() => remove(service, id)),
        codeOf(() => remove(service, "none")),
      );
      return codeOf(() => remove(service, id));
    });
    assert.deepEqual(found, codes);
  });

  it("of a finished task answers as deleteFinished says", () => {
    const found = answers.map((deleteFinished) => {
      const service = serviceWith({ deleteFinished });
      const id = create(service);
      service.advanceTo(virtualNow + hour);
      const code = codeOf(() => remove(service, id));
      assert.equal(listed(service).length, code === "" ? 0 : 1);
      return code;
    });
    assert.deepEqual(found, codes);
  });

  it("of a stopped task answers as deleteStopped says", () => {
    const found = answers.map((deleteStopped) => {
      const service = serviceWith({ deleteStopped });
      const id = create(service);
      stop(service, id);
      return codeOf(() => remove(service, id));
    });
    assert.deepEqual(found, codes);
  });

  it("does not know a task whose record is older than 90 days", () => {
    const service = serviceWith();
    const id = create(service);
    service.advanceTo(virtualNow + hour + 90 * 24 * hour);
    assert.equal(
      codeOf(() => stop(service, id)),
      "InvalidParameter",
    );
    service.advanceTo(virtualNow + hour + 90 * 24 * hour + 1);
    assert.equal(
      codeOf(() => remove(service, id)),
      "InvalidParameter",
    );
  });
});
