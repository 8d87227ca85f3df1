// Puts a report into a merge request as one comment, which the next run replaces:  node comment.mjs comment.md
// Where there is no merge request, as on a branch or at home, it prints the report instead.
//
// It knows its comment by the report's first line. GitHub: GITHUB_TOKEN, which may write pull requests. GitLab: GITLAB_TOKEN,
// an access token of the project with the scope "api", as a job's own token cannot comment.
// https://docs.github.com/en/rest/issues/comments, https://docs.gitlab.com/api/notes/
import { readFileSync } from "node:fs";

const env = process.env;
const body = readFileSync(process.argv[2], "utf8");
const [marker] = body.split("\n", 1);

/** Where comments are listed and made, how one is replaced, and the token; `undefined` where there is no such place. */
function place() {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "") ?? [];
  if (env.GITHUB_REPOSITORY && number) {
    const issues = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}/issues`;
    return { list: `${issues}/${number}/comments`, one: `${issues}/comments`, edit: "PATCH", token: env.GITHUB_TOKEN };
  }
  if (!env.CI_MERGE_REQUEST_IID) return undefined;
  const notes = `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}/merge_requests/${env.CI_MERGE_REQUEST_IID}/notes`;
  return { list: notes, one: notes, edit: "PUT", token: env.GITLAB_TOKEN };
}

async function ask(token, url, method = "GET", content = undefined) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers, body: content && JSON.stringify(content) });
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status}. May the token comment there?`);
  return response.json();
}

async function ours({ list, token }) {
  for (let page = 1; ; page += 1) {
    const comments = await ask(token, `${list}?per_page=100&page=${page}`);
    const found = comments.find((comment) => comment.body.startsWith(marker));
    if (found || comments.length < 100) return found;
  }
}

const there = place();
if (there) {
  const { list, one, edit, token } = there;
  const found = await ours(there);
  await (found ? ask(token, `${one}/${found.id}`, edit, { body }) : ask(token, list, "POST", { body }));
} else {
  console.log(body);
}
