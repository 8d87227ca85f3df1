import { deepEqual, rejects } from "node:assert/strict";
import type { Properties } from "../../provider/fields.js";
import { dynamicProviders } from "../../provider/hosts/dynamic.js";
import type { Resource } from "../../provider/resource.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { tonight } from "../support/tonight.js";

/** The host of a resource that does nothing but tell what was announced to it. */
function hosted(environment: Readonly<Record<string, string>> = {}) {
  const announced: Properties[] = [];
  const resource: Resource = { ...screenshotTask, announce: (_, inputs) => void announced.push(inputs) };
  return { announced, handler: dynamicProviders({ resource }, environment).resource };
}

const longer = { ...tonight, endTime: "2026-12-18T21:30:00Z" };

describe("the host of dynamic providers", () => {
  it("announces what is checked as new, and fits", async () => {
    const { announced, handler } = hosted();
    await handler.check({}, tonight);
    await handler.check({}, { ...tonight, endTime: "tomorrow" });
    deepEqual(announced, [tonight]);
  });

  it("announces no resource that there is, also where the engine has it checked as new to replace it", async () => {
    const { announced, handler } = hosted();
    await handler.check(tonight, longer);
    await handler.check({}, longer);
    deepEqual(announced, []);
  });

  it("leaves it to the creation to tell of settings that are wrong", async () => {
    const { announced, handler } = hosted({ TENCENTCLOUD_CSS_RUN_EVERY: "daily" });
    deepEqual((await handler.check({}, tonight)).failures, []);
    await rejects(handler.create(tonight), /TENCENTCLOUD_CSS_RUN_EVERY must be an ISO 8601 duration/);
    deepEqual(announced, []);
  });
});
