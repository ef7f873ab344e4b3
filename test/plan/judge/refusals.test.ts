import { describe, expect, it } from "vitest";
import { partings, refusalOfDestroy, refusals, unannounced } from "../../../plan/judge/refusals.ts";
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

describe("of an address that goes as it was announced", () => {
  const gone = change("demo", "delete", types.eip, "demo-egress-b-eip");
  const told = (message: string) => [
    { ...{ policy: "schoolgate-addresses-leave", level: "advisory" }, urn: gone.urn, message },
  ];

  it("the IP is given up", () => {
    expect(partings([gone], undefined)).toEqual(told("its IP is given up for good: nobody gets it back"));
  });

  it("the IP is named where a state knows it", () => {
    const outputs = { [gone.urn]: { ipAddress: "203.0.113.2" } };
    expect(partings([gone], { name: "demo", kind: "school", resources: [], outputs })).toEqual(
      told("its IP 203.0.113.2 is given up for good: nobody gets it back"),
    );
  });

  it("an adopted one is handed back", () => {
    const options = [{ option: "retainOnDelete" as const, from: true }];
    expect(partings([{ ...gone, options }], undefined)).toEqual(
      told("its IP is handed back: it stays in the account, unbound and protected there"),
    );
  });

  it("an adopted one that was bound is handed back bound", () => {
    const options = [{ option: "retainOnDelete" as const, from: true }];
    const binding = change(
      "demo",
      "delete",
      "alicloud:ecs/eipAssociation:EipAssociation",
      "demo-egress-b-binding",
      { options },
    );
    expect(partings([{ ...gone, options }, binding], undefined)).toEqual(
      told("its IP is handed back: it stays in the account, bound as it is and protected there"),
    );
  });

  it("nothing is told of one that is refused, or of another resource", () => {
    const others = [
      refused("delete", types.eip, "demo-egress-b-eip"),
      change("demo", "delete", types.route, "demo-api1-https"),
      change("demo", "update", types.eip, "demo-egress-b-eip"),
    ];
    expect(partings(others, undefined)).toEqual([]);
  });
});

describe("of a host that goes", () => {
  const gone = change("demo", "delete", "schoolgate:edge:Route", "demo-api-2");

  it("at once: it is retired first", () => {
    const retire = "./gate retire demo route api-2";
    const message =
      "its host would not be served any more, and that was not announced: put it back; to give it up, first " +
      `${retire} and an up, then ${retire} --delete in a change of its own`;
    expect(unannounced("demo", [gone])).toEqual([{ policy, level: "mandatory", urn: gone.urn, message }]);
  });

  it("as it was announced, and of one that stays: nothing", () => {
    const announced = { ...gone, properties: [{ path: "retired", from: true }] };
    expect(unannounced("demo", [announced, { ...gone, operation: "update" }])).toEqual([]);
  });
});

describe("of a host that goes with its verify file", () => {
  it("names the route's way alone", () => {
    const route = change("demo", "delete", "schoolgate:edge:Route", "demo-api-2");
    const file = refused("delete", types.map, "demo-api-2-WW_verify_A1.txt-content");
    const message =
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up, first " +
      "./gate retire demo route api-2 and an up, then ./gate retire demo route api-2 --delete in a change of its own";
    expect(refusals("demo", [route, file])).toEqual([{ policy, level: "mandatory", urn: file.urn, message }]);
  });
});

describe("what Pulumi will refuse is a finding of its own", () => {
  it.each(["eip", "binding"])("of an address (its %s) that goes: it is retired first", (part) => {
    const type = part === "eip" ? types.eip : "alicloud:ecs/eipAssociation:EipAssociation";
    expect(messageOf(refused("delete", type, `demo-egress-old-b-${part}`))).toBe(
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up, first " +
        "./gate retire demo address old-b and an up, then ./gate retire demo address old-b --delete in a change of its own",
    );
  });

  it.each(["content", "answer"])("of a verify file (its %s) that goes: it is retired first", (part) => {
    const gone = refused("delete", types.map, `demo-api-1-WW_verify_54wuPnLpuTWkAF0Z.txt-${part}`);
    const retire = "./gate retire demo verify-file api-1 WW_verify_54wuPnLpuTWkAF0Z.txt";
    expect(messageOf(gone)).toBe(
      "Pulumi refuses to delete it, because it is protected: put it back; to give it up, first " +
        `${retire} and an up, then ${retire} --delete in a change of its own`,
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
          "to give it up, first ./gate retire demo and an up, then pulumi destroy -s demo; its file goes last",
      },
    ]);
    const unprotected = changes.filter((each) => !each.refused);
    expect(refusalOfDestroy("demo", unprotected)).toEqual([]);
  });

  it("is none of what is not refused", () => {
    expect(refusals("demo", [change("demo", "delete", types.eip, "demo-egress-a-eip")])).toEqual([]);
  });
});
