import { type FleetStatus, type StackStatus, verdicts } from "../../fleet/status/model.ts";

/** A status of these stacks, in their order. */
export function fleetStatus(stacks: readonly StackStatus[]): FleetStatus {
  const counts = verdicts.map((each) => [each, stacks.filter(({ verdict }) => verdict === each).length]);
  const totals = { stacks: stacks.length, ...Object.fromEntries(counts) } as FleetStatus["totals"];
  return { at: "2026-12-01T00:00:00.000Z", backend: "file:///states", totals, stacks };
}

/** A school that is up and fine, but for what is given. */
export function schoolStatus(name: string, more: Partial<StackStatus> = {}): StackStatus {
  return {
    ...{ name, kind: "school", title: "示例大学", platform: "hz", verdict: "fine", concerns: [] },
    ...{ file: { sound: true, problems: [] }, up: { resources: 43, written: "2026-11-20T08:00:00Z" } },
    ...{ outstanding: { known: true, operations: {}, outputs: false }, pending: [], locks: [] },
    addresses: [
      { key: "a", ip: "203.0.113.1", role: "active", trusted: true },
      { key: "b", ip: "203.0.113.2", role: "standby", trusted: true },
    ],
    certificates: [{ route: "api1", host: `api1.${name}.edu.cn`, from: "issuer" }],
    ...more,
  };
}

/** 1,000 stacks of every kind, worst first. */
export function mixedStatus(): FleetStatus {
  const name = (number: number): string => `school-${String(number).padStart(4, "0")}`;
  return fleetStatus(
    Array.from({ length: 1_000 }, (_, number): StackStatus => {
      if (number < 10) return schoolStatus(name(number), broken);
      if (number < 40) return schoolStatus(name(number), { ...held, platform: "bj" });
      if (number < 240) return schoolStatus(name(number), changed);
      if (number < 400) return schoolStatus(name(number), waiting);
      return schoolStatus(name(number));
    }),
  );
}

const broken: Partial<StackStatus> = {
  verdict: "broken",
  outstanding: { known: false },
  concerns: [
    {
      level: "broken",
      what: "an up was cut off, and what came of it is not in the state: creating EipAddress egress-b-eip",
      fix: "pulumi refresh -s school",
    },
  ],
};
const held: Partial<StackStatus> = {
  verdict: "attention",
  concerns: [
    {
      level: "attention",
      what: "an update holds its lock: ann@ci-1, process 7, since 2026-11-30T08:00:00Z",
      fix: "wait for it; if that process is gone, pulumi cancel -s school",
    },
  ],
};
const changed: Partial<StackStatus> = {
  verdict: "changes",
  outstanding: { known: true, operations: { update: 2, create: 1 }, outputs: true },
};
const waiting: Partial<StackStatus> = {
  verdict: "waiting",
  step: {
    ...{ number: 5, title: "trusted IPs", whose: "WeCom administrator" },
    what: "enter the trusted IPs of the handover sheet",
  },
};
