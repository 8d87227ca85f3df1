/** `tencentcloud-css doctor` for people, and for programs. */
import { formatTable } from "../table.js";
import type { Check, Verdict } from "./check.js";
import type { Step } from "./credentials.js";
import type { Examination } from "./doctor.js";

export interface Diagnosis {
  readonly examinations: readonly Examination[];
  /** Of what is installed. */
  readonly versions: readonly Check[];
}

const everyCheck = ({ examinations, versions }: Diagnosis): Check[] => [
  ...examinations.flatMap(({ checks }) => checks),
  ...versions,
];

export const isHealthy = (diagnosis: Diagnosis) =>
  everyCheck(diagnosis).every(({ verdict }) => verdict === "ok" || verdict === "note");

/** So that what is wrong is seen at once, in a log without colours too. */
const marks: Readonly<Record<Verdict, string>> = { ok: "ok", note: "note", problem: "PROBLEM", unknown: "unknown" };

export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { examinations, versions } = diagnosis;
  const several = examinations.length > 1;
  const advised = everyCheck(diagnosis).filter(({ advice }) => advice !== undefined);
  return [
    ...examinations.flatMap(({ of, chain, checks }) => [
      ...(several ? [`== ${of}`, ""] : []),
      ...(chain.length > 0 ? [formatTable(["CREDENTIALS IN", "RESULT"], chain.map(chainRow)), ""] : []),
      formatTable(["CHECK", "RESULT", "FOUND"], checks.map(checkRow)),
      "",
    ]),
    formatTable(["INSTALLED", "RESULT", "FOUND"], versions.map(checkRow)),
    "",
    ...(advised.length > 0 ? ["What to do:", ...advised.map(({ check, advice }) => `  ${check}: ${advice}`), ""] : []),
    isHealthy(diagnosis) ? "All is well." : "Something is wrong: see PROBLEM and unknown above.",
  ].join("\n");
}

const checkRow = ({ check, verdict, found }: Check) => [check, marks[verdict], found];

function chainRow({ source, result, secretId, expires, role }: Step): string[] {
  const details = [secretId, expires && `until ${expires}`, role && `role ${role}`].filter(Boolean).join(", ");
  return [source, details === "" ? result : `${result}: ${details}`];
}

/** The shape of `--json`. It is stable: fields may be added, and none changes its meaning. */
export interface DoctorJson {
  readonly healthy: boolean;
  readonly providers: readonly {
    readonly provider: string;
    readonly credentials: readonly (Required<Pick<Step, "source" | "result">> & {
      readonly secretId: string | null;
      readonly expires: string | null;
      readonly role: string | null;
      readonly reason: string | null;
    })[];
    readonly checks: readonly CheckJson[];
  }[];
  readonly installed: readonly CheckJson[];
}

type CheckJson = Omit<Check, "advice"> & { readonly advice: string | null };

export function doctorJson(diagnosis: Diagnosis): DoctorJson {
  return {
    healthy: isHealthy(diagnosis),
    providers: diagnosis.examinations.map(({ of, chain, checks }) => ({
      provider: of,
      credentials: chain.map(({ source, result, secretId = null, expires = null, role = null, reason = null }) => ({
        source,
        result,
        secretId,
        expires,
        role,
        reason,
      })),
      checks: checks.map(checkJson),
    })),
    installed: diagnosis.versions.map(checkJson),
  };
}

const checkJson = ({ check, verdict, found, advice }: Check): CheckJson => ({
  check,
  verdict,
  found,
  advice: advice ?? null,
});
