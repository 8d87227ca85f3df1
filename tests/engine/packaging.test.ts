import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { readFile, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "../../provider/once.js";
import { installByNpm, installByPnpm, linkInWorkspace, run, tarball } from "../support/packed.js";
import { withProject, writeFiles } from "../support/project.js";
import { packageRoot, type StateResource } from "../support/stack.js";

const unattended = ["--yes", "--skip-preview"];
const unchanged = [...unattended, "--expect-no-changes"];

const task = `new ScreenshotTask("final", {
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  startTime: "2026-12-18T19:00:00Z",
  endTime: "2026-12-18T21:00:00Z",
})`;
const source = `import { ScreenshotTask } from "pulumi-tencentcloud-css";\nexport const taskId = ${task}.taskId;\n`;
const required = `const { ScreenshotTask } = require("pulumi-tencentcloud-css");\nexports.taskId = ${task}.taskId;\n`;

const settings = { "Pulumi.yaml": "name: program\nruntime: nodejs\n" };
const commonjs = { ...settings, "package.json": `{ "name": "program" }` };
const ecmascript = { ...settings, "package.json": `{ "name": "program", "type": "module" }` };

/** All that a user has written, by language and module system. */
const programs = {
  "JavaScript, CommonJS": { ...commonjs, "index.js": required },
  "JavaScript, ESM": { ...ecmascript, "index.js": source },
  "TypeScript, CommonJS": {
    ...commonjs,
    "tsconfig.json": compilerOptions({ target: "es2020", module: "commonjs", moduleResolution: "node" }),
    "index.ts": source,
  },
  "TypeScript, ESM": {
    ...ecmascript,
    "tsconfig.json": compilerOptions({ target: "es2022", module: "nodenext", moduleResolution: "nodenext" }),
    "index.ts": source,
  },
};

const ends: readonly string[] = ["JavaScript, CommonJS", "TypeScript, ESM"];

function compilerOptions(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ compilerOptions: { strict: true, ...options } });
}

/** ts-node is what Pulumi needs for ECMAScript modules in TypeScript (pulumi/pulumi#19980). */
const installations = {
  "installed by npm": once(() => installByNpm("ts-node@^10")),
  "installed by pnpm": once(() => installByPnpm("ts-node@^10")),
  "linked in a workspace": once(() => linkInWorkspace("ts-node@^10")),
};
const byNpm = installations["installed by npm"];

for (const [way, installed] of Object.entries(installations)) {
  describe(`the package, ${way}`, () => {
    it("shares one @pulumi/pulumi with the program", async () => {
      const program = createRequire(join(await installed(), "index.js"));
      const own = createRequire(await realpath(program.resolve("pulumi-tencentcloud-css")));
      equal(own.resolve("@pulumi/pulumi"), program.resolve("@pulumi/pulumi"));
    });

    // How it is installed decides where it is found, and the two ends of how it is loaded are enough to tell.
    const isWhole = way === "installed by npm";
    for (const [kind, files] of Object.entries(programs).filter(([kind]) => isWhole || ends.includes(kind))) {
      it(`runs in a program in ${kind}: up, ${isWhole ? "an up and a refresh that change nothing, " : ""}destroy`, async () => {
        const folder = join(await installed(), kind.replace(", ", "-"));
        await writeFiles(folder, files);
        await withProject(folder, async ({ pulumi, emulator }) => {
          const output = await pulumi("up", ...unattended);
          const [made, ...others] = emulator.service.tasks();
          deepEqual(others, []);
          match(output, new RegExp(`taskId: "${made?.taskId}"`));
          if (isWhole) {
            await pulumi("up", ...unchanged);
            await pulumi("refresh", ...unchanged);
          }
          await pulumi("destroy", ...unattended);
          deepEqual(
            emulator.service.tasks().map(({ state }) => state),
            ["deleted"],
          );
        });
      });
    }
  });
}

describe("a program in TypeScript", () => {
  for (const kind of ["TypeScript, CommonJS", "TypeScript, ESM"] as const) {
    it(`is refused by the compiler where a property is misspelt (${kind})`, async () => {
      const folder = join(await byNpm(), `misspelt-${kind.replace(", ", "-")}`);
      await writeFiles(folder, { ...programs[kind], "index.ts": source.replace("streamName", "streamNam") });
      await withProject(folder, ({ pulumi }) =>
        rejects(pulumi("preview"), /TS2561.*did you mean to write 'streamName'/is),
      );
    });
  }

  const imports = `
    import { Provider, ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
    import { screenshotTask } from "pulumi-tencentcloud-css/provider";
    import { type Emulator, startEmulator } from "pulumi-tencentcloud-css/emulator";
    import { checkCallbackSign } from "pulumi-tencentcloud-css/callbacks";
    // @ts-expect-error: a property is misspelt, which is seen only where the types are found.
    export const wrong: Partial<ScreenshotTaskArgs> = { streamNam: "final" };
    export const emulator: Promise<Emulator> = startEmulator();
    export const all = [Provider, ScreenshotTask, screenshotTask.check];
    const checked = checkCallbackSign({}, "key", new Date());
    export const picture: string = checked.ok && checked.kind === "screenshot" ? checked.notice.pic_url : "";
  `;
  for (const [resolution, file, options] of [
    // The oldest resolution, so all declarations are checked by it, those of dependencies included.
    ["node10", "index.ts", { module: "commonjs", moduleResolution: "node10", skipLibCheck: false }],
    ["node16, from CommonJS", "index.cts", { module: "node16", moduleResolution: "node16" }],
    ["node16, from ESM", "index.mts", { module: "node16", moduleResolution: "node16" }],
    ["bundler", "index.ts", { module: "esnext", moduleResolution: "bundler" }],
  ] as const) {
    it(`finds the types of all modules by the resolution of ${resolution}`, async () => {
      const project = await byNpm();
      const folder = join(project, `types-${resolution.replaceAll(/\W+/g, "-")}`);
      const tsconfig = compilerOptions({ skipLibCheck: true, ...options, target: "es2022", noEmit: true });
      await writeFiles(folder, { "tsconfig.json": tsconfig, [file]: imports });
      await run(join(project, "node_modules/.bin/tsc"), ["-p", "."], folder);
    });
  }
});

