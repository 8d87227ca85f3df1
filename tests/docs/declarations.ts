/** What the doc comments of the code say: of an interface and its properties, of a class and its methods. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../support/stack.js";

export interface Declaration {
  readonly name: string;
  /** Markdown, in the lines in which it was written. */
  readonly text: string;
  readonly members: readonly Member[];
  /** Code, as its `@example`s show it. */
  readonly examples: readonly string[];
  /** What it has beside these, as the code names it. */
  readonly bases: readonly string[];
}

export interface Member {
  readonly name: string;
  readonly text: string;
  /** As it stands in the code, but that it may be left out. */
  readonly type: string;
  readonly optional: boolean;
  /** Of a method, those that its comment tells of. */
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
}

/** @throws where the file declares no such interface or class, or says nothing of it. */
export function declarationIn(file: string, name: string): Declaration {
  const found = parse(file).statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.ClassDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name,
  );
  if (!found) throw new Error(`${file} declares no ${name}.`);
  const members = [...found.members].filter((member) => !isPrivate(member));
  return {
    name,
    text: commentOf(found),
    examples: ts
      .getJSDocTags(found)
      .filter(({ tagName }) => tagName.text === "example")
      .map(textOf),
    bases: (found.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText())),
    members: members.flatMap((member) => {
      if (!member.name || !ts.isIdentifier(member.name)) return [];
      const isProperty = ts.isPropertySignature(member) || ts.isPropertyDeclaration(member);
      return [
        {
          name: member.name.text,
          text: commentOf(member),
          type: isProperty ? (member.type?.getText() ?? "").replace(/ \| undefined$/, "") : "",
          optional: isProperty && member.questionToken !== undefined,
          parameters: ts.getAllJSDocTags(member, ts.isJSDocParameterTag).map((tag) => ({
            name: tag.name.getText(),
            text: textOf(tag),
          })),
        },
      ];
    }),
  };
}

function isPrivate(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

function commentOf(node: ts.Node): string {
  // The last one: a file's first declaration has the file's comment before its own.
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  return comment ? textOf(comment) : "";
}

function textOf({ comment }: Pick<ts.JSDoc, "comment">): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").replace(/\{@link\s+(\S+?)\s*\}/g, "`$1`");
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(join(packageRoot, file), "utf8"), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}
