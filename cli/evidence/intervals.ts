/** How often each window's task has a picture taken, where the template is in the same stack. */
import { parseOperations } from "../report/operations.js";
import { isHidden } from "../report/property.js";
import { intervalsOf } from "../report/templates.js";

/**
 * @param text what `pulumi stack export` wrote.
 * @returns the seconds between two pictures, by the window's URN; `undefined` where no template of the stack tells.
 */
export function intervalsIn(text: string, source: string): (urn: string) => number | undefined {
  const { operations } = parseOperations(text, source);
  const intervalOf = intervalsOf(operations, undefined);
  const byUrn = new Map(operations.map((operation) => [operation.urn, operation.after]));
  return (urn) => {
    const side = byUrn.get(urn);
    const templateId = side?.inputs["templateId"] ?? side?.outputs["templateId"];
    return side && intervalOf(side, isHidden(templateId) ? templateId : Number(templateId));
  };
}
