import { PNG } from "pngjs";
import type { PictureSettings } from "./captures.js";
import { eachDot, letterWidth } from "./font.js";
import type { TaskView } from "./tasks.js";

const defaultWidth = 320;
const defaultHeight = 180;
const margin = 16;
const inner = defaultWidth - 2 * margin;

/** The four bytes of a pixel as one number, in the byte order of this machine. */
type Colour = number;

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const white = packColour(255, 255, 255);

type TemplateSize = Pick<PictureSettings, "width" | "height">;

/** How large a picture of a template is. The emulator's streams are all of one size. */
export function sizeOf({ width, height }: TemplateSize): { width: number; height: number } {
  return { width: width || defaultWidth, height: height || defaultHeight };
}

/**
 * The picture of one capture, as a PNG file: always the same bytes for the same task, time and size. It shows the
 * stream, the virtual time, how far into its window the task was, and the task, which has a colour of its own.
 *
 * @param size that of the template. Default: that of the stream.
 */
export function drawCapture(task: TaskView, time: number, size: TemplateSize = { width: 0, height: 0 }): Buffer {
  const canvas = new Canvas();
  const bright = colourOf(task, 0.65, 0.62);
  const pale = colourOf(task, 0.4, 0.8);
  const dark = colourOf(task, 0.5, 0.13);
  const bar = colourOf(task, 0.45, 0.24);

  canvas.fill(0, 0, defaultWidth, defaultHeight, dark);
  canvas.fill(0, 0, defaultWidth, 20, bright);
  canvas.write("EMULATOR", margin, 6, 1, dark);
  canvas.writeRight("not a picture of a real stream", defaultWidth - margin, 6, 1, dark);

  const scale = [3, 2].find((scale) => widthOf(task.streamName, scale) <= inner) ?? 1;
  canvas.write(shorten(task.streamName, inner, scale), margin, 30 + 4 * (3 - scale), scale, white);
  canvas.write(shorten(`${task.domainName}/${task.appName}`, inner, 1), margin, 60, 1, pale);

  const [date = "", clock = ""] = new Date(time * 1000).toISOString().split(/[T.]/);
  canvas.write(clock, margin, 80, 4, white);
  canvas.writeRight("UTC", defaultWidth - margin, 80, 1, pale);
  canvas.writeRight(date, defaultWidth - margin, 94, 1, white);

  const length = task.endTime - task.startTime;
  const done = Math.round((inner * Math.max(0, time - task.startTime)) / length);
  canvas.fill(margin, 122, inner, 6, bar);
  canvas.fill(margin, 122, Math.min(inner, done), 6, bright);
  canvas.write(hourOf(task.startTime), margin, 132, 1, pale);
  canvas.writeRight(hourOf(task.endTime), defaultWidth - margin, 132, 1, pale);

  const half = Math.ceil(task.taskId.length / 2);
  canvas.write(`task ${task.sequence}`, margin, 154, 1, bright);
  canvas.writeRight(task.taskId.slice(0, half), defaultWidth - margin, 150, 1, pale);
  canvas.writeRight(task.taskId.slice(half), defaultWidth - margin, 160, 1, pale);
  const { width, height } = sizeOf(size);
  return canvas.toPng(width, height);
}

/** Tasks made one after the other are far apart on the colour wheel: the golden angle never comes back to a hue. */
function colourOf({ sequence }: TaskView, saturation: number, lightness: number): Colour {
  const hue = (sequence * 137.508) % 360;
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return packColour(channel(0), channel(8), channel(4));
}

function packColour(red: number, green: number, blue: number): Colour {
  return new DataView(Uint8Array.of(red, green, blue, 255).buffer).getUint32(0, littleEndian);
}

function widthOf(text: string, scale: number): number {
  return ([...text].length * letterWidth - 1) * scale;
}

/** What does not fit loses its middle: names differ at their ends. */
function shorten(text: string, width: number, scale: number): string {
  const letters = [...text];
  const fit = Math.floor((width / scale + 1) / letterWidth);
  if (letters.length <= fit) return text;
  const kept = fit - 2;
  return [...letters.slice(0, Math.ceil(kept / 2)), "..", ...letters.slice(-Math.floor(kept / 2))].join("");
}

function hourOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(5, 16).replace("T", " ");
}

class Canvas {
  private readonly pixels = new Uint32Array(defaultWidth * defaultHeight);

  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = y; row < y + height; row++) {
      this.pixels.fill(colour, row * defaultWidth + x, row * defaultWidth + x + width);
    }
  }

  write(text: string, x: number, y: number, scale: number, colour: Colour): void {
    eachDot(text, (column, row) => this.fill(x + column * scale, y + row * scale, scale, scale, colour));
  }

  writeRight(text: string, right: number, y: number, scale: number, colour: Colour): void {
    this.write(text, right - widthOf(text, scale), y, scale, colour);
  }

  toPng(width: number, height: number): Buffer {
    const png = new PNG({ width, height });
    const pixels = width === defaultWidth && height === defaultHeight ? this.pixels : this.scaled(width, height);
    png.data = Buffer.from(pixels.buffer);
    // Plain rows and the usual deflate: the flat areas shrink to 2 KB, and it is the fastest that pngjs does.
    return PNG.sync.write(png, { filterType: 0, deflateStrategy: 0, deflateLevel: 6 });
  }

  private scaled(width: number, height: number): Uint32Array<ArrayBuffer> {
    const scaled = new Uint32Array(width * height);
    for (let y = 0; y < height; y++) {
      const row = Math.floor((y * defaultHeight) / height) * defaultWidth;
      for (let x = 0; x < width; x++) {
        scaled[y * width + x] = this.pixels[row + Math.floor((x * defaultWidth) / width)] ?? 0;
      }
    }
    return scaled;
  }
}
