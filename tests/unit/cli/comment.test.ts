import { deepEqual, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markerOf } from "../../../cli/report/markdown.js";
import { type Asked, type Comment, github, startComments } from "../../support/comments.js";
import { packageRoot } from "../../support/stack.js";

const report = `${markerOf("league/prod")}\n### Captures\n`;

interface Ended {
  readonly asked: readonly Asked[];
  readonly failed: boolean;
  readonly out: string;
  readonly err: string;
}

/** Runs `examples/pipeline/comment.mjs` against a server with these comments. */
async function comment(
  comments: readonly Comment[],
  environment: (server: string) => Record<string, string>,
  status = 200,
): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), "comment-"));
  const server = await startComments(comments, status);
  try {
    const file = join(folder, "comment.md");
    await writeFile(file, report);
    const script = join(packageRoot, "examples/pipeline/comment.mjs");
    return await new Promise((resolve) => {
      execFile(process.execPath, [script, file], { env: environment(server.address) }, (error, out, err) =>
        resolve({ asked: server.asked, failed: error !== null, out, err }),
      );
    });
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

const gitlab = (server: string) => ({
  CI_API_V4_URL: `${server}/api/v4`,
  CI_PROJECT_ID: "5",
  CI_MERGE_REQUEST_IID: "17",
  GITLAB_TOKEN: "token",
});

const others = Array.from({ length: 100 }, (_, id) => ({ id, body: "Looks good." }));
const ours = { id: 4711, body: `${markerOf("league/prod")}\nwhat an earlier run said` };

describe("the pipeline's comment in a merge request", () => {
  it("is printed where there is none: at home, on a branch, or in a runner of another kind", async () => {
    const onABranch = (server: string) => ({ ...github(server), GITHUB_REF: "refs/heads/main" });
    for (const environment of [() => ({}), onABranch]) {
      const { asked, failed, out } = await comment([], environment);
      deepEqual([asked, failed, out.trim()], [[], false, report.trim()]);
    }
  });

  it("is made at the first run, beside those of other people and of other stacks", async () => {
    const other = { id: 1, body: markerOf("league/staging") };
    const onGitHub = await comment([other], github);
    deepEqual(
      onGitHub.asked.map(({ method, url }) => `${method} ${url}`),
      [
        "GET /repos/league/captures/issues/17/comments?per_page=100&page=1",
        "POST /repos/league/captures/issues/17/comments",
      ],
    );
    deepEqual([onGitHub.asked[1]?.body, onGitHub.asked[1]?.authorization], [{ body: report }, "Bearer token"]);
    const onGitLab = await comment([other], gitlab);
    deepEqual(
      onGitLab.asked.map(({ method, url }) => `${method} ${url}`),
      [
        "GET /api/v4/projects/5/merge_requests/17/notes?per_page=100&page=1",
        "POST /api/v4/projects/5/merge_requests/17/notes",
      ],
    );
  });

  it("is replaced by the next run, however many there are before it", async () => {
    const onGitHub = await comment([...others, ours], github);
    deepEqual(
      onGitHub.asked.slice(1).map(({ method, url }) => `${method} ${url}`),
      [
        "GET /repos/league/captures/issues/17/comments?per_page=100&page=2",
        "PATCH /repos/league/captures/issues/comments/4711",
      ],
    );
    const onGitLab = await comment([ours], gitlab);
    equal(onGitLab.asked[1]?.method, "PUT");
    equal(onGitLab.asked[1]?.url, "/api/v4/projects/5/merge_requests/17/notes/4711");
  });

  it("fails where the token may not comment, and says so", async () => {
    const { failed, err } = await comment([], github, 403);
    equal(failed, true);
    match(err, /HTTP 403\. May the token comment there\?/);
  });
});
