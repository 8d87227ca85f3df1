/** One picture of an evening: which task took which capture, and how one handed over to the next. */
import { PNG } from "pngjs";
import { eachDot } from "../../emulator/captures/font.js";
import { drawCapture } from "../../emulator/captures/picture.js";
import type { Service, TaskView } from "../../emulator/index.js";

const columns = 4;
const rowsPerPart = 2;
const inAPart = columns * rowsPerPart;

const gap = 12;
const caption = 44;
const lane = 20;

type Colour = readonly [red: number, green: number, blue: number];

const paper: Colour = [250, 250, 248];
const ink: Colour = [34, 34, 40];
const faint: Colour = [205, 205, 210];

export interface Capture {
  readonly task: TaskView;
  /** Unix seconds. */
  readonly time: number;
}

/** All captures of these tasks, in the order in which they were taken. */
export function capturesOf(service: Service, tasks: readonly TaskView[]): Capture[] {
  return tasks
    .flatMap((task) => service.captures(task.taskId).map((time) => ({ task, time })))
    .sort((a, b) => a.time - b.time || a.task.sequence - b.task.sequence);
}

/**
 * Three parts of eight pictures: the time before the hand-over, the pictures on both sides of it without leaving any out,
 * and the time after it; above them the windows as lines, with a mark for each picture that is shown.
 *
 * @returns a PNG file.
 */
export function drawContactSheet(service: Service, first: TaskView, second: TaskView): Buffer {
  const captures = capturesOf(service, [first, second]);
  const handOver = captures.findIndex(({ task }) => task.taskId === second.taskId);
  const from = Math.max(0, handOver - inAPart / 2);
  const to = from + inAPart;
  const before = evenly(captures.slice(0, from));
  const between = captures.slice(from, to);
  const after = evenly(captures.slice(to));

  const parts = [
    { caption: captionOf(first, before, captures), captures: before },
    { caption: `${handOverOf(first, second)}: every picture around it`, captures: between },
    { caption: captionOf(second, after, captures), captures: after },
  ];

  const thumbnails = new Map(
    [...before, ...between, ...after].map((capture) => [
      capture,
      PNG.sync.read(drawCapture(capture.task, capture.time)),
    ]),
  );
  const [sample] = thumbnails.values();
  if (!sample) throw new Error("There is no capture to draw a contact sheet of.");
  const { width, height } = sample;

  const sheetWidth = gap + columns * (width + gap);
  const top = 150;
  const partHeight = caption + rowsPerPart * (height + gap);
  const sheet = new Sheet(sheetWidth, top + parts.length * partHeight + gap);

  sheet.write(`${first.streamName} on ${day(first.startTime)}, UTC`, gap, 16, 3, ink);
  const shown = [...thumbnails].map(([{ task, time }, thumbnail]) => ({ task, time, colour: colourOf(thumbnail) }));
  drawTimeline(sheet, [first, second], shown);

  for (const [index, part] of parts.entries()) {
    const y = top + index * partHeight;
    sheet.write(part.caption, gap, y + 16, 2, ink);
    for (const [place, capture] of part.captures.entries()) {
      const column = place % columns;
      const row = Math.floor(place / columns);
      const thumbnail = thumbnails.get(capture);
      if (thumbnail) sheet.paste(thumbnail, gap + column * (width + gap), y + caption + row * (height + gap));
    }
  }
  return sheet.toPng();
}

function captionOf(task: TaskView, shown: readonly Capture[], all: readonly Capture[]): string {
  const count = all.filter((capture) => capture.task.taskId === task.taskId).length;
  const window = `${clock(task.startTime).slice(0, 5)} to ${clock(task.endTime).slice(0, 5)}`;
  return `Task ${task.sequence}, made for ${window}: ${shown.length} of its ${count} pictures`;
}

function handOverOf(first: TaskView, second: TaskView): string {
  const made = `Task ${second.sequence} was made at ${clock(second.createdAt)}`;
  return first.stoppedAt === null ? made : `${made}, and task ${first.sequence} stopped at ${clock(first.stoppedAt)}`;
}

/** As many as a part holds, at equal distances, the first and the last among them. */
function evenly(captures: readonly Capture[]): Capture[] {
  const steps = inAPart - 1;
  if (captures.length <= inAPart) return [...captures];
  const places = Array.from({ length: inAPart }, (_, index) => Math.round((index * (captures.length - 1)) / steps));
  return captures.filter((_, index) => places.includes(index));
}

/** A line for each task: its declared window as a frame, the time that it captured filled, and a mark for each picture. */
function drawTimeline(
  sheet: Sheet,
  tasks: readonly TaskView[],
  shown: readonly { task: TaskView; time: number; colour: Colour }[],
): void {
  const begin = Math.min(...tasks.map(({ startTime }) => startTime));
  const end = Math.max(...tasks.map(({ endTime }) => endTime));
  const left = 110;
  const right = sheet.width - gap - 40;
  const x = (time: number) => left + Math.round(((right - left) * (time - begin)) / (end - begin));

  for (const [index, task] of tasks.entries()) {
    const y = 58 + index * (lane + 8);
    const pictures = shown.filter((capture) => capture.task.taskId === task.taskId);
    const colour = pictures[0]?.colour ?? faint;
    sheet.write(`task ${task.sequence}`, gap, y + 3, 2, ink);
    sheet.frame(x(task.startTime), y, x(task.endTime), y + lane, colour);
    for (const { from, to } of task.segments) sheet.fill(x(from), y, x(to ?? end), y + lane, colour);
    for (const { time } of pictures) sheet.fill(x(time), y + 5, x(time) + 2, y + lane - 5, ink);
  }
  const axis = 58 + tasks.length * (lane + 8);
  for (let time = begin; time <= end; time += 1800) {
    sheet.fill(x(time), axis, x(time) + 1, axis + 6, ink);
    sheet.write(clock(time).slice(0, 5), x(time) - 26, axis + 12, 2, ink);
  }
}

/** A task's own colour: that of the bar at the top of its pictures. */
function colourOf({ data }: PNG): Colour {
  return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
}

function clock(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(11, 19);
}

function day(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}

class Sheet {
  private readonly png: PNG;

  constructor(
    readonly width: number,
    height: number,
  ) {
    this.png = new PNG({ width, height });
    this.fill(0, 0, width, height, paper);
  }

  fill(left: number, top: number, right: number, bottom: number, colour: Colour): void {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) this.png.data.set([...colour, 255], (y * this.width + x) * 4);
    }
  }

  frame(left: number, top: number, right: number, bottom: number, colour: Colour): void {
    this.fill(left, top, right, bottom, colour);
    this.fill(left + 2, top + 2, right - 2, bottom - 2, paper);
  }

  write(text: string, x: number, y: number, scale: number, colour: Colour): void {
    eachDot(text, (column, row) => {
      const left = x + column * scale;
      const top = y + row * scale;
      this.fill(left, top, left + scale, top + scale, colour);
    });
  }

  paste(picture: PNG, x: number, y: number): void {
    PNG.bitblt(picture, this.png, 0, 0, picture.width, picture.height, x, y);
  }

  toPng(): Buffer {
    return PNG.sync.write(this.png, { colorType: 2, filterType: 0, deflateStrategy: 0 });
  }
}
