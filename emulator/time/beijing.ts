/** Beijing is 8 hours ahead of UTC, without a summer time. */
const ahead = 8 * 3600;

/** "YYYY-MM-DD hh:mm:ss" in Beijing, as the service writes times. */
export function beijingTime(unixSeconds: number): string {
  return new Date((unixSeconds + ahead) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** Unix seconds of the midnight in Beijing with which the day of a moment begins. */
export function beijingMidnight(unixSeconds: number): number {
  return Math.floor((unixSeconds + ahead) / 86_400) * 86_400 - ahead;
}

/** The Unix seconds of a time as `beijingTime` writes it, or undefined where the text is none. */
export function parseBeijing(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text.replace(" ", "T")}+08:00`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
