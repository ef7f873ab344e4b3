// The stand-in cloud's second door: Alibaba Cloud's RPC APIs over HTTPS on loopback, for the official Pulumi plugin, the
// aliyun CLI and Alibaba's SDKs. It reads parameters and shapes answers; what the cloud does is in cloud*.ts alone.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { makeFolder } from "../../../lib/make-folder.ts";
import { messageOf } from "../../../lib/system-errors.ts";
import type { Cloud } from "../cloud.ts";
import { CloudError, clientTimeout, connectionLost, statusOf } from "../cloud-error.ts";
import { type AsRequested, readRequest } from "./as-requested.ts";
import { frontCertificate } from "./certificate.ts";
import { frontEnvironment } from "./environment.ts";
import { products } from "./products.ts";
import { Question } from "./question.ts";
import { verify } from "./signature.ts";
import { WireError } from "./wire-error.ts";

export interface FrontOptions {
  /** Folder of the front's own files: its certificate, and the log of its calls. Made where it is missing. */
  readonly folder: string;
  /** The cloud that it is a door of. */
  readonly cloud: Cloud;
  /** Port of 127.0.0.1 to serve on. Default: a free one. */
  readonly port?: number;
}

/** A front that serves. */
export interface Front {
  readonly port: number;
  /** What a client's environment must hold to meet this front; see `frontEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  /** File with one JSON object a line for each call: `{ time, call, parameters, status, code?, requestId }`. */
  readonly log: string;
  /** Ends it at once; a call under way gets no answer. */
  close(): Promise<void>;
}

/** A call as the log has it. */
export interface LoggedCall {
  /** ISO 8601. */
  readonly time: string;
  /** Product and action, e.g. `vpc:ModifySnatEntry`. */
  readonly call: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** HTTP status of the answer; 0 where the fault plan let none go out. */
  readonly status: number;
  /** The error's code, where the call failed. */
  readonly code?: string;
  readonly requestId: string;
}

/** Parameters that the log leaves out: secret ones, and those of the protocol. */
const unlogged = new Set([
  ...["Action", "Version", "Format", "AccessKeyId", "SecurityToken", "Timestamp", "OIDCToken"],
  ...["Signature", "SignatureMethod", "SignatureNonce", "SignatureType", "SignatureVersion"],
]);

/**
 * Serves a cloud on loopback.
 * @throws a system error when the port is taken (EADDRINUSE) or the folder cannot be written.
 */
export async function startFront({ folder, cloud, port = 0 }: FrontOptions): Promise<Front> {
  await makeFolder(folder);
  const log = join(folder, "calls.jsonl");
  await writeFile(log, "");
  const certificate = await frontCertificate(folder, new Date(cloud.clock.now()));
  const server = createServer(certificate, (request, response) => {
    void serve(cloud, log, request, response);
  });
  // Clients keep connections; one that closes under a call would look like a lost answer.
  server.keepAliveTimeout = 120_000;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const opened = (server.address() as AddressInfo).port;
  return {
    port: opened,
    environment: frontEnvironment(opened, certificate),
    log,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  cloud: Cloud,
  log: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID().toUpperCase();
  const host = message.headers.host ?? "";
  let request: AsRequested | undefined;
  let outcome: { status: number; code?: string; body: object };
  try {
    request = await readRequest(message);
    outcome = { status: 200, body: { RequestId: requestId, ...(await answer(cloud, request)) } };
  } catch (error) {
    const { code, text, status } = refusalOf(error);
    const Recommend = `https://api.aliyun.com/troubleshoot?q=${code}&product=${productOf(request)}`;
    outcome = {
      status,
      code,
      body: { RequestId: requestId, HostId: host, Code: code, Message: text, Recommend },
    };
  }
  const { status, code, body } = outcome;
  const silent = code === clientTimeout || code === connectionLost;
  const entry: LoggedCall = {
    time: new Date(cloud.clock.now()).toISOString(),
    call: `${productOf(request)}:${request?.action ?? ""}`,
    parameters: Object.fromEntries([...(request?.parameters ?? [])].filter(([name]) => !unlogged.has(name))),
    status: silent ? 0 : status,
    ...(code !== undefined && { code }),
    requestId,
  };
  // The client gets its answer even when the log cannot be written.
  await appendFile(log, `${JSON.stringify(entry)}\n`).catch(() => undefined);
  if (code === connectionLost) message.socket.destroy();
  if (silent) return;
  response.writeHead(status, {
    "content-type": "application/json;charset=utf-8",
    "x-acs-request-id": requestId,
  });
  response.end(JSON.stringify(body));
}

async function answer(cloud: Cloud, request: AsRequested): Promise<object> {
  const { action, version, parameters } = request;
  if (action === "") throw missing("Action");
  if (version === "") throw missing("Version");
  const product = products[version];
  if (product === undefined)
    throw new WireError("InvalidVersion", "Specified parameter Version is not valid.");
  const wireAction = Object.hasOwn(product.actions, action) ? product.actions[action] : undefined;
  if (wireAction === undefined)
    throw new WireError(
      "InvalidAction.NotFound",
      "Specified api is not found, please check your url and method.",
    );
  if (!/^(json)?$/i.test(parameters.get("Format") ?? ""))
    throw new WireError("InvalidParameter", 'The specified parameter "Format" is not valid.');
  const now = cloud.clock.now();
  const caller = verify(request, now);
  if (caller === undefined && action !== "AssumeRoleWithOIDC") throw missing("AccessKeyId");
  const question = new Question(parameters);
  const answering = wireAction(question, { caller, host: request.headers.host ?? "", now });
  question.refuseUnread();
  return answering(cloud);
}

function refusalOf(error: unknown): { code: string; text: string; status: number } {
  if (error instanceof WireError) return { code: error.code, text: error.message, status: error.status };
  if (error instanceof CloudError) {
    const { code, message } = error;
    return { code, text: message.slice(`${code}: `.length), status: statusOf(code) };
  }
  return { code: "InternalError", text: messageOf(error), status: 500 };
}

function productOf(request: AsRequested | undefined): string {
  return products[request?.version ?? ""]?.name ?? "";
}

function missing(name: string): WireError {
  return new WireError(
    "MissingParameter",
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}
