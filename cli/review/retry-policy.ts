/** What of a failed answer decides on another try. */
export interface Failure {
  /** 0: there was no answer. */
  readonly status: number;
  /** Value of a header, by its lower-case name. */
  readonly header: (name: string) => string | null;
  /** What the API says is wrong. */
  readonly said: string;
}

/** Milliseconds of one pause at the start of a back-off. */
const second = 1000;
const minute = 60 * second;

/**
 * How long to wait before asking again.
 *
 * @param tries how many there have been, from 1
 * @returns milliseconds; `undefined`: asking again would not help
 */
export function pauseBefore(failure: Failure, tries: number, now: Date): number | undefined {
  const { status, header, said } = failure;
  const asked = retryAfter(header("retry-after"), now);
  const isSpent = header("x-ratelimit-remaining") === "0" || header("ratelimit-remaining") === "0";
  if (
    status === 429 ||
    (status === 403 && (asked !== undefined || isSpent || /rate limit|abuse/i.test(said)))
  ) {
    const reset = Number(header("x-ratelimit-reset") ?? header("ratelimit-reset") ?? Number.NaN);
    const untilReset =
      isSpent && Number.isFinite(reset) ? reset * second - now.getTime() + second : undefined;
    // Of a secondary limit GitHub may say nothing: then a minute, and twice as long each time.
    return Math.max(asked ?? untilReset ?? minute * 2 ** (tries - 1), second);
  }
  if (status === 0 || status >= 500) return asked ?? second * 2 ** (tries - 1);
  return undefined;
}

/** Milliseconds of a Retry-After header: seconds, or a date. */
function retryAfter(value: string | null, now: Date): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * second;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - now.getTime(), 0);
}
