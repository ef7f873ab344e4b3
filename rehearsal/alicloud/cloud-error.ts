/** A refusal by the cloud: the error code as Alibaba Cloud spells it, and a text that names what was refused. */
export class CloudError extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(`${code}: ${text}`);
    this.name = "CloudError";
    this.code = code;
  }
}

/** The HTTP status that goes with an error code. */
export function statusOf(code: string): number {
  if (/^(InternalError|UnknownError)/.test(code)) return 500;
  if (code.startsWith("ServiceUnavailable")) return 503;
  if (/^(Forbidden|NoPermission)/.test(code)) return 403;
  if (/NotFound$/.test(code)) return 404;
  return 400;
}

/** The code of a call whose answer did not come in time: it may or may not have taken effect. */
export const clientTimeout = "Client.Timeout";

/** The code of a call whose connection broke before an answer came: it may or may not have taken effect. */
export const connectionLost = "Client.ConnectionLost";
