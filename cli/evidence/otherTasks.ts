/** The account's tasks that are none of the windows': those of other stacks, of nobody, and of what is not over yet. */
import type { LiveApi } from "../../provider/live/api.js";
import { distinct, listTasks, questionsOver } from "../../provider/live/tasks.js";
import { screenshotTask } from "../../provider/resources/screenshotTask.js";
import { type Instant, longestWindow, margin } from "../../provider/window.js";
import { type Asked, askAll } from "./asking.js";
import { recordsSince } from "./callbackRecords.js";
import { capturingBy, type PastWindow, streamOf } from "./pastWindow.js";

/** One that captured the stream in the time of a window. */
export type OtherOn = (window: PastWindow) => string | undefined;

/** What was deleted is not listed. */
export async function askOthers(windows: readonly PastWindow[], api: LiveApi, now: Instant): Promise<Asked<OtherOn>> {
  const told = windows.map(({ captured }) => captured).filter(({ start }) => start >= recordsSince(now));
  if (told.length === 0) return { answer: () => undefined };
  // A task is listed where all of its window lies in the question.
  const from = told.reduce((first, { start }) => Math.min(first, start), now) - longestWindow - margin;
  const to = told.reduce((last, { end }) => Math.max(last, end), from) + longestWindow + margin;
  const answers = await askAll(questionsOver({ from, to }), (question) =>
    listTasks(api, screenshotTask.actions, question),
  );
  const failed = answers.find((answer) => "why" in answer);
  if (failed) return failed;
  const ours = new Set(windows.map(({ taskId }) => taskId));
  const others = distinct(answers.flatMap((answer) => ("answer" in answer ? answer.answer : [])))
    .filter(({ taskId }) => !ours.has(taskId))
    .map(({ taskId, window: { start, end }, stoppedAt, ...subject }) => {
      return { taskId, subject, captured: { start: start ?? end - longestWindow, end: stoppedAt ?? end } };
    });
  const onStream = capturingBy(others, streamOf);
  return {
    answer: (window) => {
      const [other] = onStream(streamOf(window), window.captured);
      return other && `task ${other.taskId}`;
    },
  };
}
