// What clients ask besides their work: whose call it is (STS), which kind of account (BSS), and which endpoint
// (Location).
import type { Visit, WireAction } from "./action.ts";
import { accountId, type Credentials, issue } from "./keys.ts";
import type { Question } from "./question.ts";
import { invalidParameter, WireError } from "./wire-error.ts";

export const stsActions = {
  GetCallerIdentity: (_, { caller = {} }) => {
    const { role, session } = caller;
    return () => ({
      AccountId: accountId,
      ...(role === undefined
        ? {
            IdentityType: "Account",
            UserId: accountId,
            PrincipalId: accountId,
            Arn: `acs:ram::${accountId}:root`,
          }
        : {
            IdentityType: "AssumedRoleUser",
            RoleId: `role-${role}`,
            PrincipalId: `role-${role}:${session}`,
            Arn: sessionArn(role, session ?? ""),
          }),
    });
  },

  AssumeRole: (question, visit) => {
    question.text("Policy");
    question.text("ExternalId");
    return assumed(question, visit);
  },

  /** The one action that needs no signature: the token is the proof. Who signed it, the stand-in cannot know. */
  AssumeRoleWithOIDC: (question, visit) => {
    question.text("Policy");
    const OIDCProviderArn = question.required("OIDCProviderArn");
    if (!/^acs:ram::\d+:oidc-provider\/[^/]+$/.test(OIDCProviderArn))
      throw invalidParameter("OIDCProviderArn");
    const token = claimsOf(question.required("OIDCToken"));
    if (token.exp * 1000 <= visit.now)
      throw new WireError("AuthenticationFail.OIDCToken.Expired", "This OIDC Token has expired.");
    const answer = assumed(question, visit);
    return () => ({
      ...answer(),
      OIDCTokenInfo: {
        Subject: token.sub,
        Issuer: token.iss,
        ClientIds: [token.aud].flat().join(","),
        ExpirationTime: isoTime(token.exp * 1000),
        VerificationInfo: "Success",
      },
    });
  },
} satisfies Record<string, WireAction>;

export const bssActions = {
  /** The account has subscribed to nothing, which is how the Pulumi plugin knows that it is one of China's own site. */
  QueryAvailableInstances: (question) => {
    for (const name of ["ProductCode", "ProductType", "SubscriptionType"]) question.text(name);
    const [PageNum, PageSize] = [question.whole("PageNum") ?? 1, question.whole("PageSize") ?? 20];
    return () => ({
      Success: true,
      Code: "Success",
      Message: "Successful!",
      Data: { TotalCount: 0, PageNum, PageSize, InstanceList: [] },
    });
  },
} satisfies Record<string, WireAction>;

export const locationActions = {
  /** Every product has the endpoint that was asked. */
  DescribeEndpoints: (question, { host }) => {
    const service = question.text("ServiceCode") ?? "";
    const [Type, Id] = [question.text("Type") ?? "openAPI", question.text("Id") ?? question.region];
    return () => ({
      Success: true,
      Endpoints: {
        Endpoint: [
          {
            Endpoint: host,
            Id,
            Type,
            Namespace: "",
            // The cloud's own spelling.
            SerivceCode: service,
            Protocols: { Protocols: ["HTTPS"] },
          },
        ],
      },
    });
  },
} satisfies Record<string, WireAction>;

function assumed(question: Question, { now }: Visit) {
  const [, role] = /^acs:ram::\d+:role\/([\w.-]+)$/.exec(question.required("RoleArn")) ?? [];
  if (role === undefined) throw invalidParameter("RoleArn");
  const session = question.required("RoleSessionName");
  if (!/^[\w.@-]{2,64}$/.test(session)) throw invalidParameter("RoleSessionName");
  const seconds = question.whole("DurationSeconds") ?? 3600;
  if (seconds < 900 || seconds > 43_200) throw invalidParameter("DurationSeconds");
  const credentials = issue(role, session, now + seconds * 1000);
  return () => ({
    AssumedRoleUser: { Arn: sessionArn(role, session), AssumedRoleId: `role-${role}:${session}` },
    Credentials: credentialsOf(credentials),
  });
}

function credentialsOf({ accessKeyId, accessKeySecret, securityToken, expires }: Credentials): object {
  return {
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken: securityToken,
    Expiration: isoTime(expires),
  };
}

function sessionArn(role: string, session: string): string {
  return `acs:ram::${accountId}:assumed-role/${role}/${session}`;
}

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | string[];
  /** Epoch seconds. */
  readonly exp: number;
}

/** The claims of a JSON Web Token. */
function claimsOf(token: string): Claims {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
    if (typeof claims.exp === "number" && typeof claims.iss === "string") return claims;
  } catch {
    // Not JSON: refused below, as a token without these claims is.
  }
  throw new WireError("AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.");
}

function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
