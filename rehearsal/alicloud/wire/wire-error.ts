/** A refusal on the wire: what Alibaba Cloud answers in `Code` and `Message`, and the HTTP status. */
export class WireError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, text: string, status = statusOf(code)) {
    super(text);
    this.name = "WireError";
    this.code = code;
    this.status = status;
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
