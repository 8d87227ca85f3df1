/**
 * A hundred nights under the real engine, with nobody watching: `npm run soak -- --days 100 --seed S`. Run by hand; a
 * night takes 5 to 10 s. It ends with status 1 where a goal is missed, having shown the seed, the night and its history.
 */
import { parseArgs } from "node:util";
import { drawCalendar } from "./calendar.js";
import { createRandom } from "./random.js";
import { resultsOf } from "./report.js";
import { liveSeason } from "./season.js";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { days: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
  });
  const [days, seed] = [wholeNumber("days", values.days), wholeNumber("seed", values.seed)];
  const began = Date.now();
  // The calendar has draws of its own, so that what happens to one window does not move what happens when.
  const nights = drawCalendar(days, createRandom(seed));
  const season = await liveSeason({ seed, nights, most: 6, ahead: 14, say: (line) => console.log(line) });
  const results = resultsOf(season);
  console.log(`\n${days} nights, seed ${seed}, ${Math.round((Date.now() - began) / 60_000)} minutes`);
  console.log([...season.done].map(([happening, times]) => `${happening}: ${times}`).join(", "));
  console.table(results);
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number from 1 to 999999, not "${text}".`);
}

void main();
