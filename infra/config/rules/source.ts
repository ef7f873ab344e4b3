import { blockOf, isInside, overlap } from "../../../lib/cidr-block.ts";
import { type Finding, finding, type Path } from "../../../lib/problem.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

const source: Path = [schoolKey, "egress", "source"];

/** A block begins at its network address. */
export function blocksAligned({ source: { cidr, zones = {} } }: SchoolFacts): Finding[] {
  const written: [Path, string][] = Object.entries(zones).map(([zone, text]) => [
    [...source, "zones", zone],
    text,
  ]);
  if (cidr !== undefined) written.unshift([[...source, "cidr"], cidr]);
  return written.flatMap(([path, text]) => {
    const block = blockOf(text);
    if (!block || block.aligned === text) return [];
    return [finding(path, text, "a block begins at its network address", `write ${block.aligned}`)];
  });
}

/** A source is a part of the VPC: from all of it calls of others would leave from the school's address too. */
export function blockOwn({ source: { cidr } }: SchoolFacts): Finding[] {
  const prefix = cidr === undefined ? undefined : blockOf(cidr)?.prefix;
  if (prefix === undefined || prefix >= 17) return [];
  const rule =
    "a source is a part of the VPC, of /17 or smaller: other calls must not leave from the school's address";
  return [finding([...source, "cidr"], cidr, rule, "choose a free block such as 10.20.8.0/24")];
}

/** Alibaba Cloud makes vSwitches of /16 to /29. */
export function zonePrefixes({ source: { zones = {} } }: SchoolFacts): Finding[] {
  return Object.entries(zones).flatMap(([zone, text]) => {
    const prefix = blockOf(text)?.prefix ?? 16;
    if (prefix >= 16 && prefix <= 29) return [];
    return [
      finding(
        [...source, "zones", zone],
        text,
        "a vSwitch has a block of /16 to /29",
        "choose a prefix in this range",
      ),
    ];
  });
}

/** The school's one SNAT entry is for the source's block: a vSwitch outside would not leave from the pinned address. */
export function zonesInside({ source: { cidr, zones = {} } }: SchoolFacts): Finding[] {
  const outer = cidr === undefined ? undefined : blockOf(cidr);
  if (!outer) return [];
  return Object.entries(zones).flatMap(([zone, text]) => {
    const block = blockOf(text);
    if (!block || isInside(block, outer)) return [];
    const rule = `a zone's block lies in the source's block ${cidr}`;
    return [
      finding([...source, "zones", zone], text, rule, "choose a part of the source's block, or widen that"),
    ];
  });
}

/** The zones of a school share no address. */
export function zonesDisjoint({ source: { zones = {} } }: SchoolFacts): Finding[] {
  const blocks = Object.entries(zones).flatMap(([zone, text]) => {
    const block = blockOf(text);
    return block ? [{ zone, text, block }] : [];
  });
  return blocks.flatMap(({ zone, text, block }, index) => {
    const other = blocks.slice(0, index).find((earlier) => overlap(earlier.block, block));
    if (!other) return [];
    const rule = `the zones' blocks share no address, and ${other.zone} has ${other.text}`;
    return [finding([...source, "zones", zone], text, rule, "choose blocks that do not overlap")];
  });
}

/** vSwitches of the school's own need a zone to lie in. */
export function someZone({ source: { zones } }: SchoolFacts): Finding[] {
  if (zones === undefined || Object.keys(zones).length > 0) return [];
  const fix = "add one, such as zones: { cn-hangzhou-i: 10.20.8.0/25 }; two survive the loss of one";
  return [finding([...source, "zones"], undefined, "a source has at least one zone", fix)];
}

/** One SNAT entry serves all adopted vSwitches, so that a swap is one change. */
export function adoptedNeedBlock({ source: { vswitchIds = [], cidr } }: SchoolFacts): Finding[] {
  if (vswitchIds.length < 2 || cidr !== undefined) return [];
  const rule = "more than one vSwitch needs cidr: a school has one SNAT entry, for one block";
  return [
    finding([...source, "vswitchIds"], vswitchIds, rule, "add cidr: the smallest block that covers them all"),
  ];
}

/** A vSwitch is listed once. */
export function vswitchesOnce({ source: { vswitchIds = [] } }: SchoolFacts): Finding[] {
  return vswitchIds.flatMap((id, index) =>
    vswitchIds.indexOf(id) === index
      ? []
      : [finding([...source, "vswitchIds", index], id, "a vSwitch is listed once", "remove it here")],
  );
}
