// Whatever is called in whatever order, the cloud keeps its rules.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ActionName,
  type AnswerOf,
  perform,
  type RequestOf,
} from "../../../rehearsal/alicloud/cloud-actions.ts";
import { defaultDelays } from "../../../rehearsal/alicloud/cloud-clock.ts";
import { CloudError } from "../../../rehearsal/alicloud/cloud-error.ts";
import { settle } from "../../../rehearsal/alicloud/cloud-settle.ts";
import { type CloudState, emptyCloud } from "../../../rehearsal/alicloud/cloud-state.ts";
import { mergeWorld, worldSchema } from "../../../rehearsal/alicloud/cloud-world.ts";
import { world } from "./support.ts";

const quotas = { eips: 5, eipsPerNatGateway: 3, natGatewaysPerVpc: 2, snatEntriesPerTable: 2 };

/** A cloud without a file: the actions alone, on a clock that the test moves. */
class Model {
  state: CloudState = emptyCloud();
  #now = 0;

  constructor() {
    mergeWorld(this.state, worldSchema.parse({ ...world, quotas }));
  }

  call<Name extends ActionName>(name: Name, request: RequestOf<Name>): AnswerOf<Name> {
    const state = structuredClone(this.state);
    const answer = perform(name, { state, now: this.#now, delays: defaultDelays }, request);
    this.state = state;
    return answer;
  }

  wait(milliseconds: number): void {
    this.#now += milliseconds;
    settle(this.state, this.#now);
  }
}

/** One step: picks, from what there is, by number. */
interface Step {
  readonly action:
    | "allocate"
    | "release"
    | "bind"
    | "unbind"
    | "create"
    | "modify"
    | "delete"
    | "gateway"
    | "wait";
  readonly which: number;
  readonly other: number;
  readonly force: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom(
    "allocate",
    "release",
    "bind",
    "unbind",
    "create",
    "modify",
    "delete",
    "gateway",
    "wait",
    // Often enough that operations come to their end.
    "wait",
    "wait",
  ),
  which: fc.nat(7),
  other: fc.nat(7),
  force: fc.boolean(),
});

function take({ action, which, other, force }: Step, cloud: Model): void {
  const { state } = cloud;
  const pick = <Value>(records: Record<string, Value>, index: number): Value | undefined => {
    const all = Object.values(records);
    return all[index % all.length];
  };
  const eip = pick(state.eips, which);
  const gateway = pick(state.natGateways, other);
  const entry = pick(state.snatEntries, which);
  const snatIp = [eip?.ipAddress, ...(force ? [pick(state.eips, other)?.ipAddress] : [])].join(",");
  if (action === "wait") cloud.wait(20 * (1 + which));
  else if (action === "allocate") cloud.call("AllocateEipAddress", {});
  else if (action === "gateway")
    cloud.call("CreateNatGateway", { vpcId: "vpc-hz", vSwitchId: "vsw-nat", natType: "Enhanced" });
  else if (action === "modify" && entry !== undefined)
    cloud.call("ModifySnatEntry", { ...idOf(entry), snatIp });
  else if (action === "delete" && entry !== undefined) cloud.call("DeleteSnatEntry", idOf(entry));
  else if (gateway === undefined || eip === undefined) return;
  else if (action === "release") cloud.call("ReleaseEipAddress", { allocationId: eip.allocationId });
  else if (action === "bind")
    cloud.call("AssociateEipAddress", {
      allocationId: eip.allocationId,
      instanceId: gateway.natGatewayId,
      instanceType: "Nat",
    });
  else if (action === "unbind")
    cloud.call("UnassociateEipAddress", {
      allocationId: eip.allocationId,
      instanceId: gateway.natGatewayId,
      force: force && which === 0,
    });
  else if (action === "create") {
    const source =
      which % 2 === 0 ? { sourceVSwitchId: "vsw-pods" } : { sourceCIDR: `10.20.${other % 4}.0/24` };
    cloud.call("CreateSnatEntry", { snatTableId: gateway.snatTableId, snatIp, ...source });
  }
}

function idOf({ snatTableId, snatEntryId }: { snatTableId: string; snatEntryId: string }) {
  return { snatTableId, snatEntryId };
}

function expectRulesKept(state: CloudState): void {
  const eips = Object.values(state.eips);
  const entries = Object.values(state.snatEntries);
  const unique = (values: unknown[]) => expect(new Set(values).size).toBe(values.length);
  unique(eips.map((eip) => eip.ipAddress));
  unique(entries.map((entry) => `${entry.snatTableId} ${entry.sourceCIDR}`));
  expect(eips.length).toBeLessThanOrEqual(quotas.eips);
  const gateways = Object.values(state.natGateways);
  expect(gateways.length).toBeLessThanOrEqual(quotas.natGatewaysPerVpc);
  for (const { natGatewayId, snatTableId } of gateways) {
    const own = entries.filter((entry) => entry.snatTableId === snatTableId);
    expect(own.length).toBeLessThanOrEqual(quotas.snatEntriesPerTable);
    expect(own.filter((entry) => entry.transition !== undefined).length).toBeLessThanOrEqual(1);
    expect(eips.filter((eip) => eip.instanceId === natGatewayId).length).toBeLessThanOrEqual(
      quotas.eipsPerNatGateway,
    );
    for (const ip of own.flatMap((entry) => entry.snatIp.split(",")))
      expect(eips.find((eip) => eip.ipAddress === ip)).toMatchObject({
        status: "InUse",
        instanceId: natGatewayId,
      });
  }
}

describe("the cloud, through any calls,", () => {
  it("keeps every entry's IPs bound, one entry a source, one change a table, its quotas, and no IP twice", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
        const cloud = new Model();
        for (const next of steps) {
          try {
            take(next, cloud);
            reached.add(next.action);
          } catch (error) {
            expect(error).toBeInstanceOf(CloudError);
            reached.add((error as CloudError).code);
          }
          expectRulesKept(cloud.state);
        }
      }),
      { numRuns: 500, seed: 20261101 },
    );
    // The walk is of worth only where it meets the rules.
    expect([...reached]).toEqual(
      expect.arrayContaining([
        "modify",
        "delete",
        "release",
        "EIP_NOT_IN_GATEWAY",
        "OperationUnsupported.EipInBinding",
        "Forbidden.SourceVSwitchId.Duplicated",
        "Forbidden.SnatEntryCountLimited",
        "InvalidIpStatus.HasBeenUsedBySnatTable",
        "IncorretSnatEntryStatus",
        "QuotaExceeded.Eip",
        "QuotaExceeded.NatGateway",
      ]),
    );
  });
});
