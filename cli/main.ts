#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { demoCommand } from "./commands/demo.js";
import { doctorCommand } from "./commands/doctor.js";
import { emulatorCommand } from "./commands/emulator.js";
import { engineCommand } from "./commands/engine.js";
import { newCommand } from "./commands/new.js";
import { orphansCommand } from "./commands/orphans.js";
import { recoverCommand } from "./commands/recover.js";
import { reportCommand } from "./commands/report.js";
import { statusCommand } from "./commands/status.js";
import { tasksCommand } from "./commands/tasks.js";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };

const program = new Command("tencentcloud-css")
  .description("Timed screenshot captures of live streams on Tencent Cloud, declared in Pulumi programs.")
  .version(version)
  .showHelpAfterError("(add --help to see what it takes)")
  .addCommand(demoCommand())
  .addCommand(doctorCommand())
  .addCommand(emulatorCommand())
  .addCommand(engineCommand())
  .addCommand(newCommand())
  .addCommand(orphansCommand())
  .addCommand(recoverCommand())
  .addCommand(reportCommand())
  .addCommand(statusCommand())
  .addCommand(tasksCommand());

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
