import { deepEqual, rejects } from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { startProvider } from "../support/process.js";
import { tonight } from "../support/tonight.js";

/** Listens at an address of this machine, for as long as the test lasts. */
async function listening<Result>(
  host: string,
  answer: Parameters<typeof createServer>[1],
  test: (endpoint: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(answer as never);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    return await test(`http://${host}:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("an answer that leads elsewhere", () => {
  for (const status of [301, 302, 307, 308]) {
    it(`(${status}) is not followed: whoever it names gets no token, and is not believed`, async () => {
      const heard: IncomingHttpHeaders[] = [];
      await listening(
        "127.0.0.2",
        (request, response) => {
          heard.push(request.headers);
          response.end('{"Response":{"TaskId":"stolen","RequestId":"r"}}');
        },
        (stranger) =>
          listening(
            "127.0.0.1",
            (request, response) => {
              if (request.url === "/_emulator") {
                response.end(JSON.stringify({ store: "s", accountId: "1", unix: 1797616800, rate: 0 }));
              } else if (request.headers["x-tc-action"] === "DescribeScreenshotTask") {
                response.end('{"Response":{"TaskList":[],"ScrollToken":"","RequestId":"r"}}');
              } else {
                response.writeHead(status, { Location: stranger }).end();
              }
            },
            async (endpoint) => {
              const provider = await startProvider(
                { "tencentcloud-css:endpoint": endpoint, "tencentcloud-css:clock": "emulator" },
                {
                  TENCENTCLOUD_SECRET_ID: "AKIDsomebody",
                  TENCENTCLOUD_SECRET_KEY: "some-secret-key",
                  TENCENTCLOUD_SECURITY_TOKEN: "some-token",
                  // A question is asked again for half a minute, and it is a creation that is led elsewhere here.
                  TENCENTCLOUD_CSS_IF_TEMPLATE_MISSING: "ignore",
                },
              );
              await rejects(
                provider.create(tonight),
                /CreateScreenshotTask for stream .* got no clear answer: .*127\.0\.0\.1:\d+ led to 127\.0\.0\.2:\d+, which was not followed/,
              );
              await provider.end();
            },
          ),
      );
      deepEqual(heard, []);
    });
  }
});
