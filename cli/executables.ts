/** Finding programs in folders, as PATH lists them. */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

export function foldersOnPath(environment: NodeJS.ProcessEnv): string[] {
  return (environment["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => resolve(folder));
}

export async function folderWith(file: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const isExecutable = await access(join(folder, file), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) {
      return folder;
    }
  }
  return undefined;
}
