import { PNG } from "pngjs";
import type { TaskView } from "./service.js";

/** The picture of one capture, as a PNG file: the same bytes for the same task and time. */
export function drawCapture(_task: TaskView, _time: number): Buffer {
  return PNG.sync.write(new PNG({ width: 320, height: 180 }));
}
