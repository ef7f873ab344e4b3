// Logs in by OIDC, for CI and for pods with RRSA: hands the token of the surroundings to Alibaba Cloud's STS and prints the
// role's temporary credentials, as the profile `oidc` of profiles.json wants them from its command.
//
// Not by the provider's own assumeRoleWithOidc: an input of the provider is kept in the state, so that every stack would
// show an update wherever somebody logs in another way, and a refresh there could not log in at all.

import { readFile } from "node:fs/promises";
import { meaningOf, messageOf } from "../../lib/system-errors.ts";
import { isRecord } from "../../lib/value.ts";

const { env } = process;

function given(name: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(`the profile oidc needs the variable ${name}`);
}

/** @throws says what STS refused, or why it could not be asked; never the token. */
async function assumeRole(): Promise<Record<string, string>> {
  const RoleArn = given("ALIBABA_CLOUD_ROLE_ARN");
  const OIDCProviderArn = given("ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
  const file = given("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
  const OIDCToken = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`${file}, the OIDC token, cannot be read: ${meaningOf(error)?.what ?? messageOf(error)}`);
  });
  const RoleSessionName = env.ALIBABA_CLOUD_ROLE_SESSION_NAME || "schoolgate";
  const host = env.ALIBABA_CLOUD_ENDPOINT_STS || "sts.aliyuncs.com";
  const query = new URLSearchParams({
    ...{ Action: "AssumeRoleWithOIDC", Version: "2015-04-01", Format: "JSON" },
    ...{ Timestamp: `${new Date().toISOString().slice(0, 19)}Z`, SignatureNonce: crypto.randomUUID() },
  });
  const response = await fetch(`https://${host}/?${query.toString()}`, {
    method: "POST",
    body: new URLSearchParams({ RoleArn, OIDCProviderArn, RoleSessionName, OIDCToken: OIDCToken.trim() }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`STS at ${host} cannot be asked: ${messageOf(cause)}`);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!isRecord(answer)) throw new Error(`STS at ${host} answered ${response.status}, which is no JSON`);
  if (!isRecord(answer.Credentials))
    throw new Error(
      `STS at ${host} refused the role ${RoleArn}: ${String(answer.Code)}: ${String(answer.Message)}`,
    );
  return answer.Credentials as Record<string, string>;
}

try {
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = await assumeRole();
  const credentials = {
    mode: "StsToken",
    access_key_id: AccessKeyId,
    access_key_secret: AccessKeySecret,
    sts_token: SecurityToken,
    expiration: Expiration,
  };
  process.stdout.write(`${JSON.stringify(credentials)}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
