/**
 * The tasks that name a template. The service deletes it all the same, and then they take no picture, which would be
 * noticed when the match is over.
 */
import type { Context } from "../context.js";
import { isLiveError } from "../live/errors.js";
import type { Unfinished } from "../live/listings.js";
import type { ListedTask, TaskActions } from "../live/tasks.js";
import { requireWorld } from "../live/world.js";
import { describeStream } from "../timedTask/state.js";
import { formatWindow } from "../window.js";
import { mayBeThere } from "./finding.js";
import { handleOf } from "./holders.js";
import type { TemplateKind } from "./kind.js";
import { laterAttempts } from "./patience.js";
import type { Known } from "./state.js";

/** How many tasks a message names. */
const shown = 3;

/**
 * Where tasks that are not over name the template it is waited for them as long as they become fewer: where an id is
 * given as a number, the engine knows no order and deletes a task and its template at once.
 * @throws where there still are some. Where tasks cannot be listed nothing is said.
 */
export async function keepForTasks(ctx: Context, kind: TemplateKind, known: Known): Promise<void> {
  const { declared, held } = known;
  const { tasks: actions } = kind.actions;
  if (actions === undefined || ctx.holders.handedOver(handleOf(kind, held.id), held.owner)) return;
  await requireWorld(ctx, held.world, `delete the ${kind.describe(declared.values)}`);
  try {
    const users = await usersLeft(ctx, actions, held.id);
    // One that somebody deleted is not to be kept for anything.
    if (users.length > 0 && (await mayBeThere(ctx, kind, held.id))) throw inUse(kind, known, users);
  } catch (error) {
    if (!isLiveError(error)) throw error;
    if (error.outcome === "refused") return;
    throw new Error(
      `Kept the ${kind.describe(declared.values)} (${held.id}), as it could not be asked whether tasks use it. ` +
        `${error.summary} Run again once the service answers.`,
      { cause: error },
    );
  }
}

async function usersLeft(ctx: Context, actions: TaskActions, templateId: string): Promise<ListedTask[]> {
  const listings = ctx.listings(actions);
  const usersOf = ({ tasks }: Unfinished) => {
    const now = ctx.clock.now();
    return tasks.filter(
      (task) =>
        String(task.templateId) === templateId &&
        task.window.end > now &&
        task.stoppedAt === undefined &&
        !isLeftBehind(ctx, task),
    );
  };
  let look = await listings.unfinished();
  let users = usersOf(look);
  for (let waits: readonly number[] = laterAttempts; users.length > 0 && waits.length > 0; ) {
    const [wait = 0, ...further] = waits;
    await ctx.clock.sleep(wait);
    look = await look.later();
    const left = usersOf(look);
    waits = left.length < users.length ? laterAttempts : further;
    users = left;
  }
  return users;
}

/** A killed run made it, and no resource of this process has taken it over, or was to: nobody declares it any more. */
function isLeftBehind({ left, ledger }: Context, task: ListedTask): boolean {
  const capture = { subject: task, window: task.window };
  return (
    left.has(task.taskId) && !ledger.isHeld(task.taskId) && !ledger.isAwaited(capture) && !ledger.hasFailed(capture)
  );
}

function inUse(kind: TemplateKind, { declared, held }: Known, users: readonly ListedTask[]): Error {
  const named = users
    .slice(0, shown)
    .map((task) => `${task.taskId} for ${describeStream(task)}, window ${formatWindow(task.window)}`);
  const rest = users.length > shown ? `; and ${users.length - shown} more` : "";
  const [tasks, them] =
    users.length === 1 ? ["task that is not over uses", "it"] : ["tasks that are not over use", "them"];
  return new Error(
    `Kept the ${kind.describe(declared.values)} (${held.id}): ${users.length} ${tasks} it, and would take no picture ` +
      `without it: ${named.join("; ")}${rest}. Remove ${them} first, or give ${them} another templateId, then run again; ` +
      "or have the template stay in the account with the resource option `retainOnDelete`. Where tasks take their " +
      "templateId from the template's `templateId`, Pulumi keeps the order.",
  );
}
