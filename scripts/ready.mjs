// Makes a fresh clone ready: installs the dependencies and compiles, each only where something has changed.
// It runs before `npm test`, `npm run demo` and `npm run bench`, so that none of them needs another step.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const run = (what, command, args) => {
  console.log(`> ${what}`);
  execFileSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
};

if (changedAt("node_modules/.package-lock.json") < changedAt("package-lock.json")) {
  run("installing the dependencies (npm ci)", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
run("compiling (tsc)", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
