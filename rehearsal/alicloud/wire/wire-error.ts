import { statusOf } from "../cloud-error.ts";

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

export function invalidParameter(name: string): WireError {
  return new WireError("InvalidParameter", `The specified parameter "${name}" is not valid.`);
}
