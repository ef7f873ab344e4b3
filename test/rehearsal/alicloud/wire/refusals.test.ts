import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { describe, expect, it } from "vitest";
import type { Front } from "../../../../rehearsal/alicloud/wire/server.ts";
import { callsOf, clientsOf, ecsSdk, openFront, refusalOf, vpcSdk } from "./support.ts";

const regionId = "cn-hangzhou";
const vpcs = new vpcSdk.DescribeVpcsRequest({ regionId });
const entry = new vpcSdk.ModifySnatEntryRequest({
  ...{ regionId, snatTableId: "stb-shared", snatEntryId: "snat-none", snatIp: "192.0.2.1" },
});

/** A request signed by hand as version 1.0 has it, with what a test changes. */
async function ask(front: Front, changes: Record<string, string | undefined>, method = "GET") {
  const parameters: Record<string, string | undefined> = {
    ...{ Action: "DescribeVpcs", Version: "2016-04-28", Format: "JSON", RegionId: regionId },
    ...{ AccessKeyId: "stand-in", SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0" },
    ...{ SignatureNonce: "1", Timestamp: `${new Date().toISOString().slice(0, 19)}Z` },
    ...changes,
  };
  const encode = encodeURIComponent;
  const signed = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${encode(name)}=${encode(value)}`]))
    .sort()
    .join("&");
  const Signature = createHmac("sha1", "stand-in&")
    .update(`${method}&%2F&${encode(signed)}`)
    .digest("base64");
  const ca = await readFile(front.environment.NODE_EXTRA_CA_CERTS ?? "");
  const path = `/?${signed}&Signature=${encode(changes.Signature ?? Signature)}`;
  return new Promise<{ status: number; body: Record<string, unknown> }>((settle, fail) => {
    const asked = request({ host: "127.0.0.1", port: front.port, ca, method, path }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => {
        text += part.toString();
      });
      response.on("end", () => settle({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asked.on("error", fail).end();
  });
}

describe("what the front refuses as Alibaba Cloud does", () => {
  it("says what, with the request's id and the host, in the API's own shape", async () => {
    const { front } = await openFront();
    expect(await ask(front, { Action: "DescribeMoon" })).toEqual({
      status: 404,
      body: {
        RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
        HostId: `127.0.0.1:${front.port}`,
        Code: "InvalidAction.NotFound",
        Message: "Specified api is not found, please check your url and method.",
        Recommend: "https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&product=vpc",
      },
    });
    expect(await callsOf(front)).toEqual([
      {
        ...{ time: expect.any(String), call: "vpc:DescribeMoon", parameters: { RegionId: regionId } },
        ...{ status: 404, code: "InvalidAction.NotFound", requestId: expect.any(String) },
      },
    ]);
  });

  const invalid = (name: string) => `The specified parameter "${name}" is not valid.`;
  const missing = (name: string) =>
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;
  it.each([
    [{ SignatureVersion: "2.0" }, 400, "InvalidParameter", invalid("SignatureVersion")],
    [{ SignatureMethod: "MD5" }, 400, "InvalidParameter", invalid("SignatureMethod")],
    [{ SignatureVersion: undefined }, 400, "MissingParameter", missing("SignatureVersion")],
    [{ AccessKeyId: undefined }, 400, "MissingParameter", missing("AccessKeyId")],
    [{ Action: undefined }, 400, "MissingParameter", missing("Action")],
    [{ Version: undefined }, 400, "MissingParameter", missing("Version")],
    [{ Version: "2015-12-15" }, 400, "InvalidVersion", "Specified parameter Version is not valid."],
    [{ Action: "constructor" }, 404, "InvalidAction.NotFound", expect.any(String)],
    [{ Format: "XML" }, 400, "InvalidParameter", invalid("Format")],
    [{ PageSize: "many" }, 400, "InvalidParameter", invalid("PageSize")],
    [{ Timestamp: "yesterday" }, 400, "InvalidTimeStamp.Format", expect.any(String)],
    [{ Timestamp: "2020-01-01T00:00:00Z" }, 400, "InvalidTimeStamp.Expired", expect.any(String)],
    [{ Signature: "AAAA" }, 400, "SignatureDoesNotMatch", expect.any(String)],
    [
      { AccessKeyId: "LTAI-somebody" },
      404,
      "InvalidAccessKeyId.NotFound",
      'Specified access key is not found. The stand-in cloud knows "stand-in", and those that its STS gives out.',
    ],
    [
      { VpcName: "campus", Filter: "x" },
      400,
      "UnsupportedParameter",
      'The stand-in cloud does not heed "Filter", "VpcName" of DescribeVpcs.',
    ],
  ])("%j", async (changes, status, code, message) => {
    const { front } = await openFront();
    const answer = await ask(front, changes);
    expect({ status: answer.status, code: answer.body.Code, message: answer.body.Message }).toEqual({
      ...{ status, code, message },
    });
  });

  it("answers a signed GET, and no method but GET and POST", async () => {
    const { front } = await openFront();
    expect(await ask(front, {})).toMatchObject({ status: 200, body: { TotalCount: 1 } });
    expect(await ask(front, {}, "PUT")).toMatchObject({
      status: 400,
      body: { Code: "UnsupportedHTTPMethod" },
    });
  });

  it("takes no call that was signed with another secret", async () => {
    const { front } = await openFront();
    for (const signature of ["ACS3", "1.0"] as const) {
      const { vpc } = await clientsOf(front, { signature, accessKeySecret: "wrong" });
      expect(await refusalOf(vpc.describeVpcs(vpcs))).toMatchObject({
        ...{ code: "SignatureDoesNotMatch", statusCode: 400 },
      });
    }
  });

  it("writes neither keys nor signatures into the log", async () => {
    const { front } = await openFront();
    await ask(front, {});
    expect(await readFile(front.log, "utf8")).not.toMatch(/Signature|stand-in|AccessKey/);
  });
});

describe("a fault plan at the wire, as Alibaba's clients see it", () => {
  const call = "ModifySnatEntry";
  const gone = { code: "InvalidSnatEntryId.NotFound", statusCode: 404 };

  it("throttles, which the clients retry", async () => {
    const { front } = await openFront({ faults: [{ call, when: "before", throttle: true }] });
    const { vpc } = await clientsOf(front);
    expect(await refusalOf(vpc.modifySnatEntry(entry))).toEqual({
      ...{ code: "Throttling.User", statusCode: 400 },
      message: "Throttling.User: code: 400, ModifySnatEntry: too many requests",
    });
    const again = await openFront({ faults: [{ call, when: "before", throttle: true, times: 2 }] });
    const patient = await clientsOf(again.front, { retries: 3 });
    expect(await refusalOf(patient.vpc.modifySnatEntry(entry))).toMatchObject(gone);
    expect((await callsOf(again.front)).map(({ status, code }) => [status, code])).toEqual([
      ...[
        [400, "Throttling.User"],
        [400, "Throttling.User"],
      ],
      [404, "InvalidSnatEntryId.NotFound"],
    ]);
  });

  it.each([
    ["InternalError", 500],
    ["ServiceUnavailable", 503],
    ["Forbidden.RAM", 403],
    ["OperationConflict", 400],
  ])("fails with %s by %i", async (error, statusCode) => {
    const { front } = await openFront({ faults: [{ call, when: "before", error }] });
    const { vpc } = await clientsOf(front);
    expect(await refusalOf(vpc.modifySnatEntry(entry))).toMatchObject({ code: error, statusCode });
  });

  it("loses the answer of a call that took effect; the same token gets it again", async () => {
    const faults = [{ call: "AllocateEipAddress", when: "after", disconnect: true }] as const;
    const { front, cloud } = await openFront({ faults: [...faults] });
    const { vpc } = await clientsOf(front);
    const allocate = new vpcSdk.AllocateEipAddressRequest({ regionId, clientToken: "once" });
    await expect(vpc.allocateEipAddress(allocate)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(Object.keys((await cloud.snapshot()).eips)).toEqual(["eip-old", "eip-bp10000001"]);
    expect((await vpc.allocateEipAddress(allocate)).body?.allocationId).toBe("eip-bp10000001");
    expect((await callsOf(front)).map(({ status, code }) => [status, code])).toEqual([
      [0, "Client.ConnectionLost"],
      [200, undefined],
    ]);
  });

  it("hangs until the client gives up", async () => {
    const { front } = await openFront({ faults: [{ call: "DescribeVpcs", when: "before", timeout: true }] });
    const { vpc } = await clientsOf(front, { readTimeout: 300 });
    await expect(vpc.describeVpcs(vpcs)).rejects.toThrow(/ReadTimeout/);
    expect((await vpc.describeVpcs(vpcs)).statusCode).toBe(200);
  });
});

it("looks for one group's rules by their direction and kind", async () => {
  const { front } = await openFront();
  const { ecs } = await clientsOf(front);
  const { body } = await ecs.createSecurityGroup(
    new ecsSdk.CreateSecurityGroupRequest({ regionId, vpcId: "vpc-hz" }),
  );
  const securityGroupId = body?.securityGroupId ?? "";
  const rule = { ipProtocol: "tcp", portRange: "22/22", sourceCidrIp: "10.20.0.0/16" };
  await ecs.authorizeSecurityGroup(
    new ecsSdk.AuthorizeSecurityGroupRequest({ regionId, securityGroupId, ...rule }),
  );
  const count = async (wanted: object): Promise<number | undefined> => {
    const asked = new ecsSdk.DescribeSecurityGroupAttributeRequest({ regionId, securityGroupId, ...wanted });
    return (await ecs.describeSecurityGroupAttribute(asked)).body?.permissions?.permission?.length;
  };
  expect([
    await count({}),
    await count({ direction: "ingress", nicType: "intranet" }),
    await count({ direction: "egress" }),
    await count({ nicType: "internet" }),
  ]).toEqual([1, 1, 0, 0]);
  await ecs.revokeSecurityGroup(
    new ecsSdk.RevokeSecurityGroupRequest({ regionId, securityGroupId, permissions: [rule] }),
  );
  expect(await count({})).toBe(0);
});
