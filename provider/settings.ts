/**
 * What a stack, a provider instance or the environment can set. Stack configuration is `tencentcloud-css:NAME`; the
 * environment's TENCENTCLOUD_CSS_NAME wins over it, so that a pipeline has the last word.
 */
import { Temporal } from "temporal-polyfill";
import * as v from "valibot";
import { type Field, oneOf } from "./fields.js";

export interface Settings {
  /** Where calls go: `https://…` under tencentcloudapi.com, or an emulator on loopback. Default: that of `site`. */
  readonly endpoint?: string | undefined;
  /** Which of Tencent Cloud's two sites the account belongs to. Default: international. */
  readonly site: "international" | "mainland";
  /**
   * The account's number: keys of another account, or an emulator of another one, are refused before the first call.
   * Default: any account; what is made remembers the one that it was made in.
   */
  readonly accountId?: string | undefined;
  /** Whose credentials are used: a profile of tccli or of `~/.tencentcloud/credentials`, and no others. Default: none. */
  readonly profile?: string | undefined;
  /**
   * The CAM role that is assumed: `qcs::cam::uin/ACCOUNT:roleName/NAME`. Default: that of the profile where `profile` is
   * set, else that of the environment, else none.
   */
  readonly roleArn?: string | undefined;
  /** How long one call may take, as an ISO 8601 duration from PT1S to PT5M. Default: PT30S. */
  readonly callTimeout: string;
  /** How often `pulumi up` runs unattended, as an ISO 8601 duration up to P3D. Where set, `ifTooFar` defaults to defer. */
  readonly runEvery?: string | undefined;
  /** What becomes of a window that the service does not take yet. Default: `defer` where `runEvery` is set, else `error`. */
  readonly ifTooFar: "error" | "defer";
  /** What becomes of a window that is over when it is first seen. Default: skip. */
  readonly ifPast: "skip" | "error";
  /** What becomes of a task that somebody else stopped or deleted. Default: restore. */
  readonly ifStopped: "restore" | "keep";
  /** What becomes of an equal task that is there before ours is made. Default: create. */
  readonly ifExists: "create" | "error" | "adopt";
  /**
   * A task whose template does not exist, which the service takes and then takes no picture: fail and name those that
   * there are, or leave the check out. Where templates cannot be listed, the task is made. Default: error.
   */
  readonly ifTemplateMissing: "error" | "ignore";
  /**
   * A task that can be neither stopped nor deleted, as the site publishes no such call: let go with a warning, or fail.
   * Default: abandon.
   */
  readonly ifUncancellable: "abandon" | "fail";
  /** `emulator`, or skewed as `emulator+240s`: follow an emulator's virtual clock. Default: this machine's clock. */
  readonly clock?: string | undefined;
}

const runEveryTakes = 'an ISO 8601 duration up to P3D, like "P1D" or "PT12H"';

/** What is wrong with a `runEvery` that {@link isRunEvery} refuses. */
export const runEveryForm = `must be ${runEveryTakes}`;

export function isRunEvery(text: string): boolean {
  return lasts(1, 3 * 24 * 3600)(text);
}

/** The table of the settings, from which docs/settings.md is made too. */
export const settingFields = {
  endpoint: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^https?:\/\/[^/]+\/?$/,
        (issue) => `must be like "https://HOST" or "http://127.0.0.1:PORT"; got "${issue.input}"`,
      ),
      v.check(URL.canParse, (issue) => `is no address: "${issue.input}"`),
      v.description('an address like "https://HOST" or "http://127.0.0.1:PORT"'),
    ),
  ),
  site: v.optional(oneOf(["international", "mainland"]), "international"),
  accountId: v.optional(matching(/^\d+$/, "the account's number")),
  // No path: a merge request can change the stack's configuration.
  profile: v.optional(matching(/^[\w@+-][\w.@+-]*$/, "the name of a profile")),
  roleArn: v.optional(
    matching(/^qcs::cam::uin\/\d+:role(Name)?\/\S+$/, 'like "qcs::cam::uin/100000000001:roleName/captures"'),
  ),
  callTimeout: v.optional(textThat(lasts(1, 300), 'an ISO 8601 duration from PT1S to PT5M, like "PT30S"'), "PT30S"),
  runEvery: v.optional(textThat(isRunEvery, runEveryTakes)),
  ifTooFar: v.optional(oneOf(["error", "defer"])),
  ifPast: v.optional(oneOf(["skip", "error"]), "skip"),
  ifStopped: v.optional(oneOf(["restore", "keep"]), "restore"),
  ifExists: v.optional(oneOf(["create", "error", "adopt"]), "create"),
  ifTemplateMissing: v.optional(oneOf(["error", "ignore"]), "error"),
  ifUncancellable: v.optional(oneOf(["abandon", "fail"]), "abandon"),
  clock: v.optional(matching(/^emulator([+-]\d+s)?$/, '"emulator", or skewed like "emulator+240s"')),
} satisfies Record<keyof Settings, Field>;

const schema = v.object(settingFields);

function matching(pattern: RegExp, takes: string) {
  return v.pipe(v.string(), v.regex(pattern, `must be ${takes}`), v.description(takes));
}

function textThat(is: (text: string) => boolean, takes: string) {
  return v.pipe(v.string(), v.check(is, `must be ${takes}`), v.description(takes));
}

function lasts(least: number, most: number): (text: string) => boolean {
  return (text) => {
    try {
      const seconds = durationInSeconds(text);
      return seconds >= least && seconds <= most;
    } catch {
      return false;
    }
  };
}

/** @throws where the text is no ISO 8601 duration. A day has 24 hours. */
export function durationInSeconds(text: string): number {
  return Temporal.Duration.from(text).total({ unit: "seconds", relativeTo: "2026-01-01" });
}

/** How often runs come, in seconds. Where nothing says it, nightly is assumed. */
export function expectedEvery({ runEvery = "P1D" }: Pick<Settings, "runEvery">): number {
  return durationInSeconds(runEvery);
}

/** Reads stack configuration and the arguments of a `Provider`; `undefined` where a key is not set. */
export type ReadConfig = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws naming each setting that is wrong, and where it was read. */
export function resolveSettings(config: ReadConfig, environment: Environment): Settings {
  const names = Object.keys(schema.entries);
  const fromEnvironment = (name: string) => environment[variableOf(name)] || undefined;
  const result = v.safeParse(
    schema,
    Object.fromEntries(names.map((name) => [name, fromEnvironment(name) ?? config(`tencentcloud-css:${name}`)])),
  );
  if (!result.success) {
    const problems = result.issues.map((issue) => {
      const name = String(issue.path?.[0]?.key);
      return `${fromEnvironment(name) === undefined ? `tencentcloud-css:${name}` : variableOf(name)} ${issue.message}`;
    });
    throw new Error(`Wrong settings, so nothing was called: ${problems.join("; ")}.`);
  }
  const { ifTooFar, ...settings } = result.output;
  return { ...settings, ifTooFar: ifTooFar ?? (settings.runEvery === undefined ? "error" : "defer") };
}

/** `runEvery` is TENCENTCLOUD_CSS_RUN_EVERY in the environment. */
export function variableOf(name: string): string {
  return `TENCENTCLOUD_CSS_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}
