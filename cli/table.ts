import Table from "cli-table3";

/** Columns without lines: a log keeps it, and `grep` and `awk` read it. Wide characters are counted as two. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const top = { top: "", "top-mid": "", "top-left": "", "top-right": "" };
  const bottom = { bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" };
  const table = new Table({
    head: [...head],
    chars: { ...line, ...top, ...bottom, left: "", right: "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((text) => text.trimEnd())
    .join("\n");
}
