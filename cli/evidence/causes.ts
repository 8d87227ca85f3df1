/** Why a window has no picture although its task was there: what goes wrong most often. Pure. */
import { describeStream, type Subject } from "../../provider/timedTask/state.js";

/**
 * The likeliest first. https://www.tencentcloud.com/document/product/267/31072
 * @param live whether the stream was live; `undefined` where nobody can tell.
 * @param templates the intervals of the account's snapshot templates by their ids, where they could be asked.
 */
export function causesOf(
  subject: Subject,
  live: boolean | undefined,
  templates: ReadonlyMap<number, number> | undefined,
): string[] {
  const { templateId } = subject;
  const isGone = templates !== undefined && !templates.has(templateId);
  return [
    ...(isGone
      ? [
          `there is no snapshot template ${templateId} in the account: a task of any id is accepted, and takes no picture`,
        ]
      : []),
    ...(live === true
      ? []
      : [`no push: nobody pushed ${describeStream(subject)} then, or under another name (wrong stream name)`]),
    ...(live === false
      ? []
      : [
          "audio only: the stream had no picture",
          "missing bucket role: CSS may not write to the bucket (LVB_QCSRole), or the bucket is gone",
          ...(isGone
            ? []
            : [`wrong template: ${templateId} is not the one that was meant, or was changed or removed then`]),
          "more than three tasks were to run on the stream at once",
        ]),
  ];
}
