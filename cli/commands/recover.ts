import { Command } from "commander";
import { recoverLasting } from "../recover/lasting.js";
import { recover } from "../recover/recover.js";
import { explain, recoverJson, toAdopt } from "../recover/report.js";
import { instancesOf, notesOnKeys } from "../stackContexts.js";
import { readStackExport } from "../stackExport.js";

/** `tencentcloud-css recover`: before the run that follows a killed one. */
export function recoverCommand(): Command {
  return new Command("recover")
    .argument("[FILE]", "what `pulumi stack export` wrote (default: standard input)")
    .description(
      "Find what a killed run made and no state knows, tasks, templates and rules, and print it for the next run to adopt. " +
        "Nothing is made, stopped or deleted.",
    )
    .option("--json", "print one object instead, with every pending operation; its shape is stable")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(file: string | undefined, { json }: { json?: true }): Promise<void> {
  const stack = await readStackExport(file);
  const instances = instancesOf(stack, process.env);
  const isPending = stack.pending.length + stack.pendingLasting.length > 0;
  for (const note of isPending ? notesOnKeys(stack, process.env) : []) console.error(note);
  const [tasks, lasting] = await Promise.all([recover(stack, instances), recoverLasting(stack, instances)]);
  for (const line of explain(stack, tasks, lasting)) console.error(line);
  console.log(
    json ? JSON.stringify(recoverJson(stack, tasks, lasting), null, 2) : toAdopt(stack, tasks, lasting).join(","),
  );
}

const help = `A run that is killed while it makes a task leaves a pending operation in the state and perhaps a task in the service. For
each the service is listed twice, 8 seconds apart; nothing is listed where nothing is pending. The task is the one that
is equal in domain, app, stream, template and end, is not stopped, and is in no resource's state; its start is the
declared one, or any from 5 minutes before it on where that had passed when it was sent. Of several the lowest TaskId is
taken and the others are named. A template is known by its name and a rule by its key, and each by all fields that the
export and the service show. Templates and rules that were replaced, and that a killed run could not delete any more, are
printed too: where an edit that is taken back declares one of them again, it is taken over and not deleted.

  export TENCENTCLOUD_CSS_ADOPT="$(pulumi stack export --show-secrets | npx pulumi-tencentcloud-css recover)"
  pulumi up
  pulumi refresh --clear-pending-creates --yes --skip-preview

--json: {stack, adopt: [TaskId or TYPE:ID], lasting: [{urn, name, outcome, handle, others}], operations: [{urn, name, type, start, end, outcome, taskId, others}]}; outcome: found,
over, none, held (the state has its task), deferred or unlisted.

Standard output has what is to be adopted with commas between them, or an empty line; standard error says what was found. Where
the site publishes no listing nothing is found. The status is 0 unless the export, the settings or the service fail.`;
