import { Command } from "commander";
import { foundSomething } from "../exitCodes.js";
import { compare } from "../orphans/orphans.js";
import { explain, orphansJson } from "../orphans/report.js";
import { whereListed } from "../places.js";
import { instancesOf, notesOnKeys } from "../stackContexts.js";
import { readStackExport } from "../stackExport.js";

/** `tencentcloud-css orphans`: what runs that nobody declared? */
export function orphansCommand(): Command {
  return new Command("orphans")
    .argument("[FILE...]", "what `pulumi stack export` wrote for each stack of the account (default: standard input)")
    .description(
      "Name the tasks of the account that none of these stacks knows, and those of the stacks that the service does not " +
        "list, each with what to do about it. Nothing is stopped or deleted.",
    )
    .option("--json", "print one object; its shape is stable")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(files: readonly string[], { json }: { json?: true }): Promise<void> {
  const stacks = [];
  for (const file of files.length === 0 ? ["-"] : files) {
    const exported = await readStackExport(file);
    for (const note of notesOnKeys(exported, process.env)) console.error(note);
    stacks.push({ exported, instanceOf: instancesOf(exported, process.env) });
  }
  const names = stacks.map(({ exported }) => exported.stack);
  const comparison = await whereListed(compare(stacks), "Compare the states with the list of tasks in the console.");
  console.log(json ? JSON.stringify(orphansJson(comparison), null, 2) : explain(comparison, names).join("\n"));
  if (comparison.orphans.length + comparison.absent.length > 0) process.exitCode = foundSomething;
}

const help = `Compared is what can still capture: running tasks, and scheduled ones as far ahead as there can be any. What is listed
in only one of two listings, 8 seconds apart, is being made or deleted at the moment and is left out. Give the exports
of all stacks that use the account: the tasks of a stack that is not given look like orphans.

--json: {orphans: [{taskId, domainName, appName, streamName, templateId, start, end, running, world, equals}], absent:
[{stack, name, urn, taskId, world}]}; equals: the windows that are declared just so.

The status is 0 where the states and the service agree, ${foundSomething} where something was found, 1 where it could not be compared.

  npx pulumi-tencentcloud-css orphans <(pulumi stack export -s prod) <(pulumi stack export -s staging)`;
