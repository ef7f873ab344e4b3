import type { PropertyChange } from "../model.ts";

/** What a change of a stack's output asks of people, by its name. */
const consequences: Readonly<Record<string, string>> = {
  trustedIps:
    "the school enters the new list in WeCom's trusted IPs (企业可信IP), before calls leave from an IP that is new in it",
  cnameTarget: "each school's CNAME records lead to the new name, before the old one ends",
  entryUrl: "the school sets it as the app's home page in WeCom",
  hosts: "the school has the host in its DNS and among WeCom's trusted domains",
  verifyUrls: "WeCom asks there for the verify file: the school saves its trusted domain again",
  activeEgressIp: "calls to WeCom leave from it: it is in the school's trusted IPs before the up",
  egressIps: "nobody enters them anywhere: trustedIps is what WeCom has to know",
  namespace: "whatever else runs in the school's namespace moves with it",
  relayUrl: "the pods that call WeCom are told the new proxy",
};

/** The changes of one output, and what they ask of people. */
export interface OutputGroup {
  readonly changes: readonly PropertyChange[];
  readonly asks: string;
}

/** Changed outputs by name, those that a school has to act on first. */
export function outputGroups(changes: readonly PropertyChange[]): OutputGroup[] {
  const order = Object.keys(consequences);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...Map.groupBy(changes, ({ path }) => outputOf(path))]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, changes]) => ({
      changes,
      asks: Object.hasOwn(consequences, name) ? (consequences[name] ?? "") : "whoever reads it is told",
    }));
}

/** The output that a path begins with. */
export function outputOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
