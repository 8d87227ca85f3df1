/** The fenced blocks of a Markdown text, which the tests run and the documentation quotes. */
import { ok } from "node:assert/strict";

export function blocksIn(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`^\`\`\`${language}\\b[^\\n]*\\n(.*?)^\`\`\``, "gms"));
  return [...blocks].map(([, code]) => code ?? "");
}

export function firstWith(blocks: readonly string[], text: string): string {
  const block = blocks.find((code) => code.includes(text));
  ok(block, `no block has \`${text}\``);
  return block;
}
