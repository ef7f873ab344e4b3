import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Caller, lookUp, same } from "./keys.ts";
import { invalidParameter, WireError } from "./wire-error.ts";

/** A request as far as its signature goes. */
export interface SignedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Query and form together. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const scheme = "ACS3-HMAC-SHA256";
/** How far a call's time may be from the cloud's, in milliseconds. */
const tolerance = 15 * 60 * 1000;

/**
 * Who signed a request: by HMAC-SHA1 over its parameters (signature version 1.0, of Alibaba's older clients) or by
 * ACS3-HMAC-SHA256 in the header Authorization (of its newer ones).
 * @returns undefined for a request that nobody signed.
 * @throws {WireError} as the cloud answers: what is wrong with the signature, the key or the time.
 */
export function verify(request: SignedRequest, now: number): Caller | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return verifyHeader(request, authorization, now);
  return request.parameters.has("AccessKeyId") || request.parameters.has("Signature")
    ? verifyParameters(request, now)
    : undefined;
}

function verifyParameters({ method, parameters }: SignedRequest, now: number): Caller {
  const given = (name: string): string => {
    const value = parameters.get(name);
    if (value !== undefined && value !== "") return value;
    throw new WireError(
      "MissingParameter",
      `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
    );
  };
  if (given("SignatureVersion") !== "1.0") throw invalidParameter("SignatureVersion");
  if (given("SignatureMethod") !== "HMAC-SHA1") throw invalidParameter("SignatureMethod");
  given("SignatureNonce");
  const key = lookUp(
    { accessKeyId: given("AccessKeyId"), securityToken: parameters.get("SecurityToken") },
    now,
  );
  requireTime(given("Timestamp"), now);
  const canonical = sorted([...parameters].filter(([name]) => name !== "Signature"));
  const expected = createHmac("sha1", `${key.secret}&`)
    .update(`${method}&${encode("/")}&${encode(canonical)}`)
    .digest("base64");
  if (!same(given("Signature"), expected)) throw mismatch();
  return key.caller;
}

function verifyHeader(request: SignedRequest, authorization: string, now: number): Caller {
  const { method, headers, path, query, body } = request;
  const [, name, rest = ""] = /^(\S+) +(.*)$/.exec(authorization) ?? [];
  if (name !== scheme) throw invalidParameter("Authorization");
  const part = (field: string): string => {
    const value = new RegExp(`(?:^|,)\\s*${field}=([^,]+)`).exec(rest)?.[1];
    if (value === undefined)
      throw new WireError("IncompleteSignature", `The header Authorization has no ${field}.`);
    return value;
  };
  const key = lookUp(
    {
      accessKeyId: part("Credential"),
      securityToken: headers["x-acs-security-token"] as string | undefined,
    },
    now,
  );
  requireTime(header(headers, "x-acs-date"), now);
  const payload = createHash("sha256").update(body).digest("hex");
  if (header(headers, "x-acs-content-sha256") !== payload) throw mismatch();
  const signed = part("SignedHeaders").split(";");
  const canonical = [
    method,
    path,
    sorted([...query]),
    ...signed.map((field) => `${field}:${String(headers[field] ?? "").trim()}`),
    "",
    signed.join(";"),
    payload,
  ].join("\n");
  const expected = createHmac("sha256", key.secret)
    .update(`${scheme}\n${createHash("sha256").update(canonical).digest("hex")}`)
    .digest("hex");
  if (!same(part("Signature"), expected)) throw mismatch();
  return key.caller;
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  if (typeof value === "string" && value !== "") return value;
  throw new WireError("IncompleteSignature", `The header ${name} is not supplied.`);
}

/** A time as ISO 8601 in UTC, near the cloud's own. */
function requireTime(text: string, now: number): void {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new WireError(
      "InvalidTimeStamp.Format",
      "Specified time stamp or date value is not well formatted.",
    );
  if (Math.abs(time - now) > tolerance)
    throw new WireError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
}

/** Parameters as both ways to sign want them: by name, escaped, joined. */
function sorted(parameters: readonly (readonly [string, string])[]): string {
  return parameters
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** RFC 3986, as the cloud wants it: everything but letters, digits and `-_.~` is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function mismatch(): WireError {
  return new WireError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your access key and signing method.",
  );
}
