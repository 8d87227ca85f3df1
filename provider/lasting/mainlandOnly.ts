/**
 * Fields that the mainland site alone has. The site is international where nothing is set, and knows a parameter of the
 * other one no better than a wrong one: so that a forgotten setting would look like a defect of this package.
 */
import type { Context } from "../context.js";
import { isLiveError } from "../live/errors.js";
import type { TemplateKind } from "./kind.js";

/** What a call with these fields failed with, and where it was for one of these, what to do. */
export function explainUnknown(ctx: Context, kind: TemplateKind, sent: readonly string[], error: unknown): unknown {
  const fields = sent.filter((name) => kind.mainlandOnly?.includes(name));
  if (fields.length === 0 || ctx.settings.site === "mainland") return error;
  if (!isLiveError(error, "refused") || error.code !== "UnknownParameter") return error;
  const [named, them] = [fields.join(" and "), fields.length === 1 ? "it" : "them"];
  return new Error(
    `${error.summary} Only the mainland site has ${named}: leave ${them} out or, where the account is of that site, say ` +
      "`site: mainland` (`pulumi config set tencentcloud-css:site mainland`).",
    { cause: error },
  );
}
