/** docs/settings.md: what a stack, a `Provider` or the environment can set. */
import { settingFields, variableOf } from "../../provider/settings.js";
import { declarationIn } from "./declarations.js";
import { anchorOf, code, fenced, generatedFrom, page, table } from "./markdown.js";
import { defaultOf, takes } from "./resourcePage.js";

export function settingsPage(): string {
  const { members } = declarationIn("provider/settings.ts", "Settings");
  const provider = declarationIn("sdk/provider.ts", "Provider");
  const documented = members.flatMap((member) => {
    const field = Object.entries(settingFields).find(([name]) => name === member.name)?.[1];
    return field ? [{ ...member, field }] : [];
  });
  return page(
    generatedFrom("provider/settings.ts", "sdk/provider.ts"),
    "# Settings",
    "A setting is `pulumi config set tencentcloud-css:runEvery P1D`, or an argument of a `Provider`, or " +
      "`TENCENTCLOUD_CSS_RUN_EVERY=P1D` in the environment. The environment wins over a `Provider`, and that over the " +
      "stack's configuration, so that a pipeline has the last word. Keys are none of them: see " +
      "[Credentials](credentials.md). A property that a resource sets for itself wins over all three.",
    table(
      ["setting", "takes", "default", "in the environment"],
      documented.map(({ name, field, text }) => [
        `[${code(name)}](#${anchorOf(name)})`,
        takes(field),
        defaultOf(field, text),
        code(variableOf(name)),
      ]),
    ),
    ...documented.map(({ name, text }) => `### ${code(name)}\n\n${text}`),
    "## Provider",
    provider.text,
    ...provider.examples.map((example) => fenced("ts", example)),
    "## In the environment alone",
    "A merge request can change the stack's configuration, and must not send signed calls to a stranger. So these are " +
      "read from the environment only:",
    table(
      ["variable", "what it is"],
      [
        [
          "`TENCENTCLOUD_CSS_ALLOWED_HOSTS`",
          "Hosts with commas between them that an `endpoint` may name, beside those under tencentcloudapi.com and this machine.",
        ],
        ["`TENCENTCLOUD_CSS_STS_ENDPOINT`", "Where STS is, if not at its public address."],
        [
          "`TENCENTCLOUD_CSS_METADATA_ENDPOINT`",
          "Where a machine's metadata service is, which gives its role's credentials, if not at its usual address.",
        ],
        [
          "`TENCENTCLOUD_CSS_ADOPT`",
          "What is taken over by the resource that it matches, with commas between: TaskIds, and templates and rules as `SnapshotTemplate:1000`, `CallbackRule:DOMAIN/APP` and so on. `tencentcloud-css recover` prints them. For one run: a rule's key may be another's by the next one.",
        ],
        [
          "`TENCENTCLOUD_CSS_LEFT`",
          "What of that this stack's own killed run made, as `recover` has just printed it; the pipeline's script sets it. What nobody declares any more does not keep a template from being deleted: a rule is deleted with it, and a task goes on without. For the run that follows at once, and for no other: later it may be another stack's.",
        ],
      ],
    ),
  );
}
