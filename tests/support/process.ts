/** The provider process as the engine runs it: the same script, driven over gRPC, without the engine. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Emulator } from "../../emulator/index.js";
import { handlerText } from "../../sdk/handler.js";
import { packageRoot } from "./stack.js";

export type Bag = Record<string, unknown>;

export interface ProviderProcess {
  readonly pid: number;
  check(news: Bag): Promise<{ inputs: Bag; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Bag, news: Bag): Promise<{ changes: "none" | "some" | "unknown"; replaces: string[] }>;
  create(inputs: Bag): Promise<{ id: string; outputs: Bag }>;
  read(id: string, state: Bag): Promise<{ id: string; outputs: Bag }>;
  update(id: string, olds: Bag, news: Bag): Promise<Bag>;
  delete(id: string, state: Bag): Promise<void>;
  /** Ends the engine without a word to the provider, and settles when the provider has ended too. */
  loseEngine(): Promise<void>;
  /** Interrupts it, as the engine does when a run is over, and returns all that it printed to standard error. */
  end(): Promise<string>;
}

export const handler = handlerText("screenshotTask");

/** @param config What the engine hands over: all stack configuration, with namespaces. */
export async function startProvider(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProviderProcess> {
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const engine = await standInEngine();
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [script, engine.address], {
    cwd: packageRoot,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stderr.on("data", (chunk) => {
    printed += String(chunk);
  });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());

  const call = <Response>(make: (done: (error: ServiceError | null, response: Response) => void) => unknown) =>
    new Promise<Response>((resolve, reject) => {
      make((error, response) => (error ? reject(new Error(error.details)) : resolve(response)));
    });
  const struct = (bag: Bag) =>
    Struct.fromJavaScript({ ...bag, __provider: handler } as Record<string, JavaScriptValue>);
  const bag = (value: Struct | undefined): Bag => {
    const { __provider: _, ...rest } = value?.toJavaScript() ?? {};
    return rest;
  };

  const configuration = new messages.ConfigureRequest();
  configuration.setArgs(Struct.fromJavaScript({ ...config }));
  await call<messages.ConfigureResponse>((done) => client.configure(configuration, done));

  return {
    pid: child.pid ?? 0,
    async check(news) {
      const request = new messages.CheckRequest();
      request.setOlds(struct({}));
      request.setNews(struct(news));
      const response = await call<messages.CheckResponse>((done) => client.check(request, done));
      const failures = response.getFailuresList().map((failure) => failure.toObject());
      return { inputs: bag(response.getInputs()), failures };
    },
    async diff(id, olds, news) {
      const request = new messages.DiffRequest();
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const response = await call<messages.DiffResponse>((done) => client.diff(request, done));
      const changes = (["unknown", "none", "some"] as const)[response.getChanges()] ?? "unknown";
      return { changes, replaces: response.getReplacesList() };
    },
    async create(inputs) {
      const request = new messages.CreateRequest();
      request.setProperties(struct(inputs));
      const response = await call<messages.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), outputs: bag(response.getProperties()) };
    },
    async read(id, state) {
      const request = new messages.ReadRequest();
      request.setId(id);
      request.setProperties(struct(state));
      const response = await call<messages.ReadResponse>((done) => client.read(request, done));
      return { id: response.getId(), outputs: bag(response.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest();
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const response = await call<messages.UpdateResponse>((done) => client.update(request, done));
      return bag(response.getProperties());
    },
    async delete(id, state) {
      const request = new messages.DeleteRequest();
      request.setId(id);
      request.setProperties(struct(state));
      await call((done) => client.delete(request, done));
    },
    async loseEngine() {
      const ended = once(child, "close");
      engine.end();
      await ended;
    },
    async end() {
      client.close();
      const ended = once(child, "close");
      child.kill("SIGINT");
      await ended;
      engine.end();
      return printed;
    },
  };
}

/** With an emulator's endpoint, clock and keys. */
export function startProviderFor({ endpoint, secretId, secretKey }: Emulator): Promise<ProviderProcess> {
  return startProvider(
    { "tencentcloud-css:endpoint": endpoint, "tencentcloud-css:clock": "emulator" },
    { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey },
  );
}

/** Where the provider is told that its engine is. */
export async function standInEngine(): Promise<{ readonly address: string; end(): void }> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    // Killed while it connects, the provider resets the connection.
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
