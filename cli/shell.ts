/** An argument as it is typed in a shell. */
export function quoteForShell(argument: string): string {
  return /^[\w@%+:,./=-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