describe("the packed package", () => {
  it("has what is compiled, what the command needs, and the documents: no tests, no source maps", async () => {
    const { contents, size } = await tarball();
    const unexpected = contents.filter(
      (file) =>
        !/^dist\/(sdk|provider|emulator|callbacks|cli)\/[\w/]+(\.js|\.d\.ts)$/.test(file) &&
        !/^engine\/(cli|language-nodejs)\/(go\.mod|go\.sum|tools\.go)$/.test(file) &&
        !/^examples\/(demo|quickstart)\/(index\.ts|package\.json|tsconfig\.json|Pulumi\.yaml|README\.md)$/.test(file) &&
        !["package.json", "README.md", "CHANGELOG.md", "LICENSE"].includes(file),
    );
    deepEqual(unexpected, []);
    for (const document of ["README.md", "CHANGELOG.md", "LICENSE"]) ok(contents.includes(document), document);
    ok(size < 450_000, `it has ${size} bytes`);
  });

  it("has every file that its manifest names", async () => {
    const { contents } = await tarball();
    const manifest: unknown = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
    const named = JSON.stringify(manifest).match(/(?<=")(\.\/)?dist\/[\w/.]+\.(js|ts)(?=")/g) ?? [];
    ok(named.length > 0);
    for (const file of named) ok(contents.includes(file.replace(/^\.\//, "")), `${file} is not in it`);
  });

  it("gives each of its modules to require and to import", async () => {
    const program = (load: string) => `
      (async () => {
        const { ScreenshotTask, Provider } = await ${load}("pulumi-tencentcloud-css");
        const { screenshotTask } = await ${load}("pulumi-tencentcloud-css/provider");
        const { startEmulator } = await ${load}("pulumi-tencentcloud-css/emulator");
        const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
        await emulator.close();
        console.log(ScreenshotTask.name, Provider.name, typeof screenshotTask.create, emulator.clock.now());
      })();`;
    const project = await byNpm();
    await writeFiles(project, { "require.cjs": program("require"), "import.mjs": program("import") });
    for (const file of ["require.cjs", "import.mjs"]) {
      equal(await run(process.execPath, [file], project), "ScreenshotTask Provider function 1797616800\n");
    }
  });

  it("has its command in node_modules/.bin", async () => {
    for (const installed of [byNpm, installations["installed by pnpm"]]) {
      match(await run("node_modules/.bin/tencentcloud-css", ["--help"], await installed()), /Usage: tencentcloud-css/);
    }
  });
});

describe("a program that the installed command writes", () => {
  it("installs what the command was installed from, as no registry may have it", async () => {
    const project = await byNpm();
    await run("node_modules/.bin/tencentcloud-css", ["new", "captures"], project);
    const { dependencies } = JSON.parse(await readFile(join(project, "captures/package.json"), "utf8"));
    equal(dependencies["pulumi-tencentcloud-css"], `file:${(await tarball()).file}`);
  });
});

describe("the exported state of the quickstart", () => {
  it("has neither an absolute path nor a key nor `undefined`, and at most 900 bytes for a task", async () => {
    const project = await byNpm();
    const folder = join(project, "quickstart");
    const shipped = join(project, "node_modules/pulumi-tencentcloud-css/examples/quickstart");
    await writeFiles(folder, {
      ...commonjs,
      "index.ts": await readFile(join(shipped, "index.ts"), "utf8"),
      "tsconfig.json": await readFile(join(shipped, "tsconfig.json"), "utf8"),
    });
    await withProject(folder, async ({ pulumi, emulator }) => {
      await pulumi("up", ...unattended);
      const state = await pulumi("stack", "export", "--show-secrets");
      const secret = [emulator.secretId, emulator.secretKey, emulator.temporary.token];
      for (const text of ["undefined", packageRoot, homedir(), tmpdir(), await realpath(folder), ...secret]) {
        ok(!state.includes(text), `the state has ${text}: ${state}`);
      }
      const { resources } = (JSON.parse(state) as { deployment: { resources: StateResource[] } }).deployment;
      // A path at the beginning of a text, or after what may precede one in code or in a message.
      doesNotMatch(JSON.stringify(resources), /["'`\s(=](\/\w|[A-Za-z]:\\)/);
      const [tonight] = resources.filter(({ type }) => type.includes("tencentcloud-css:"));
      const inputs = Buffer.byteLength(JSON.stringify(tonight?.inputs));
      const outputs = Buffer.byteLength(JSON.stringify(tonight?.outputs));
      ok(inputs + outputs <= 900, `inputs have ${inputs} bytes and outputs ${outputs}`);
    });
  });
});
