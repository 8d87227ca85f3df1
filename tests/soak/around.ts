/** The templates and rules of the place: how people edit them, what somebody clicks, and whether a run left them right. */
import type { Emulator } from "../../emulator/index.js";
import { compareSetUp } from "../setUp/comparison.js";
import { createSetUpLedger, type SetUpSurprise } from "../setUp/ledger.js";
import { editSetUp, type SetUp, setUpEdits, usual } from "../setUp/parts.js";
import type { Operation } from "./output.js";
import type { Random } from "./random.js";

export interface AroundRun {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly failed: boolean;
  /** In the state that it left. */
  readonly handles: readonly string[];
}

export interface Around {
  setUp(): SetUp;
  /** @returns what was done. */
  edit(): string;
  /** Somebody clicks in the console. @returns what was done. */
  interfere(): string;
  ran(run: AroundRun): {
    readonly surprises: readonly SetUpSurprise[];
    /** Where a run that did not fail left something else than what is declared. */
    readonly differences: readonly string[];
  };
}

/** Of a new emulator. */
const readyMade = 1;

export function createAround({ service }: Emulator, random: Random): Around {
  const ledger = createSetUpLedger();
  let setUp = usual;
  let counter = 0;

  function clickOnTemplate(): string {
    const templates = service.configured().snapshotTemplates.filter(({ TemplateName }) => TemplateName === "pictures");
    const [{ TemplateId, CosAppId, CosBucket, CosRegion } = { TemplateId: 0 }] = templates;
    // Each time another one, so that it is a change.
    const Width = 320 + 2 * counter;
    service.call("ModifyLiveSnapshotTemplate", { TemplateId, CosAppId, CosBucket, CosRegion, Width });
    ledger.interfered("pictures", "changed");
    return `pictures: width ${Width}`;
  }

  function clickOnRule(): string | undefined {
    const rule = random.pick(setUp.filter(({ type }) => type === "SnapshotRule"));
    const key = { DomainName: rule?.args["domainName"], AppName: "live", StreamName: rule?.args["streamName"] };
    const isThere = service.configured().snapshotRules.some(({ StreamName }) => StreamName === key.StreamName);
    if (!rule || !isThere) return undefined;
    service.call("DeleteLiveSnapshotRule", key);
    if (random.chance(0.5)) {
      ledger.interfered(rule.name, "deleted");
      return `${rule.name} deleted`;
    }
    service.call("CreateLiveSnapshotRule", { ...key, TemplateId: readyMade });
    ledger.interfered(rule.name, "changed");
    return `${rule.name} bound to ${readyMade}`;
  }

  return {
    setUp: () => setUp,
    edit: () => {
      for (;;) {
        counter += 1;
        const edit = random.pick(setUpEdits) ?? setUpEdits[0];
        const edited = editSetUp(setUp, edit, counter);
        if (!edited) continue;
        setUp = edited;
        return `${edit} (${counter})`;
      }
    },
    interfere: () => {
      counter += 1;
      return (random.chance(0.5) ? undefined : clickOnRule()) ?? clickOnTemplate();
    },
    ran: ({ operations, failed, handles }) => {
      const surprises = ledger.ran({ setUp, operations, failed });
      if (failed) return { surprises, differences: [] };
      const { differences, left } = compareSetUp(service, setUp, handles);
      return { surprises, differences: [...differences, ...left.map(({ handle }) => `no state knows ${handle}`)] };
    },
  };
}
