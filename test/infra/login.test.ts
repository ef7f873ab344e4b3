import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { accountId } from "../../rehearsal/alicloud/wire/keys.ts";
import { callsOf, clientsOf, openFront, vpcSdk } from "../rehearsal/alicloud/wire/support.ts";
import { repository } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { expression, gitlab, jobsOf } from "../support/workflows.ts";

/** Runs the command of the profile as the plugin does: in the folder of the program. */
async function logIn(env: Record<string, string>) {
  const profiles = (await import("../../infra/login/profiles.json", { with: { type: "json" } })).default;
  const [command = "", ...args] = profiles.profiles[0]?.process_command.split(" ") ?? [];
  const child = spawn(command, args, {
    cwd: join(repository, "infra"),
    env: { PATH: join(repository, "node_modules", ".bin"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise((settle) => child.once("close", settle));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** A token of CI's in a file, and the three variables. */
function variables(exp = Math.floor(Date.now() / 1000) + 300): Record<string, string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const file = join(temporaryFolder(), "token");
  const claims = { iss: "https://ci.example.com", sub: "preview", aud: "sts.aliyuncs.com", exp };
  writeFileSync(file, `${part({ alg: "none" })}.${part(claims)}.signature\n`);
  return {
    ALIBABA_CLOUD_ROLE_ARN: `acs:ram::${accountId}:role/schoolgate`,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: `acs:ram::${accountId}:oidc-provider/ci`,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
  };
}

describe("the profile oidc", () => {
  it("gives the plugin the role's credentials, until when they hold, and nothing else", async () => {
    const { front } = await openFront();
    const { code, stdout, stderr } = await logIn({ ...front.environment, ...variables() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const credentials = JSON.parse(stdout) as Record<string, string>;
    expect(credentials).toEqual({
      mode: "StsToken",
      ...{ access_key_id: expect.any(String), access_key_secret: expect.any(String) },
      ...{
        sts_token: expect.any(String),
        expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    const { vpc } = await clientsOf(front, {
      accessKeyId: credentials.access_key_id as string,
      accessKeySecret: credentials.access_key_secret as string,
      securityToken: credentials.sts_token as string,
    });
    const vpcs = new vpcSdk.DescribeVpcsRequest({ regionId: "cn-hangzhou" });
    expect((await vpc.describeVpcs(vpcs)).statusCode).toBe(200);
    expect((await callsOf(front)).map(({ call, parameters }) => [call, parameters])).toEqual([
      [
        "sts:AssumeRoleWithOIDC",
        {
          RoleArn: `acs:ram::${accountId}:role/schoolgate`,
          OIDCProviderArn: `acs:ram::${accountId}:oidc-provider/ci`,
          RoleSessionName: "schoolgate",
        },
      ],
      ["vpc:DescribeVpcs", { RegionId: "cn-hangzhou" }],
    ]);
  });

  it("names the variable that is missing", async () => {
    const { ALIBABA_CLOUD_ROLE_ARN: _, ...two } = variables();
    expect(await logIn(two)).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: "the profile oidc needs the variable ALIBABA_CLOUD_ROLE_ARN\n",
    });
  });

  it("names the token's file where it cannot be read", async () => {
    expect(await logIn({ ...variables(), ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/nowhere/token" })).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: "/nowhere/token, the OIDC token, cannot be read: it does not exist\n",
    });
  });

  it("says what STS refuses, without the token", async () => {
    const { front } = await openFront();
    expect(await logIn({ ...front.environment, ...variables(1) })).toEqual({
      ...{ code: 1, stdout: "" },
      stderr:
        `STS at 127.0.0.1:${front.port} refused the role acs:ram::${accountId}:role/schoolgate: ` +
        "AuthenticationFail.OIDCToken.Expired: This OIDC Token has expired.\n",
    });
  });

  it("says where STS was asked, when nobody answers", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    onTestFinished(() => {
      server.close();
    });
    await new Promise((listening) => server.once("listening", listening));
    const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
    const { code, stdout, stderr } = await logIn({ ...variables(), ALIBABA_CLOUD_ENDPOINT_STS: host });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^STS at ${host} cannot be asked: [^\\n]+\\n$`));
  });
});

describe("the pipelines log in by it", () => {
  it("on GitHub once, because a token is good for minutes", () => {
    const { steps = [] } = jobsOf("preview.yml").preview ?? {};
    const env = (name: string) =>
      Object.fromEntries(
        Object.entries(steps.find((step) => step.name === name)?.env ?? {}).filter(([key]) =>
          key.startsWith("ALI"),
        ),
      );
    expect(env("Become the role that previews")).toEqual({
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: expression("vars.ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${expression("runner.temp")}/oidc-token`,
      ALIBABA_CLOUD_ROLE_ARN: expression("vars.ALIBABA_CLOUD_ROLE_ARN"),
    });
    expect(env("Preview")).toEqual({
      ALIBABA_CLOUD_CREDENTIALS_FILE: `${expression("runner.temp")}/alibaba-cloud.json`,
      ALIBABA_CLOUD_PROFILE: "oidc",
    });
  });

  it("on GitLab with each start of the plugin", () => {
    expect(gitlab["schoolgate preview"]?.variables).toMatchObject({
      ALIBABA_CLOUD_CREDENTIALS_FILE: "$CI_PROJECT_DIR/infra/login/profiles.json",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/opt/oidc-token",
      ALIBABA_CLOUD_PROFILE: "oidc",
    });
  });
});
