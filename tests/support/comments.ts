/** A server that stands for GitHub's or GitLab's comments of a merge request. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Comment {
  readonly id: number;
  readonly body: string;
}

export interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface Comments {
  readonly address: string;
  readonly asked: readonly Asked[];
  close(): void;
}

/** @param comments oldest first. @param status of each answer. */
export async function startComments(comments: readonly Comment[], status = 200): Promise<Comments> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const { method, url, headers } = request;
    const body = await text(request);
    asked.push({ method, url, authorization: headers.authorization, body: body === "" ? undefined : JSON.parse(body) });
    const page = Number(new URL(url ?? "", "http://server").searchParams.get("page"));
    return method === "GET" ? comments.slice((page - 1) * 100, page * 100) : {};
  };
  const server = createServer((request, response) => {
    void answer(request).then((body) => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, asked, close: () => void server.close() };
}

/** What a job of a pull request has in its environment. */
export const github = (address: string) => ({
  GITHUB_API_URL: address,
  GITHUB_REPOSITORY: "league/captures",
  GITHUB_REF: "refs/pull/17/merge",
  GITHUB_TOKEN: "token",
});
