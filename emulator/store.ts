import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import type { ServiceState } from "./service.js";
import type { ClockState } from "./time/clock.js";

/** What the data file holds. */
export interface StoreData {
  emulator: 1;
  /** The store's id. */
  store: string;
  clock: ClockState;
  service: ServiceState;
}

/** A ledger of things, in the order in which they were made. */
function ledger<const S extends v.GenericSchema>(thing: S) {
  return v.array(
    v.object({ key: v.string(), versions: v.array(v.object({ from: v.number(), value: v.nullable(thing) })) }),
  );
}

const snapshotTemplate = v.object({
  TemplateId: v.number(),
  TemplateName: v.string(),
  SnapshotInterval: v.number(),
  Width: v.number(),
  Height: v.number(),
  PornFlag: v.number(),
  CosAppId: v.number(),
  CosBucket: v.string(),
  CosRegion: v.string(),
  Description: v.string(),
  CosPrefix: v.nullable(v.string()),
  CosFileName: v.nullable(v.string()),
});

const callbackTemplate = v.object({
  TemplateId: v.number(),
  TemplateName: v.string(),
  Description: v.string(),
  StreamBeginNotifyUrl: v.string(),
  StreamEndNotifyUrl: v.string(),
  StreamMixNotifyUrl: v.string(),
  RecordNotifyUrl: v.string(),
  RecordStatusNotifyUrl: v.string(),
  SnapshotNotifyUrl: v.string(),
  PornCensorshipNotifyUrl: v.string(),
  PushExceptionNotifyUrl: v.string(),
  AudioAuditNotifyUrl: v.string(),
  RecordExceptionNotifyUrl: v.string(),
  RecordExceptionLevels: v.array(v.string()),
  CallbackKey: v.string(),
});

const callbackRule = { DomainName: v.string(), AppName: v.string(), TemplateId: v.number(), created: v.number() };
const snapshotRule = { ...callbackRule, StreamName: v.string() };

const configuration = v.object({
  counter: v.number(),
  snapshotTemplates: ledger(snapshotTemplate),
  snapshotRules: ledger(v.object(snapshotRule)),
  callbackTemplates: ledger(callbackTemplate),
  callbackRules: ledger(v.object(callbackRule)),
});

/** Older files say less of what the template was: one picture each 10 s, as wide as it comes, where the service has it. */
const segment = v.object({
  from: v.number(),
  to: v.nullable(v.number()),
  interval: v.optional(v.number(), 10),
  width: v.optional(v.number(), 0),
  height: v.optional(v.number(), 0),
  prefix: v.optional(v.nullable(v.string()), null),
  fileName: v.optional(v.nullable(v.string()), null),
});

const names = { domainName: v.string(), appName: v.string(), streamName: v.string() };

const notice = {
  ...names,
  eventType: v.picklist([0, 1, 200]),
  happened: v.number(),
  url: v.string(),
  body: v.string(),
};

const outbox = v.object({
  waiting: v.array(v.object({ ...notice, attempts: v.number(), due: v.number() })),
  deliveries: v.array(
    v.object({
      ...notice,
      attempt: v.number(),
      sent: v.number(),
      status: v.nullable(v.number()),
      response: v.string(),
    }),
  ),
  forgotten: v.optional(v.number()),
});

const storeData = v.object({
  emulator: v.literal(1),
  store: v.string(),
  clock: v.object({ virtual: v.number(), wall: v.number(), rate: v.number() }),
  service: v.object({
    now: v.number(),
    counter: v.number(),
    configuration: v.optional(configuration),
    outbox: v.optional(outbox),
    streams: v.optional(v.array(v.object(names))),
    ruleCaptures: v.optional(v.array(v.object({ ...names, templateId: v.number(), segment }))),
    pushed: v.array(
      v.object({ stream: v.object(names), since: v.number(), callbacks: v.optional(v.nullable(callbackTemplate)) }),
    ),
    tasks: v.array(
      v.object({
        ...names,
        taskId: v.string(),
        sequence: v.number(),
        templateId: v.number(),
        streamType: v.number(),
        extension: v.string(),
        start: v.number(),
        end: v.number(),
        startGiven: v.boolean(),
        created: v.number(),
        stopped: v.nullable(v.number()),
        deleted: v.nullable(v.number()),
        running: v.boolean(),
        turnedAway: v.boolean(),
        segments: v.array(segment),
      }),
    ),
  }),
});

/**
 * Reads a data file, or undefined where there is none.
 *
 * @throws Error naming the file where it is not an emulator's.
 */
export function readStore(file: string): StoreData | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return v.parse(storeData, JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The data file ${file} is not one of this emulator (${reason}). Move it away, or name another.`);
  }
}

/** Writes a data file when asked to, one write at a time; what is asked for during a write shares the next one. */
export class StoreWriter {
  private wanted = false;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly file: string,
    private readonly read: () => StoreData,
  ) {
    mkdirSync(dirname(file), { recursive: true });
  }

  /** Resolves when what holds now is in the file. */
  save(): Promise<void> {
    this.wanted = true;
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async write(): Promise<void> {
    while (this.wanted) {
      // Whatever else changes in this turn of the event loop goes into the same write.
      await new Promise(setImmediate);
      this.wanted = false;
      const temporary = `${this.file}.${process.pid}.tmp`;
      await writeFile(temporary, JSON.stringify(this.read()));
      await rename(temporary, this.file);
    }
  }
}
