import stringWidth from "string-width";

/**
 * Columns without lines: a log keeps it, and `grep` and `awk` read it. Wide characters are counted as two, and escape
 * sequences as none.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map((text) => ({ text, width: widthOf(text) })));
  const widths = head.map((_, column) => lines.reduce((most, cells) => Math.max(most, cells[column]?.width ?? 0), 0));
  return lines
    .map((cells) =>
      cells
        .map(({ text, width }, column) => text + " ".repeat((widths[column] ?? 0) - width))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Most of what tables hold is plain, and tells its width by itself. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
