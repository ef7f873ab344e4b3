import { createHmac, timingSafeEqual } from "node:crypto";
import { WireError } from "./wire-error.ts";

/** The key pair of the stand-in's account. It opens nothing: behind it there is a file on this machine. */
export const accountKey = { accessKeyId: "stand-in", accessKeySecret: "stand-in" } as const;

/** The account that the stand-in's clients are. */
export const accountId = "1000000000000001";

/** Whose call it is: the account's own, or of a role that somebody assumed. */
export interface Caller {
  readonly role?: string;
  readonly session?: string;
}

/** A key pair that a caller shows, and the token that goes with one that STS gave out. */
export interface ShownKey {
  readonly accessKeyId: string;
  readonly securityToken?: string | undefined;
}

/** Credentials as STS gives them out. They hold for any front, and say themselves whose they are and until when. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Epoch milliseconds. */
  readonly expires: number;
}

const prefix = "STS.";

/** Gives out credentials of a role's session. */
export function issue(role: string, session: string, expires: number): Credentials {
  const accessKeyId = `${prefix}${Buffer.from(JSON.stringify({ role, session, expires })).toString("base64url")}`;
  return { accessKeyId, expires, ...derived(accessKeyId) };
}

/**
 * The secret of a key that a caller shows, and who the caller is.
 * @throws {WireError} for an unknown key, a token of another key, and expired credentials.
 */
export function lookUp(
  { accessKeyId, securityToken }: ShownKey,
  now: number,
): { secret: string; caller: Caller } {
  if (accessKeyId === accountKey.accessKeyId) return { secret: accountKey.accessKeySecret, caller: {} };
  const session = sessionOf(accessKeyId);
  if (session === undefined)
    throw new WireError(
      "InvalidAccessKeyId.NotFound",
      `Specified access key is not found. The stand-in cloud knows "${accountKey.accessKeyId}", and those that its STS gives out.`,
    );
  const { accessKeySecret, securityToken: mine } = derived(accessKeyId);
  if (securityToken === undefined || !same(securityToken, mine))
    throw new WireError(
      "InvalidSecurityToken.MismatchWithAccessKey",
      "Specified SecurityToken mismatch with the AccessKey.",
    );
  if (session.expires <= now)
    throw new WireError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
  return { secret: accessKeySecret, caller: { role: session.role, session: session.session } };
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function derived(accessKeyId: string): { accessKeySecret: string; securityToken: string } {
  const sign = (purpose: string): string =>
    createHmac("sha256", accountKey.accessKeySecret).update(`${purpose} ${accessKeyId}`).digest("base64url");
  return { accessKeySecret: sign("secret"), securityToken: sign("token") };
}

function sessionOf(accessKeyId: string): { role: string; session: string; expires: number } | undefined {
  if (!accessKeyId.startsWith(prefix)) return undefined;
  try {
    return JSON.parse(Buffer.from(accessKeyId.slice(prefix.length), "base64url").toString()) as never;
  } catch {
    return undefined;
  }
}
