import type { CaaRecord } from "node:dns";
import { Resolver } from "node:dns/promises";
import type { NameServer, Network } from "./network.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { codeOf } from "./unreached.ts";

/** What a DNS server has for a name; every list is empty where there is no such record. */
export interface Records {
  readonly cname: readonly string[];
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
}

/** Why a DNS server did not say. */
export interface Unasked {
  readonly reason: string;
}

/** One CAA record: who may issue certificates. */
export type Caa = CaaRecord;

/** Asks a DNS server where a name leads. Addresses are those at the end of its CNAMEs. */
export async function recordsOf(
  name: string,
  server: NameServer,
  network: Network,
  texts: ProbeTexts,
): Promise<Records | Unasked> {
  return answered(server, network, texts, async (resolver) => {
    const [cname, a, aaaa] = await Promise.all([
      orNone(resolver.resolveCname(name)),
      orNone(resolver.resolve4(name)),
      orNone(resolver.resolve6(name)),
    ]);
    return { cname: cname.map((each) => each.toLowerCase()), a: a.sort(), aaaa: aaaa.sort() };
  });
}

/** Asks a DNS server for the IPv6 addresses at the end of a name's CNAMEs. */
export async function ipv6Of(
  name: string,
  server: NameServer,
  network: Network,
  texts: ProbeTexts,
): Promise<readonly string[] | Unasked> {
  return answered(server, network, texts, (resolver) => orNone(resolver.resolve6(name)));
}

/** Asks a DNS server for the CAA records of one name. */
export async function caaOf(
  name: string,
  server: NameServer,
  network: Network,
  texts: ProbeTexts,
): Promise<readonly Caa[] | Unasked> {
  return answered(server, network, texts, (resolver) => orNone(resolver.resolveCaa(name)));
}

/** Runs questions to one server. Every server gets a resolver of its own: a late answer ends with it. */
async function answered<T>(
  { address }: NameServer,
  network: Network,
  texts: ProbeTexts,
  ask: (resolver: Resolver) => Promise<T>,
): Promise<T | Unasked> {
  const resolver = new Resolver({ timeout: 2500, tries: 2 });
  if (address !== undefined) resolver.setServers([address]);
  const signal = network.deadline();
  const stop = (): void => {
    resolver.cancel();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await ask(resolver);
  } catch (error) {
    const { noDns }: { readonly noDns: Readonly<Record<string, string>> } = texts;
    const reason = noDns[codeOf(error) ?? ""];
    if (reason === undefined) throw error;
    return { reason };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** That a name or a record does not exist is an answer. */
async function orNone<T>(question: Promise<T[]>): Promise<T[]> {
  try {
    return await question;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOTFOUND" || code === "ENODATA") return [];
    throw error;
  }
}
