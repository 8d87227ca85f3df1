import { getBorderCharacters, table } from "table";

const withoutLines = {
  border: getBorderCharacters("void"),
  drawHorizontalLine: () => false,
  columnDefault: { paddingLeft: 0, paddingRight: 2 },
};

/** Columns without lines: a log keeps it, and `grep` and `awk` read it. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table([head, ...rows].map(plain), withoutLines)
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** What begins a colour. */
const colour = "\u001b";

/** A name can hold anything; what else moves the cursor has no place in a cell. */
function plain(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.replace(/\p{Cc}/gu, (control) => (control === colour ? control : " ")));
}
