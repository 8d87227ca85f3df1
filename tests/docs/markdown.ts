/** Markdown as GitHub shows it. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A cell is one line, and a bar in it would begin the next cell. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Paragraphs, headings and tables with an empty line between them, and an end of the line at the end. */
export function page(...parts: readonly (string | undefined)[]): string {
  const written = parts.filter((part) => part !== undefined && part !== "").map((part) => wrapped(part ?? ""));
  return `${written.join("\n\n")}\n`;
}

/** A paragraph that is one line, in lines of at most 120 characters. */
function wrapped(part: string): string {
  if (/^[#|<`-]|\n/.test(part)) return part;
  const lines = [""];
  for (const word of part.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= 120) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** The first line of a page that is made from code. */
export function generatedFrom(...files: readonly string[]): string {
  return `<!-- Written by \`npm run docs\` from ${files.join(", ")}. Change it there. -->`;
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}
