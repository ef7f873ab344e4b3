import { describe, expect, it } from "vitest";
import { accountId } from "../../../../rehearsal/alicloud/wire/keys.ts";
import { callsOf, clientsOf, openFront, refusalOf, vpcSdk } from "./support.ts";

type Clients = Awaited<ReturnType<typeof clientsOf>>;

/** Any action, by Alibaba's generic client. */
async function call(
  { vpc }: Clients,
  version: string,
  action: string,
  query: Record<string, string>,
  authType = "AK",
): Promise<Record<string, unknown>> {
  const params = {
    ...{ action, version, protocol: "HTTPS", pathname: "/", method: "POST", authType, style: "RPC" },
    ...{ reqBodyType: "formData", bodyType: "json" },
  };
  const answer = (await vpc.callApi(params as never, { query } as never, {} as never)) as { body: object };
  const { RequestId: _, ...body } = answer.body as Record<string, unknown>;
  return body;
}

const sts = "2015-04-01";
const role = { RoleArn: `acs:ram::${accountId}:role/schoolgate`, RoleSessionName: "preview" };
const provider = { OIDCProviderArn: `acs:ram::${accountId}:oidc-provider/ci` };

/** A token of CI's, which nobody signed. */
function token(exp: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    iss: "https://ci.example.com",
    sub: "repo:a/b:environment:preview",
    aud: "sts.aliyuncs.com",
    exp,
  };
  return `${part({ alg: "none" })}.${part(claims)}.`;
}
const later = (): number => Math.floor(Date.now() / 1000) + 600;

describe("STS", () => {
  it("knows the account by its key", async () => {
    const { front } = await openFront();
    expect(await call(await clientsOf(front), sts, "GetCallerIdentity", {})).toEqual({
      ...{ AccountId: accountId, IdentityType: "Account", UserId: accountId, PrincipalId: accountId },
      Arn: `acs:ram::${accountId}:root`,
    });
  });

  it.each(["AssumeRole", "AssumeRoleWithOIDC"])(
    "%s gives credentials that work until they expire",
    async (action) => {
      const { front, later: pass } = await openFront();
      const exp = later();
      const withOidc = action === "AssumeRoleWithOIDC";
      const query = withOidc ? { ...role, ...provider, OIDCToken: token(exp) } : role;
      const answer = await call(
        await clientsOf(front, withOidc ? { accessKeyId: "nobody's" } : {}),
        ...([sts, action, { ...query, DurationSeconds: "900" }, withOidc ? "Anonymous" : "AK"] as const),
      );
      const arn = `acs:ram::${accountId}:assumed-role/schoolgate/preview`;
      expect(answer).toEqual({
        AssumedRoleUser: { Arn: arn, AssumedRoleId: "role-schoolgate:preview" },
        Credentials: {
          AccessKeyId: expect.stringMatching(/^STS\./),
          AccessKeySecret: expect.any(String),
          SecurityToken: expect.any(String),
          Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
        ...(withOidc && {
          OIDCTokenInfo: {
            ...{ Subject: "repo:a/b:environment:preview", Issuer: "https://ci.example.com" },
            ...{ ClientIds: "sts.aliyuncs.com", VerificationInfo: "Success" },
            ExpirationTime: `${new Date(exp * 1000).toISOString().slice(0, 19)}Z`,
          },
        }),
      });
      const { AccessKeyId, AccessKeySecret, SecurityToken } = answer.Credentials as Record<string, string>;
      const key = { accessKeyId: AccessKeyId as string, accessKeySecret: AccessKeySecret as string };
      for (const signature of ["ACS3", "1.0"] as const) {
        const clients = await clientsOf(front, { signature, ...key, securityToken: SecurityToken as string });
        expect(await call(clients, sts, "GetCallerIdentity", {})).toEqual({
          ...{ AccountId: accountId, IdentityType: "AssumedRoleUser", RoleId: "role-schoolgate" },
          ...{ PrincipalId: "role-schoolgate:preview", Arn: arn },
        });
        const stranger = await clientsOf(front, { signature, ...key, securityToken: "another" });
        const vpcs = new vpcSdk.DescribeVpcsRequest({ regionId: "cn-hangzhou" });
        expect((await refusalOf(stranger.vpc.describeVpcs(vpcs))).code).toBe(
          "InvalidSecurityToken.MismatchWithAccessKey",
        );
      }
      for (let minute = 0; minute < 15; minute += 1) pass();
      const late = await clientsOf(front, { ...key, securityToken: SecurityToken as string });
      expect((await refusalOf(call(late, sts, "GetCallerIdentity", {}))).code).toBe(
        "InvalidSecurityToken.Expired",
      );
      expect(JSON.stringify(await callsOf(front))).not.toMatch(/eyJ|STS\./);
    },
  );

  it.each([
    [{ ...role, RoleArn: "schoolgate" }, "InvalidParameter"],
    [{ ...role, RoleSessionName: "a session" }, "InvalidParameter"],
    [{ ...role, DurationSeconds: "60" }, "InvalidParameter"],
    [{ RoleArn: role.RoleArn }, "MissingParameter"],
    [{ ...role, ...provider, OIDCToken: token(1) }, "AuthenticationFail.OIDCToken.Expired"],
    [{ ...role, ...provider, OIDCToken: "no.token.at-all" }, "AuthenticationFail.OIDCToken.Invalid"],
    [{ ...role, OIDCProviderArn: "ci", OIDCToken: token(later()) }, "InvalidParameter"],
  ])("refuses %j", async (query, code) => {
    const { front } = await openFront();
    const [action, authType] =
      "OIDCToken" in query ? ["AssumeRoleWithOIDC", "Anonymous"] : ["AssumeRole", "AK"];
    const asked = call(await clientsOf(front), sts, action ?? "", query as Record<string, string>, authType);
    expect((await refusalOf(asked)).code).toBe(code);
  });
});

it("Location says that every product is at the front itself", async () => {
  const { front } = await openFront();
  const query = { Id: "cn-hangzhou", ServiceCode: "vpc", Type: "openAPI" };
  expect(await call(await clientsOf(front), "2015-06-12", "DescribeEndpoints", query)).toEqual({
    Success: true,
    Endpoints: {
      Endpoint: [
        {
          ...{ Endpoint: `127.0.0.1:${front.port}`, Id: "cn-hangzhou", Type: "openAPI", Namespace: "" },
          ...{ SerivceCode: "vpc", Protocols: { Protocols: ["HTTPS"] } },
        },
      ],
    },
  });
});

it("BSS says that the account has subscribed to nothing", async () => {
  const { front } = await openFront();
  const query = { ProductCode: "vipcloudfw", ProductType: "vipcloudfw", SubscriptionType: "Subscription" };
  expect(
    await call(await clientsOf(front), "2017-12-14", "QueryAvailableInstances", {
      ...query,
      PageNum: "1",
      PageSize: "50",
    }),
  ).toEqual({
    ...{ Success: true, Code: "Success", Message: "Successful!" },
    Data: { TotalCount: 0, PageNum: 1, PageSize: 50, InstanceList: [] },
  });
});
