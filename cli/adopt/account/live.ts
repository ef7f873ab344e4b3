// What a school's calls leave by now, found in the account by the IP that WeCom sees.
import type { PlatformConfig } from "../../../infra/config/platform-schema.ts";
import { blockOf, isInside, overlap } from "../../../lib/cidr-block.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { Account, Eip, Entry, Gateway } from "./account.ts";

/** A live egress, as a stack file adopts it. */
export interface Live {
  readonly allocationId: string;
  readonly nat: "shared" | { readonly natGatewayId: string; readonly snatTableId: string };
  readonly snatEntryId: string;
  readonly source: { readonly vswitchIds: string[]; readonly cidr?: string };
  /** Allocation ids of other addresses that are bound to a NAT gateway of the school's own. */
  readonly standbys: readonly string[];
}

/** What is asked for: an IP, and among several entries that use it, one. */
export interface Wanted {
  readonly school: string;
  readonly ip: string;
  readonly snatEntryId: string | undefined;
}

/** @throws {Refusal} when there is no one egress that can be taken over as it is, with the way to one */
export async function liveEgress(
  wanted: Wanted,
  { network }: PlatformConfig,
  account: Account,
): Promise<Live> {
  const eip = boundToNat(wanted, await account.eips(wanted.ip));
  const natGatewayId = eip.instanceId;
  const gateway = await account.gateway(natGatewayId);
  if (gateway === undefined || gateway.vpcId !== network.vpcId) throw elsewhere(eip, gateway, network.vpcId);
  const { snatTableId } = gateway;
  const entries = await account.entries(snatTableId);
  const entry = entryOf(wanted, entries);
  const source = await sourceOf(entry, entries, gateway, account);
  const isShared = natGatewayId === network.sharedNat?.natGatewayId;
  const [other] = entries.filter((each) => each !== entry);
  if (!isShared && other !== undefined) {
    throw new Refusal(
      `${natGatewayId} has ${other.snatEntryId} too, so it is not one school's alone`,
      `write sharedNat: { natGatewayId: ${natGatewayId}, snatTableId: ${snatTableId} } below network of the platform, and run this again`,
    );
  }
  return {
    allocationId: eip.allocationId,
    nat: isShared ? "shared" : { natGatewayId, snatTableId },
    snatEntryId: entry.snatEntryId,
    source,
    standbys: isShared ? [] : gateway.idle,
  };
}

const whatItIs: Readonly<Record<string, string>> = {
  EcsInstance: "the ECS instance",
  SlbInstance: "the load balancer",
  NetworkInterface: "the network interface",
  HaVip: "the virtual IP",
};

function boundToNat({ school, ip }: Wanted, eips: readonly Eip[]): Eip {
  const [eip] = eips;
  if (eip === undefined)
    throw new Refusal(
      `no elastic IP of the account has ${ip} in the platform's region`,
      "give the IP that WeCom names in its errcode 60020 answer, and log in to the account that has it",
    );
  const { allocationId, instanceId, instanceType } = eip;
  if (instanceId === "")
    throw new Refusal(
      `${ip} (${allocationId}) is bound to nothing, so no call leaves from it`,
      `./gate address add ${school} --adopt ${allocationId} makes it a standby`,
    );
  if (instanceType === "Nat") return eip;
  throw new Refusal(
    `${ip} (${allocationId}) is bound to ${whatItIs[instanceType] ?? instanceType} ${instanceId}, and an address is bound to one thing at a time`,
    `without a gap: ./gate address add ${school}, have the school list that IP too, and swap to it; to keep ${ip}: ` +
      `unbind it, at once ./gate address add ${school} --adopt ${allocationId}, pulumi up and ./gate swap, ` +
      "and for these minutes no call leaves from it",
  );
}

function elsewhere({ ip, instanceId }: Eip, gateway: Gateway | undefined, vpcId: string): Refusal {
  const place = gateway === undefined ? "is not in the platform's region" : `is in ${gateway.vpcId}`;
  return new Refusal(
    `${ip} is bound to ${instanceId}, which ${place}, and the platform's network is ${vpcId}`,
    "choose the platform whose network it is, or correct that platform's vpcId",
  );
}

function entryOf({ school, ip, snatEntryId }: Wanted, entries: readonly Entry[]): Entry {
  const using = entries.filter(({ ips }) => ips.includes(ip));
  const chosen = snatEntryId === undefined ? using : using.filter((each) => each.snatEntryId === snatEntryId);
  const [entry, second] = chosen;
  if (entry === undefined)
    throw new Refusal(
      using.length === 0
        ? `no SNAT entry uses ${ip}, so no call leaves from it`
        : `${snatEntryId} does not use ${ip}`,
      using.length === 0
        ? "give the IP that WeCom names in its errcode 60020 answer"
        : `choose one of ${using.map(said).join(", ")}`,
    );
  if (second !== undefined)
    throw new Refusal(
      `${chosen.length} SNAT entries use ${ip}: ${chosen.map(said).join(", ")}`,
      `--snat-entry chooses one. If ${school} calls from all of them, make one entry with this IP for the block that covers them, then delete these: every call keeps its IP meanwhile`,
    );
  if (entry.ips.length > 1)
    throw new Refusal(
      `${entry.snatEntryId} uses ${entry.ips.length} IPs in turn, ${entry.ips.join(", ")}, and a school has one that is active`,
      `once the school has ${ip} in 企业可信IP, leave the entry ${ip} alone in the console, and run this again`,
    );
  return entry;
}

const said = ({ snatEntryId, vswitchId, cidr }: Entry): string =>
  `${snatEntryId} (${vswitchId === "" ? cidr : vswitchId})`;

/** The vSwitches whose calls leave by an entry, and its block where it was made for one. */
async function sourceOf(
  entry: Entry,
  entries: readonly Entry[],
  { vpcId }: Gateway,
  account: Account,
): Promise<Live["source"]> {
  const block = blockOf(entry.cidr);
  const narrower = entries.find((other) => {
    const inner = blockOf(other.cidr);
    if (other === entry || !block || !inner || !isInside(inner, block)) return false;
    // Of two for one block, that of the vSwitch is used.
    return inner.prefix > block.prefix || (entry.vswitchId === "" && other.vswitchId !== "");
  });
  if (narrower !== undefined)
    throw new Refusal(
      `${said(narrower)} takes calls out of ${said(entry)}: the narrower of two entries is used, and its IP is ${narrower.ips.join(", ")}`,
      "delete the narrower one once the school has the wider one's IP in 企业可信IP, or give the narrower one's IP",
    );
  if (entry.vswitchId !== "") return { vswitchIds: [entry.vswitchId] };
  const touched = (await account.vswitches(vpcId)).filter(({ cidr }) => {
    const own = blockOf(cidr);
    return own && block && overlap(own, block);
  });
  const partly = touched.find(({ cidr }) => {
    const own = blockOf(cidr);
    return own && block && !isInside(own, block);
  });
  if (touched.length === 0 || partly !== undefined)
    throw new Refusal(
      `${said(entry)} is for ${partly === undefined ? "no vSwitch" : `a part of ${partly.vswitchId} (${partly.cidr})`}, and a school has whole ones`,
      "make an entry with this IP for a vSwitch of the OAuth service's own, and run this again",
    );
  return { vswitchIds: touched.map(({ vswitchId }) => vswitchId), cidr: entry.cidr };
}
