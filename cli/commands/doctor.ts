import { Command } from "commander";
import { machineClock } from "../../provider/context.js";
import type { Properties } from "../../provider/fields.js";
import type { Instant } from "../../provider/window.js";
import { type Examination, examine } from "../doctor/doctor.js";
import { neededBy } from "../doctor/needed.js";
import { type Diagnosis, doctorJson, formatDiagnosis, isHealthy } from "../doctor/report.js";
import { checkVersions } from "../doctor/versions.js";
import { refuseOtherWorld } from "../elsewhere.js";
import { foundSomething } from "../exitCodes.js";
import { configOf, hasEncryptedKeys } from "../stackContexts.js";
import { readStackExport } from "../stackExport.js";
import { isInteractive } from "./engine.js";

interface Options {
  readOnly?: boolean;
  json?: true;
}

/** `tencentcloud-css doctor`: is all there that a run needs? */
export function doctorCommand(): Command {
  return new Command("doctor")
    .argument("[FILE]", "what `pulumi stack export` wrote: its settings are used too (default: the environment alone)")
    .description(
      "Say which credentials are found and where, whose they are, what answers, whether the clocks agree, what the " +
        "credentials may do, and what is installed; and what to do about each. Nothing is made, changed or deleted.",
    )
    .option("--read-only", "the credentials are to read only: do not ask whether they may create, stop and delete")
    .option("--json", "print one object; its shape is stable")
    .addHelpText("after", `\n${help}`)
    .action(run);
}

async function run(file: string | undefined, { readOnly = false, json }: Options): Promise<void> {
  const spinner = isInteractive(process.stderr, process.env) ? await startSpinner() : undefined;
  const progress = (doing: string) => {
    if (spinner) spinner.text = doing;
  };
  let diagnosis: Diagnosis;
  try {
    const examinations: Examination[] = [];
    for (const { of, inputs, needed, assertHome } of await instances(file)) {
      const given = { config: configOf(inputs), encryptedKeys: hasEncryptedKeys(inputs), needed, assertHome };
      examinations.push(
        await examine({ of, ...given, environment: process.env, readOnly, now: machineClock.now, progress }),
      );
    }
    progress("looking at what is installed");
    const versions = await checkVersions({ folder: process.cwd(), environment: process.env, readOnly });
    diagnosis = { examinations, versions };
  } finally {
    spinner?.stop();
  }
  console.log(json ? JSON.stringify(doctorJson(diagnosis), null, 2) : formatDiagnosis(diagnosis));
  if (!isHealthy(diagnosis)) process.exitCode = foundSomething;
}

interface Instance {
  readonly of: string;
  readonly inputs: Properties;
  readonly needed: ReadonlySet<string>;
  /** Fails where what it has in the export lives in another world. */
  readonly assertHome: (world: string, now: Instant) => void;
}

/** Every provider instance of a stack, or one of none. */
async function instances(file: string | undefined): Promise<Instance[]> {
  const none: Instance = { of: "the environment", inputs: {}, needed: new Set(), assertHome: () => {} };
  if (file === undefined) return [none];
  const stack = await readStackExport(file);
  const found = [...stack.providers].map(([reference, inputs]): Instance => {
    return {
      of: reference.split("::").at(-2) ?? reference,
      inputs,
      needed: neededBy(stack, reference),
      assertHome: (world, now) => refuseOtherWorld(stack, reference, { world, now, doing: "look after" }),
    };
  });
  return found.length === 0 ? [none] : found;
}

async function startSpinner() {
  const { default: ora } = await import("ora");
  // Left to ora, standard input would be in raw mode, and Ctrl-C no signal.
  return ora({ stream: process.stderr, discardStdin: false, text: "looking" }).start();
}

const help = `Credentials are looked for as a run does it, in this order, and the first place that has some is used; no secret is
shown. A web identity is traded for credentials, and a role is assumed, as they would be. Of a stack's own keys that are
encrypted in the export no more can be said, and so of no run: --show-secrets, as below, shows them.

What they may do is asked, of every action that this package calls, by calls that cannot do anything: listings; changes and
deletions of tasks, templates and rules that do not exist; and creations of what cannot be: a task that ends in 1970 before
it begins, templates whose name and numbers are all out of range, and rules that bind a template that does not exist at
doctor.invalid, a name that nobody can have. Refused for what is wrong with them they are allowed, as CAM is taken to be
asked first; refused by CAM they are not. Should a service take such a creation, it would capture and tell nothing, and it is
deleted at once.

What every run needs is a problem where it is denied. What templates and rules need is one where the export has such a
resource, and else a note; for one that is only read, by \`get\`, that is what reads it.

The clock is compared with the time in the head of the service's answer.

--json: {healthy, providers: [{provider, credentials: [{source, result, secretId, expires, role, reason}], checks}],
installed}; checks and installed: [{check, verdict, found, advice}]; verdict: ok, note, problem or unknown; result: used,
empty, unusable or "not looked at". What there is not is null.

The status is 0 where all is ok or only to be noted, ${foundSomething} where there is a problem or something could not be told, 1 where the
export cannot be read.

  tencentcloud-css doctor
  pulumi stack export --show-secrets | tencentcloud-css doctor -`;
