// A school whose egress is live before schoolgate comes: somebody made it by hand, and gave it names and tags of their own.
import type { World } from "../../rehearsal/alicloud/cloud-world.ts";
import type { Project } from "./projects.ts";

/** What lakeside's calls leave by: its address, bound, and its SNAT entry. */
export const live = {
  allocationId: "eip-bp1lakeside00000001",
  snatEntryId: "snat-bp1lakeside00000001",
  /** Where the NAT gateway is the school's alone. */
  nat: { natGatewayId: "ngw-bp1lakeside0000000001", snatTableId: "stb-bp1lakeside0000000001" },
};

/** Has lakeside's stack file adopt all that its calls use. */
export function adoptLive(project: Project, nat: "shared" | "its own"): void {
  project.edit("lakeside", (file) => {
    const set = (path: readonly string[], value: unknown) =>
      file.setIn(["config", "schoolgate:school", "egress", ...path], value);
    set(["nat"], nat === "shared" ? nat : file.createNode(live.nat, { flow: true }));
    set(["snatEntryId"], live.snatEntryId);
    set(["addresses", "a", "bound"], true);
  });
}

/** Has lakeside's calls come from one vSwitch, for which its entry was made; a relay would need the block. */
export function fromOneVswitch(project: Project): void {
  project.edit("lakeside", (file) => {
    const at = ["config", "schoolgate:school", "egress"];
    file.deleteIn([...at, "relay"]);
    file.setIn([...at, "source"], file.createNode({ vswitchIds: ["vsw-bp1lakeside0000000001"] }));
  });
}

/** The names and tags that its makers gave: nothing of schoolgate's. */
export function asMadeByHand(world: World): World {
  return {
    ...world,
    eips: world.eips?.map((eip) => ({
      ...eip,
      addressName: "wecom-out",
      bandwidth: "20",
      deletionProtection: true,
      tags: { owner: "network" },
    })),
    snatEntries: world.snatEntries?.map((entry) => ({ ...entry, snatEntryName: "oauth" })),
  };
}
