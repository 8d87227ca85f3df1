import assert from "node:assert/strict";
import type { Service } from "../../../emulator/index.js";
import { codeOf, create, day, hour, listed, page, serviceWith, virtualNow } from "./fixture.js";

/** All pages of a question, each as its TaskIds. */
function pages(service: Service, question: Record<string, unknown> = {}): string[][] {
  const found: string[][] = [];
  for (let ScrollToken: string | undefined; ScrollToken !== ""; ) {
    const answer = page(service, { ...question, ...(ScrollToken !== undefined && { ScrollToken }) });
    found.push(answer.TaskList.map(({ TaskId }) => String(TaskId)));
    ScrollToken = answer.ScrollToken;
  }
  return found;
}

describe("listing tasks", () => {
  it("shows every documented field and no other", () => {
    const service = serviceWith();
    const TaskId = create(service, { StartTime: virtualNow + 60, TemplateId: 7, StreamType: 1, Extension: "x" });
    assert.deepEqual(page(service), {
      ScrollToken: "",
      TaskList: [
        {
          TaskId,
          DomainName: "push.example.com",
          AppName: "live",
          StreamName: "final",
          StartTime: virtualNow + 60,
          EndTime: virtualNow + hour,
          TemplateId: 7,
          Stopped: 0,
        },
      ],
    });
  });

  it("finds a task only where its whole window lies in the question", () => {
    const service = serviceWith();
    const id = create(service, { StartTime: virtualNow + 100, EndTime: virtualNow + 200 });
    const between = (from: number, to: number) =>
      listed(service, { StartTime: virtualNow + from, EndTime: virtualNow + to });
    assert.deepEqual(between(0, 300), [id]);
    assert.deepEqual(between(150, 300), []);
    assert.deepEqual(between(0, 150), []);
    assert.deepEqual(between(120, 180), []);
  });

  it("treats the edges as listingBounds says", () => {
    const edges = (listingBounds: "inclusive" | "half-open" | "exclusive") => {
      const service = serviceWith({ listingBounds });
      create(service, { StartTime: virtualNow + 100, EndTime: virtualNow + 200 });
      const count = (from: number, to: number) =>
        listed(service, { StartTime: virtualNow + from, EndTime: virtualNow + to }).length;
      return [count(100, 300), count(0, 200), count(99, 201)];
    };
    assert.deepEqual(edges("inclusive"), [1, 1, 1]);
    assert.deepEqual(edges("half-open"), [1, 0, 1]);
    assert.deepEqual(edges("exclusive"), [0, 0, 1]);
  });

  it("filters by stream, domain and application, exactly; an empty filter is none", () => {
    const service = serviceWith();
    const id = create(service);
    create(service, { StreamName: "final2", DomainName: "other.example.com", AppName: "other" });
    assert.deepEqual(listed(service, { StreamName: "final" }), [id]);
    assert.deepEqual(listed(service, { DomainName: "push.example.com" }), [id]);
    assert.deepEqual(listed(service, { AppName: "live" }), [id]);
    assert.deepEqual(listed(service, { StreamName: "fin" }), []);
    assert.equal(listed(service, { StreamName: "", DomainName: "", AppName: "" }).length, 2);
  });

  it("requires both times, in order, at most 7 days apart and at most 90 days ago", () => {
    const ask = (StartTime: unknown, EndTime: unknown) =>
      codeOf(() => serviceWith().call("DescribeScreenshotTask", { StartTime, EndTime }));
    assert.equal(ask(undefined, virtualNow), "MissingParameter");
    assert.equal(ask(virtualNow, undefined), "MissingParameter");
    assert.equal(ask(virtualNow, virtualNow), "InvalidParameter");
    assert.equal(ask(virtualNow, virtualNow + 7 * day), "");
    assert.equal(ask(virtualNow, virtualNow + 7 * day + 1), "InvalidParameter");
    assert.equal(ask(virtualNow - 90 * day, virtualNow - 89 * day), "");
    assert.equal(ask(virtualNow - 90 * day - 1, virtualNow - 89 * day), "InvalidParameter");
  });

  it("loses a task 90 days after its start", () => {
    const service = serviceWith();
    create(service);
    const week = { StartTime: virtualNow, EndTime: virtualNow + day };
    service.advanceTo(virtualNow + 90 * day);
    assert.equal(listed(service, week).length, 1);
    service.advanceTo(virtualNow + 90 * day + 1);
    assert.equal(
      codeOf(() => page(service, week)),
      "InvalidParameter",
    );
    assert.deepEqual(listed(service, { StartTime: virtualNow + 1, EndTime: virtualNow + day }), []);
  });
});

