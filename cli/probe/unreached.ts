import { isMap } from "../../lib/problem.ts";

/** Why no answer came. */
export interface Unreached {
  /** `here`: nothing was asked, which says nothing about the other side; `there`: the other side did not answer. */
  readonly side: "here" | "there";
  readonly reason: string;
}

const causes: Readonly<Record<string, Unreached>> = {
  EACCES: { side: "here", reason: "this machine forbids the connection" },
  EADDRNOTAVAIL: { side: "here", reason: "this machine has no way to that network" },
  EAFNOSUPPORT: { side: "here", reason: "this machine has no way to that network" },
  EAI_AGAIN: { side: "here", reason: "names cannot be looked up from here" },
  ENETUNREACH: { side: "here", reason: "this machine has no way to that network" },
  ENOTFOUND: { side: "here", reason: "the name has no address" },
  EPERM: { side: "here", reason: "this machine forbids the connection" },
  ABORT_ERR: { side: "there", reason: "no answer in time" },
  ECONNREFUSED: { side: "there", reason: "the connection is refused" },
  ECONNRESET: { side: "there", reason: "the connection is cut off" },
  EHOSTUNREACH: { side: "there", reason: "the address cannot be reached" },
  ETIMEDOUT: { side: "there", reason: "no answer in time" },
  EPIPE: { side: "there", reason: "the connection is cut off" },
  EPROTO: { side: "there", reason: "the TLS handshake failed" },
};

/**
 * What a failed connection means.
 *
 * @throws the error itself when it is none of the network's
 */
export function unreached(error: unknown): Unreached {
  const code = codeOf(error);
  if (code !== undefined && Object.hasOwn(causes, code)) return causes[code] as Unreached;
  if (code?.startsWith("ERR_SSL_")) return { side: "there", reason: "the TLS handshake failed" };
  if (code?.startsWith("HPE_")) return { side: "there", reason: "the answer is no HTTP" };
  // The system has many more; whatever they are called, no answer came.
  if (code !== undefined && /^E(?!RR_)/.test(code)) return { side: "there", reason: code };
  throw error;
}

/** The code of an error; of several tries at once (an address of each family), that of the last. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors.at(-1));
  return isMap(error) && typeof error.code === "string" ? error.code : undefined;
}
