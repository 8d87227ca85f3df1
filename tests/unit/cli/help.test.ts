import { match } from "node:assert/strict";
import { demoCommand } from "../../../cli/commands/demo.js";
import { doctorCommand } from "../../../cli/commands/doctor.js";
import { emulatorCommand } from "../../../cli/commands/emulator.js";
import { engineCommand } from "../../../cli/commands/engine.js";
import { newCommand } from "../../../cli/commands/new.js";
import { orphansCommand } from "../../../cli/commands/orphans.js";
import { recoverCommand } from "../../../cli/commands/recover.js";
import { reportCommand } from "../../../cli/commands/report.js";
import { statusCommand } from "../../../cli/commands/status.js";
import { tasksCommand } from "../../../cli/commands/tasks.js";

describe("the help of", () => {
  for (const command of [
    demoCommand(),
    doctorCommand(),
    emulatorCommand(),
    engineCommand(),
    newCommand(),
    orphansCommand(),
    recoverCommand(),
    reportCommand(),
    statusCommand(),
    tasksCommand(),
  ]) {
    it(`${command.name()} says with which status it ends`, () => {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      match(help, /The status is 0/);
    });
  }
});
