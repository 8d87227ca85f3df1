import stringWidth from "string-width";

/** Between two columns. */
const gap = "  ";

/**
 * Columns without lines: a log keeps it, and `grep` and `awk` read it. Libraries that draw tables also wrap their cells,
 * which took half of the time of a report of 1,000 windows.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((cells) => plain(cells).map((text) => ({ text, width: stringWidth(text) })));
  const widths = head.map((_, column) => all.reduce((most, cells) => Math.max(most, cells[column]?.width ?? 0), 0));
  return all
    .map((cells) =>
      cells
        .map(({ text, width }, column) => text + " ".repeat((widths[column] ?? width) - width))
        .join(gap)
        .trimEnd(),
    )
    .join("\n")
    .trimEnd();
}

/** What begins a colour. */
const colour = "\u001b";

/** A name can hold anything; what else moves the cursor has no place in a cell. */
function plain(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.replace(/\p{Cc}/gu, (control) => (control === colour ? control : " ")));
}
