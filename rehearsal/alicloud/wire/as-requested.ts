import type { IncomingMessage } from "node:http";
import type { SignedRequest } from "./signature.ts";
import { WireError } from "./wire-error.ts";

/** A request as it came, with what it asks for taken out of its headers, query or form. */
export interface AsRequested extends SignedRequest {
  readonly action: string;
  readonly version: string;
}

/** The most that a body may hold, in bytes. */
const limit = 1024 * 1024;

/** @throws {WireError} for a method, a path or a body that no call has. */
export async function readRequest(message: IncomingMessage): Promise<AsRequested> {
  const { method = "", headers } = message;
  if (method !== "GET" && method !== "POST")
    throw new WireError("UnsupportedHTTPMethod", "This http method is not supported.");
  const [path = "/", search = ""] = (message.url ?? "/").split(/\?(.*)/s, 2);
  const query = new Map(new URLSearchParams(search));
  const body = await bodyOf(message);
  const isForm = headers["content-type"]?.toLowerCase().startsWith("application/x-www-form-urlencoded");
  const form = isForm === true ? [...new URLSearchParams(body.toString())] : [];
  const parameters = new Map([...query, ...form]);
  const given = (header: string, parameter: string): string => {
    const value = headers[header];
    return (typeof value === "string" ? value : parameters.get(parameter)) ?? "";
  };
  const action = given("x-acs-action", "Action");
  const version = given("x-acs-version", "Version");
  return { method, headers, path, query, parameters, body, action, version };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit)
      throw new WireError("RequestEntityTooLarge", `The body has more than ${limit} bytes.`, 413);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
