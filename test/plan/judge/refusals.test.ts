import { describe, expect, it } from "vitest";
import { refusalOfDestroy, refusals } from "../../../plan/judge/refusals.ts";
import type { Change } from "../../../plan/model.ts";
import { change, types } from "../../support/plans.ts";

const policy = "schoolgate-retire-first";
const nat = "alicloud:vpc/natGateway:NatGateway";

const refused = (operation: "delete" | "replace", type: string, name: string, more: Partial<Change> = {}) =>
  change("demo", operation, type, name, { refused: true, ...more });

/** The one message about one change. */
function messageOf(each: Change): string {
  const [only, ...more] = refusals("demo", [each]);
  expect(more).toEqual([]);
  expect(only).toEqual({ policy, level: "mandatory", urn: each.urn, message: only?.message });
  return only?.message ?? "";
}

describe("what Pulumi will refuse is a finding of its own", () => {
  it.each(["eip", "binding"])("of an address (its %s) that goes: it is retired first", (part) => {
    const type = part === "eip" ? types.eip : "alicloud:ecs/eipAssociation:EipAssociation";
    expect(messageOf(refused("delete", type, `demo-egress-old-b-${part}`))).toBe(
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up, first " +
        "./gate address retire demo old-b and an up, then ./gate address retire demo old-b --delete in a change of its own",
    );
  });

  it("of an address that would be replaced: by which inputs, and how to have another", () => {
    const properties = [
      { path: "bandwidth", from: "5", to: "10" },
      { path: "isp", from: "BGP", to: "BGP_PRO", replaces: true as const },
    ];
    expect(messageOf(refused("replace", types.eip, "demo-egress-a-eip", { properties }))).toBe(
      "Pulumi refuses to replace it, because it is protected: undo the change of isp; " +
        "for another address, add one under a new key, swap to it, and retire this one",
    );
  });

  it("of what no stack file retires: its protection is taken off in the state", () => {
    const gone = refused("delete", types.map, "demo-api1-content");
    expect(messageOf(gone)).toBe(
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up for good, " +
        `right before the up: pulumi state unprotect '${gone.urn}' -s demo`,
    );
    const replaced = refused("replace", types.map, "demo-api1-content");
    expect(messageOf(replaced)).toBe(
      "Pulumi refuses to replace it, because it is protected: undo the change of its provider; to have another for good, " +
        `right before the up: pulumi state unprotect '${replaced.urn}' -s demo`,
    );
  });

  it("of a NAT gateway: the cloud protects it too", () => {
    const gone = refused("delete", nat, "demo-egress-nat-gateway");
    expect(messageOf(gone)).toBe(
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up for good, " +
        "switch deletion protection off in Alibaba Cloud, and " +
        `right before the up: pulumi state unprotect '${gone.urn}' -s demo`,
    );
  });

  it("of a stack whose file is gone: told once", () => {
    const changes = [
      refused("delete", types.eip, "demo-egress-a-eip"),
      refused("delete", types.map, "demo-api1-content"),
      change("demo", "delete", types.route, "demo-api1-https"),
    ];
    expect(refusalOfDestroy("demo", changes)).toEqual([
      {
        ...{ policy, level: "mandatory" },
        message:
          "Pulumi refuses to destroy it, because 2 of its resources are protected: put its file back; " +
          "to give it up for good, switch deletion protection off in Alibaba Cloud, and " +
          "right before pulumi destroy -s demo: pulumi state unprotect --all -s demo",
      },
    ]);
    const unprotected = changes.filter((each) => !each.refused);
    expect(refusalOfDestroy("demo", unprotected)).toEqual([]);
  });

  it("is none of what is not refused", () => {
    expect(refusals("demo", [change("demo", "delete", types.eip, "demo-egress-a-eip")])).toEqual([]);
  });
});
