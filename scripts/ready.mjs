// Makes a fresh clone ready: installs the dependencies and compiles, each only where something has changed.
// It runs before `npm test`, `npm run demo` and `npm run bench`, so that none of them needs another step. Its arguments
// are further folders whose lock files are installed: the versions that only the tests need, which are large.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const run = async (what, command, args, cwd = ".") => {
  console.log(`> ${what}`);
  const child = spawn(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
};

// No package needs its scripts; the one of this repository installs tests/versions after `npm ci`.
const install = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
const stale = [".", ...process.argv.slice(2)].filter(
  (folder) => changedAt(`${folder}/node_modules/.package-lock.json`) < changedAt(`${folder}/package-lock.json`),
);
await Promise.all(
  stale.map((folder) =>
    run(`installing the dependencies (npm ci${folder === "." ? "" : ` in ${folder}`})`, "npm", install, folder),
  ),
);
await run("compiling (tsc)", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
