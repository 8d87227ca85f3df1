/** What the code says when it refuses something, with "…" for what differs from one message to the next. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../support/stack.js";

export interface Message {
  readonly file: string;
  readonly text: string;
}

/** All messages that errors are made with in these folders. What only wraps another message is left out. */
export function refusalsIn(...folders: readonly string[]): Message[] {
  return textsIn(
    folders,
    (node) => ts.isNewExpression(node) && /(Error|Problem|Policy)$/.test(node.expression.getText()),
  ).filter(({ text }) => /\p{L}{2,}\W+\p{L}{2,}/u.test(text.replaceAll("…", "")));
}

/** The lines that a run or a program says without failing. What only hands one on, or goes on with one, is left out. */
export function noticesIn(...folders: readonly string[]): Message[] {
  const said = textsIn(folders, (node) => ts.isCallExpression(node) && /\.(say|warn)$/.test(node.expression.getText()));
  const collected = allTextsIn("provider").filter(({ file }) => file === "provider/notices.ts");
  return [...said, ...collected].filter(
    ({ text }) => /^(\p{Lu}|…)/u.test(text) && text.replaceAll("…", "").split(/\s+/).length > 5,
  );
}

/** Every text in these folders' code. */
export function allTextsIn(...folders: readonly string[]): Message[] {
  return textsIn(folders, () => true);
}

function textsIn(folders: readonly string[], wanted: (node: ts.Node) => boolean): Message[] {
  const messages: Message[] = [];
  for (const file of folders.flatMap(sourcesIn)) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(packageRoot, file), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (wanted(node)) {
        node.forEachChild((child) => {
          const text = textOf(child);
          if (text !== undefined) messages.push({ file, text });
        });
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
  return messages;
}

export function sourcesIn(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    if (left !== undefined || right !== undefined) return `${left ?? "…"}${right ?? "…"}`;
  }
  return undefined;
}

/** Whether a message is the one that these words of it are known by. */
export function says(message: string, words: string): boolean {
  let from = 0;
  for (const part of words.split("…")) {
    const at = message.indexOf(part.trim(), from);
    if (at === -1) return false;
    from = at + part.trim().length;
  }
  return true;
}
