import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Config } from "@alicloud/openapi-core/dist/utils.js";
import { onTestFinished } from "vitest";
import { Cloud } from "../../../../rehearsal/alicloud/cloud.ts";
import { actions } from "../../../../rehearsal/alicloud/cloud-actions.ts";
import type { World } from "../../../../rehearsal/alicloud/cloud-world.ts";
import { type Front, type LoggedCall, startFront } from "../../../../rehearsal/alicloud/wire/server.ts";
import { type FaultInput, parseFaults } from "../../../../rehearsal/faults.ts";
import { folder, world } from "../support.ts";

// Both packages are CommonJS with a default export, which Node and Vitest import in different ways.
const require = createRequire(import.meta.url);
/** The client of the VPC API, and its models. */
export const vpcSdk = require("@alicloud/vpc20160428") as typeof import("@alicloud/vpc20160428");
/** The client of the ECS API, and its models. */
export const ecsSdk = require("@alicloud/ecs20140526") as typeof import("@alicloud/ecs20140526");

/** How a client of Alibaba's own signs: its newer way, and its older one. */
export const signatures = { ACS3: undefined, "1.0": "v2" } as const;

/** A front on a cloud of this test's own, whose clock goes forward when told to. */
export async function openFront(options: { world?: World; faults?: FaultInput[] } = {}) {
  const own = await folder();
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, sleep: async () => undefined };
  const faults = parseFaults(options.faults ?? [], { calls: Object.keys(actions), types: [] });
  const cloud = await Cloud.open({
    ...{ file: join(own, "cloud.json"), world: options.world ?? world, faults, clock },
    // The clock is the machine's: an operation is under way until the test says that time has passed.
    delays: Object.fromEntries(delayed.map((name) => [name, 60_000])),
  });
  const front = await startFront({ folder: join(own, "front"), cloud });
  onTestFinished(() => front.close());
  return {
    cloud,
    front,
    /** Lets every asynchronous operation that is under way come to its end. */
    later: (): void => {
      ahead += 60_000;
    },
  };
}

const delayed = [
  ...["vswitch", "natGateway", "natGatewayDelete", "eipAssociate", "eipUnassociate", "eipRelease"],
  ...["snatEntry", "routeTable", "routeEntry"],
];

type ClientOptions = Partial<Pick<Config, "accessKeyId" | "accessKeySecret" | "securityToken">> & {
  readonly signature?: keyof typeof signatures;
  readonly readTimeout?: number;
  readonly retries?: number;
};

/** Alibaba's own clients, pointed at a front as its environment says. */
export async function clientsOf(front: Front, options: ClientOptions = {}) {
  const { signature = "ACS3", retries, ...rest } = options;
  const { environment } = front;
  const condition = {
    ...{ maxAttempts: retries ?? 0, backoff: undefined, maxDelay: 0 },
    ...{ exception: ["ThrottlingError", "ServerError"], errorCode: [] },
  };
  const config = {
    accessKeyId: environment.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    endpoint: environment.ALIBABA_CLOUD_ENDPOINT_VPC,
    ca: await readFile(environment.NODE_EXTRA_CA_CERTS ?? "", "utf8"),
    regionId: "cn-hangzhou",
    signatureAlgorithm: signatures[signature],
    ...(retries !== undefined && {
      retryOptions: { retryable: true, retryCondition: [condition], noRetryCondition: [] },
    }),
    ...rest,
  } as never;
  return { vpc: new vpcSdk.default(config), ecs: new ecsSdk.default(config) };
}

/** The calls that a front has had. */
export async function callsOf({ log }: Front): Promise<LoggedCall[]> {
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as LoggedCall);
}

/** A model of an answer as the plain values in it, without what is absent and without the request's id. */
export function plain(answer: { body?: unknown }): unknown {
  const { requestId: _, ...body } = JSON.parse(JSON.stringify(answer.body)) as Record<string, unknown>;
  return body;
}

/** What a call of a client fails with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; statusCode: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { code, statusCode, message } = error as { code: string; statusCode: number; message: string };
    return { code, statusCode, message: message.replace(/ request id: .*/s, "") };
  }
  throw new Error("the call succeeded");
}
