/** docs/errors.md: what an error means, what was done about it already, and what to do. */
import { actionCodes, commonCodes } from "../../emulator/errors.js";
import { type ErrorCode, errorCodes, meaningOf } from "../../provider/live/errorCodes.js";
import { classify, LiveError, type Outcome, remedyOf } from "../../provider/live/errors.js";
import { type RoleErrorCode, roleErrorCodes, webIdentityErrorCodes } from "../../provider/live/roleErrorCodes.js";
import { code, fenced, generatedFrom, page, table } from "./markdown.js";
import { notices, type Report, refusals, saidByPulumi } from "./refusals.js";

/** @param actionsOf Each resource, and its own actions. */
export function errorsPage(actionsOf: ReadonlyMap<string, readonly string[]>): string {
  return page(
    generatedFrom("provider/live/errorCodes.ts", "provider/live/roleErrorCodes.ts", "tests/docs/refusals.ts"),
    "# Troubleshooting",
    "Search this page for the code, or for some words of the message. Every error says what was being done, to which " +
      "object, what the service said, and what to do now; with a RequestId, Tencent Cloud's support finds the call:",
    fenced("text", anExample()),
    "The codes of the service come first, then [what this package refuses by itself](#what-this-package-refuses), and " +
      "last [what a run says](#what-a-run-says) that is no failure. With `--continue-on-error` one window that fails " +
      "keeps no other from being made.",
    "## How a call fails",
    "What matters is whether a change was carried out. Each failed call is one of four:",
    table(
      ["a call", "is known", "what the package does by itself", "what to do if it stays so"],
      (Object.keys(outcomes) as Outcome[]).map((outcome) => [
        `**${outcomes[outcome].title}**`,
        outcomes[outcome].known,
        outcomes[outcome].byItself,
        remedyOf(outcome),
      ]),
    ),
    "## Codes of the service",
    "Where the second column does not say otherwise, the call was refused. Codes that only some resources meet have " +
      "these below them. Sources: the [list of codes](https://www.tencentcloud.com/document/product/267/30851), and the " +
      "pages of the actions.",
    ...Object.entries(errorCodes).flatMap(([group, codes]) => {
      const answers = Object.keys(codes).flatMap((name) => {
        const where = answeredTo(name, actionsOf);
        return where === undefined ? [] : [{ name, where }];
      });
      return answers.length === 0 ? [] : [`### ${group}`, codesAsTable(answers, { ofTasks: true })];
    }),
    "### When a role is assumed",
    "These are of STS (AssumeRole and AssumeRoleWithWebIdentity), which also has those of keys and permissions above. " +
      "The call that the role was wanted for was not sent.",
    rolesTable(roleErrorCodes),
    "With a web identity, as in GitHub Actions, GitLab and TKE:",
    rolesTable(webIdentityErrorCodes),
    "## What this package refuses",
    'Here "…" stands for what differs from one message to the next.',
    ...reports(refusals),
    ...reports(saidByPulumi),
    "## What a run says",
    "None of these lines is a failure.",
    ...reports(notices),
  );
}

/** Codes that mean the same share a row. */
function rolesTable(codes: Readonly<Record<string, RoleErrorCode>>): string {
  const meanings = new Set(Object.values(codes));
  const names = (meaning: RoleErrorCode) => Object.keys(codes).filter((name) => codes[name] === meaning);
  return table(
    ["code", "what it means", "what to do"],
    [...meanings].map((meaning) => [names(meaning).map(code).join("<br>"), meaning.means, meaning.remedy]),
  );
}

/** The codes of some actions, for the page of their resource. */
export function codesTable(codes: readonly string[], { ofTasks }: { readonly ofTasks: boolean }): string {
  const order = Object.values(errorCodes).flatMap((group) => Object.keys(group));
  const inOrder = codes.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return codesAsTable(
    inOrder.map((name) => ({ name, where: "" })),
    { ofTasks },
  );
}

/** Which resources meet a code: empty for all, and `undefined` for none. */
function answeredTo(name: string, actionsOf: ReadonlyMap<string, readonly string[]>): string | undefined {
  if (commonCodes.some((common) => common === name)) return "";
  const some = [...actionsOf].flatMap(([resource, actions]) =>
    actions.some((action) => actionCodes[action]?.includes(name)) ? [resource] : [],
  );
  if (some.length === 0) return undefined;
  return some.length === actionsOf.size ? "" : some.join(", ");
}

/** Codes that mean the same share a row. */
function codesAsTable(
  codes: readonly { readonly name: string; readonly where: string }[],
  { ofTasks }: { readonly ofTasks: boolean },
): string {
  const rows = new Map<string, { meaning: ErrorCode; names: string[]; outcome: Outcome; where: string }>();
  for (const { name, where } of codes) {
    const meaning = meaningOf(name);
    if (!meaning) throw new Error(`What ${name} means is not said in provider/live/errorCodes.ts.`);
    const { outcome } = classify({ code: name, requestId: "any" });
    const key = JSON.stringify([meaning, outcome, where]);
    const row = rows.get(key) ?? { meaning, names: [], outcome, where };
    row.names.push(code(name));
    rows.set(key, row);
  }
  return table(
    ["code", "what it means, and what was done about it", "what to do"],
    [...rows.values()].map(({ names, where, meaning, outcome }) => [
      [...names, ...(where === "" ? [] : [where])].join("<br>"),
      [
        meaning.means,
        outcome === "refused" ? undefined : `The call ${outcomes[outcome].title}.`,
        meaning.byItself,
        ofTasks ? meaning.ofATask : undefined,
      ]
        .filter((sentence) => sentence !== undefined)
        .join(" "),
      meaning.remedy ?? remedyOf(outcome),
    ]),
  );
}

const outcomes: Readonly<Record<Outcome, { title: string; known: string; byItself: string }>> = {
  refused: {
    title: "was refused",
    known: "The service said no, and did nothing.",
    byItself: "It is not sent again, but where the tables below say so.",
  },
  throttled: {
    title: "was throttled",
    known: "There were too many calls, and nothing was done.",
    byItself: "It is sent again, ever more slowly, for about five minutes.",
  },
  "not sent": {
    title: "could not be sent",
    known: "There was no connection, no name, or no trust in who answered. Nothing was done.",
    byItself: "It is sent again five times, over about half a minute.",
  },
  ambiguous: {
    title: "got no clear answer",
    known:
      "A time-out, a broken connection, or a failure inside of the service: a change may have been carried out, or not.",
    byItself:
      "A question is asked again five times. A creation is never sent again blindly: the listings at 1, 2, 4 and 8 s say " +
      "whether there is a task that can only be ours, and only then it is sent again, three times in all. A stop or a deletion, which can " +
      "be repeated, is sent up to four times.",
  },
};

function anExample(): string {
  const { message } = new LiveError({
    action: "CreateScreenshotTask",
    object: "stream live/final of push.example.com, window 2026-12-24T11:00:00Z to 2026-12-24T13:30:00Z",
    outcome: "refused",
    code: "ResourceNotFound.StopService",
    message: "The service is stopped.",
    requestId: "5b4cbbb6-3c3e-4d2e-a6f9-1b2c3d4e5f60",
  });
  return message.replace(/(?<=\.) /g, "\n");
}

function reports(groups: Readonly<Record<string, readonly Report[]>>): string[] {
  return Object.entries(groups).flatMap(([group, entries]) => [
    `### ${group}`,
    table(
      ["it says", "it means", "what to do"],
      entries.map(({ says, means, todo }) => [says, means, todo]),
    ),
  ]);
}
