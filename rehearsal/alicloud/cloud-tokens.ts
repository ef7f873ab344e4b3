import type { ActionContext } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";

/** A token is known for a day, in milliseconds. */
const lifetime = 24 * 60 * 60 * 1000;

/**
 * What was answered to this very request before, by its ClientToken.
 * @throws {CloudError} IdempotentParameterMismatch when the token came with another request.
 */
export function recall(
  context: ActionContext,
  action: string,
  request: object,
): { answer: unknown } | undefined {
  const { token, body } = split(request);
  const earlier = token === undefined ? undefined : context.state.tokens[token];
  if (earlier === undefined) return undefined;
  if (earlier.action !== action || earlier.request !== body)
    throw new CloudError(
      "IdempotentParameterMismatch",
      `client token ${token} was used for another request (${earlier.action})`,
    );
  return { answer: earlier.answer };
}

/** Keeps the answer for a repetition of the request, and forgets those of more than a day ago. */
export function remember(context: ActionContext, action: string, request: object, answer: unknown): void {
  const { token, body } = split(request);
  if (token === undefined) return;
  const { tokens } = context.state;
  for (const [old, { at }] of Object.entries(tokens)) if (at < context.now - lifetime) delete tokens[old];
  tokens[token] = { action, request: body, answer, at: context.now };
}

function split(request: object): { token: string | undefined; body: string } {
  const { clientToken, ...rest } = request as { clientToken?: string };
  // Sorted by name: the same parameters in another order are the same request.
  const entries = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return { token: clientToken, body: JSON.stringify(Object.fromEntries(entries)) };
}
