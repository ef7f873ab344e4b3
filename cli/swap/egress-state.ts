import { nameOf, rootStackType } from "../../lib/urn.ts";

import type { EgressState } from "./engine.ts";

/** A resource as both engines keep it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** An operation that an engine began and did not see the end of. */
export interface PendingOperation {
  readonly kind: string;
  readonly urn: string;
}

/** The resources of a school that a swap is about. */
export interface EgressResources {
  readonly snat: StateResource;
  /** By key; only addresses with their binding. */
  readonly addresses: Readonly<
    Record<string, { readonly eip: StateResource; readonly binding: StateResource }>
  >;
}

const snatType = "alicloud:vpc/snatEntry:SnatEntry";

/** The name of a school's SNAT entry: with its type, that is its identity. */
const snatName = (slug: string): string => `${slug}-egress-snat`;

/** Whether a change or a resource is about a school's SNAT entry. */
export const isSnat = (slug: string, { type, name }: { type: string; name: string }): boolean =>
  type === snatType && name === snatName(slug);

/** @returns `undefined` where the state has no SNAT entry of the school */
export function egressResources(
  slug: string,
  resources: readonly StateResource[],
): EgressResources | undefined {
  const byName = new Map(resources.map((resource) => [nameOf(resource.urn), resource]));
  const snat = byName.get(snatName(slug));
  if (snat === undefined) return undefined;
  const prefix = `${slug}-egress-`;
  const addresses = [...byName].flatMap(([name, eip]) => {
    if (!name.startsWith(prefix) || !name.endsWith("-eip")) return [];
    const key = name.slice(prefix.length, -"-eip".length);
    const binding = byName.get(`${prefix}${key}-binding`);
    return binding === undefined ? [] : [[key, { eip, binding }] as const];
  });
  return { snat, addresses: Object.fromEntries(addresses) };
}

/** A school's egress out of an engine's state. */
export function egressState(
  slug: string,
  resources: readonly StateResource[],
  pending: readonly PendingOperation[],
): EgressState | undefined {
  const egress = egressResources(slug, resources);
  if (egress === undefined) return undefined;
  return {
    ips: Object.fromEntries(
      Object.entries(egress.addresses).map(([key, { eip }]) => [key, String(eip.outputs?.ipAddress)]),
    ),
    activeIp: String(egress.snat.outputs?.snatIp),
    outputIp: outputIpOf(resources),
    pending: pending
      .filter(({ urn }) => nameOf(urn) !== snatName(slug))
      .map(({ kind, urn }) => `${kind} ${nameOf(urn)}`),
  };
}

function outputIpOf(resources: readonly StateResource[]): string | undefined {
  const ip = resources.find(({ type }) => type === rootStackType)?.outputs?.activeEgressIp;
  return typeof ip === "string" ? ip : undefined;
}
