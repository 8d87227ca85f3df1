import type { CallbackTemplate } from "../templates/callbackTemplates.js";
import type { PictureSettings } from "./captures.js";
import type { StreamNames, Task } from "./task.js";

/** A picture that was taken. */
export interface Picture {
  stream: StreamNames;
  /** Unix seconds. */
  time: number;
  settings: PictureSettings;
  /** undefined: a snapshot rule took it. */
  task: Task | undefined;
}

/** Who is told of streams and pictures. */
export interface Audience {
  /** A push begins. Returns what is told of it until it ends; null: nothing. */
  began(stream: StreamNames): CallbackTemplate | null;
  ended(stream: StreamNames, since: number, callbacks: CallbackTemplate): void;
  /** A picture was taken, and the second in which it was is over. */
  taken(picture: Picture, callbacks: CallbackTemplate): void;
}

/** Nobody is told of anything. */
export const nobody: Audience = { began: () => null, ended: () => {}, taken: () => {} };