describe("pages", () => {
  it("hold 100 tasks by default, and as many as pageSize says", () => {
    const service = serviceWith();
    for (let n = 0; n < 201; n++) create(service);
    assert.deepEqual(
      pages(service).map((ids) => ids.length),
      [100, 100, 1],
    );
    const small = serviceWith({ pageSize: 2 });
    for (let n = 0; n < 4; n++) create(small);
    assert.deepEqual(
      pages(small).map((ids) => ids.length),
      [2, 2],
    );
  });

  it("end with an empty token, or with an empty page where listingEnd=page", () => {
    const service = serviceWith({ pageSize: 2, listingEnd: "page" });
    assert.deepEqual(pages(service), [[]]);
    for (let n = 0; n < 3; n++) create(service);
    assert.deepEqual(
      pages(service).map((ids) => ids.length),
      [2, 1, 0],
    );
  });

  it("come in the order that listingOrder says", () => {
    const inOrder = (listingOrder: "newest" | "oldest" | "start") => {
      const service = serviceWith({ listingOrder, pageSize: 1 });
      const ids = [300, 100, 200].map((start) => create(service, { StartTime: virtualNow + start }));
      return pages(service)
        .flat()
        .map((id) => ids.indexOf(id));
    };
    assert.deepEqual(inOrder("newest"), [2, 1, 0]);
    assert.deepEqual(inOrder("oldest"), [0, 1, 2]);
    assert.deepEqual(inOrder("start"), [1, 2, 0]);
  });

  it("neither double nor hide a task when others come and go between two pages", () => {
    const service = serviceWith({ pageSize: 2 });
    const ids = [0, 1, 2, 3].map(() => create(service));
    const first = page(service);
    create(service);
    service.call("DeleteScreenshotTask", { TaskId: ids[3] });
    const second = page(service, { ScrollToken: first.ScrollToken });
    const seen = [...first.TaskList, ...second.TaskList].map(({ TaskId }) => TaskId);
    assert.deepEqual(seen, [ids[3], ids[2], ids[1], ids[0]]);
  });

  it("refuse a token of another question, or none of theirs", () => {
    const service = serviceWith({ pageSize: 1 });
    create(service);
    create(service);
    const { ScrollToken } = page(service);
    assert.equal(
      codeOf(() => page(service, { ScrollToken, StreamName: "final" })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => page(service, { ScrollToken: "RF1bV9tRVVEW=" })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => page(service, { ScrollToken })),
      "",
    );
  });
});

describe("what the listing shows late", () => {
  it("is a new task for createVisibleAfter seconds", () => {
    const service = serviceWith({ createVisibleAfter: 5 });
    const id = create(service);
    service.advanceTo(virtualNow + 4);
    assert.deepEqual(listed(service), []);
    service.advanceTo(virtualNow + 5);
    assert.deepEqual(listed(service), [id]);
  });

  it("is a stop and a deletion for changeVisibleAfter seconds", () => {
    const service = serviceWith({ changeVisibleAfter: 5 });
    const id = create(service);
    service.call("StopScreenshotTask", { TaskId: id });
    service.advanceTo(virtualNow + 4);
    assert.equal(page(service).TaskList[0]?.["Stopped"], 0);
    service.advanceTo(virtualNow + 5);
    assert.equal(page(service).TaskList[0]?.["Stopped"], virtualNow);
    service.call("DeleteScreenshotTask", { TaskId: id });
    service.advanceTo(virtualNow + 9);
    assert.deepEqual(listed(service), [id]);
    service.advanceTo(virtualNow + 10);
    assert.deepEqual(listed(service), []);
  });
});
