import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { settle } from "../../../rehearsal/alicloud/cloud-settle.ts";
import type { CloudState, SnatEntry } from "../../../rehearsal/alicloud/cloud-state.ts";
import type { Namespaces } from "./namespaces.ts";

/**
 * A SNAT table as the kernel's own rules. What no entry covers does not get out: refused at once rather than dropped, so
 * that nobody waits. As in Alibaba Cloud, the longest prefix wins; a connection keeps the address that it began with.
 */
export function rulesOf({ snatEntries }: Pick<CloudState, "snatEntries">): string {
  const entries = Object.values(snatEntries)
    .filter(({ status }) => status !== "Deleting")
    .sort((a, b) => prefixOf(b) - prefixOf(a));
  const sources = entries.map(({ sourceCIDR }) => sourceCIDR);
  const outward = 'oifname "internet"';
  return `add table ip nat_gateway
delete table ip nat_gateway
table ip nat_gateway {
  chain translate {
    type nat hook postrouting priority srcnat;
${entries.map(({ sourceCIDR, snatIp }) => `    ${outward} ip saddr ${sourceCIDR} snat to ${snatIp}\n`).join("")}  }
  chain admit {
    type filter hook forward priority filter;
    ct state established,related accept
${sources.map((source) => `    ${outward} ip saddr ${source} accept\n`).join("")}    ${outward} reject with icmp type admin-prohibited
    iifname "internet" drop
  }
}
`;
}

function prefixOf({ sourceCIDR }: SnatEntry): number {
  return Number(sourceCIDR.split("/")[1]);
}

/** The NAT gateway of the network: it does what the stand-in cloud's SNAT table says, as soon as that says it. */
export class NatGateway {
  readonly #namespaces: Namespaces;
  readonly #file: string;
  readonly #watcher;
  #rules = "";
  #last: Promise<void> = Promise.resolve();

  /** @param file the stand-in cloud's file */
  constructor(namespaces: Namespaces, file: string) {
    this.#namespaces = namespaces;
    this.#file = file;
    // The file is replaced, not written: its folder is told.
    this.#watcher = watch(dirname(file), (_, name) => {
      if (name === basename(file)) void this.obey();
    });
  }

  /** Comes back once the kernel does what the table says now. */
  obey(): Promise<void> {
    this.#last = this.#last.then(async () => {
      const state = JSON.parse(await readFile(this.#file, "utf8")) as CloudState;
      settle(state, Date.now());
      const rules = rulesOf(state);
      if (rules === this.#rules) return;
      await this.#namespaces.run("nat", ["nft", "--file", "-"], rules);
      this.#rules = rules;
    });
    return this.#last;
  }

  async close(): Promise<void> {
    this.#watcher.close();
    await this.#last;
  }
}
