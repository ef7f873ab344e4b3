import { isRecord } from "../../lib/value.ts";
import type { ProbeTexts } from "./texts/en.ts";

/** Why no answer came. */
export interface Unreached {
  /** `here`: nothing was asked, which says nothing about the other side; `there`: the other side did not answer. */
  readonly side: "here" | "there";
  readonly reason: string;
}

/** Why no answer came, as the system tells it. */
interface Known {
  readonly side: Unreached["side"];
  readonly cause: keyof ProbeTexts["unreached"];
}

const causes: Readonly<Record<string, Known>> = {
  EACCES: { side: "here", cause: "forbidden" },
  EADDRNOTAVAIL: { side: "here", cause: "noWay" },
  EAFNOSUPPORT: { side: "here", cause: "noWay" },
  EAI_AGAIN: { side: "here", cause: "noLookUp" },
  ENETUNREACH: { side: "here", cause: "noWay" },
  ENOTFOUND: { side: "here", cause: "noAddress" },
  EPERM: { side: "here", cause: "forbidden" },
  ABORT_ERR: { side: "there", cause: "noAnswer" },
  ECONNREFUSED: { side: "there", cause: "refused" },
  ECONNRESET: { side: "there", cause: "cutOff" },
  EHOSTUNREACH: { side: "there", cause: "unreachable" },
  ETIMEDOUT: { side: "there", cause: "noAnswer" },
  EPIPE: { side: "there", cause: "cutOff" },
  EPROTO: { side: "there", cause: "tls" },
};

/**
 * What a failed connection means.
 *
 * @throws the error itself when it is none of the network's
 */
export function unreached(error: unknown, texts: ProbeTexts): Unreached {
  const code = codeOf(error);
  const known = knownOf(code);
  if (known !== undefined) return { side: known.side, reason: texts.unreached[known.cause] };
  // The system has many more; whatever they are called, no answer came.
  if (code !== undefined && /^E(?!RR_)/.test(code)) return { side: "there", reason: code };
  throw error;
}

function knownOf(code: string | undefined): Known | undefined {
  if (code === undefined) return undefined;
  if (code.startsWith("ERR_SSL_")) return { side: "there", cause: "tls" };
  if (code.startsWith("HPE_")) return { side: "there", cause: "notHttp" };
  return Object.hasOwn(causes, code) ? causes[code] : undefined;
}

/** The code of an error; of several tries at once (an address of each family), that of the last. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors.at(-1));
  return isRecord(error) && typeof error.code === "string" ? error.code : undefined;
}
