import { Command } from "commander";

export function emulatorCommand(): Command {
  return new Command("emulator").description("Run the service on this machine.");
}
