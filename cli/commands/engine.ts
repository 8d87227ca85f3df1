import { Command } from "commander";

export function engineCommand(): Command {
  return new Command("engine").description("Find the Pulumi CLI, or make it, and print where it is.");
}
