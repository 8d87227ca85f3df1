/** The captures of a demo as PNG files. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawCapture } from "../../emulator/captures/picture.js";
import type { Service, TaskView } from "../../emulator/index.js";
import { capturesOf } from "./contactSheet.js";

/** Drawing takes some 2 ms, and an evening has 900 captures: so not all of them are drawn. */
export const oneIn = 6;

/** Seconds on both sides of a hand-over of which no picture is left out. */
export const close = 60;

/**
 * Writes one capture in {@link oneIn}, and all within {@link close} seconds of the moment when a task was stopped.
 *
 * @returns how many files were written. Their names are in the order of the captures.
 */
export async function writePictures(folder: string, service: Service, tasks: readonly TaskView[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  const stops = tasks.map(({ stoppedAt }) => stoppedAt).filter((time) => time !== null);
  const chosen = capturesOf(service, tasks).filter(
    ({ time }, index) => index % oneIn === 0 || stops.some((stop) => Math.abs(time - stop) <= close),
  );
  for (const { task, time } of chosen) {
    const name = `${new Date(time * 1000).toISOString().slice(0, 19).replaceAll(":", "-")}Z-task-${task.sequence}.png`;
    await writeFile(join(folder, name), drawCapture(task, time));
  }
  return chosen.length;
}
