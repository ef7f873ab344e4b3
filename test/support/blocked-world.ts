import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse, parseDocument } from "yaml";
import type { Deps } from "../../cli/deps.ts";
import { reloadSchool } from "../../cli/school-stack.ts";
import { swapBlocked } from "../../cli/swap/all/options.ts";
import { rehearsalEngine } from "../../cli/swap/rehearsal-engine.ts";
import { actions } from "../../rehearsal/alicloud/cloud-actions.ts";
import { settle } from "../../rehearsal/alicloud/cloud-settle.ts";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import type { JournalLine } from "../../rehearsal/alicloud/journal.ts";
import { alicloudStandIn } from "../../rehearsal/alicloud/provider.ts";
import { resourceTypes } from "../../rehearsal/alicloud/resource-types.ts";
import { type RehearsalStack, up } from "../../rehearsal/engine/run.ts";
import { type FaultInput, parseFaults } from "../../rehearsal/faults.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { egressProgram } from "./egress-program.ts";

const known = { calls: Object.keys(actions), types: [...resourceTypes.keys()] };
/** Room for all: a platform engineer has had them raised. */
const quotas = { eips: 2000, eipsPerNatGateway: 2000, snatEntriesPerTable: 1000 };
const now = new Date("2026-12-01T00:00:00Z");

/** One school of a blocked world. */
export interface BlockedSchool {
  readonly platform: string;
  /** As YAML. Default: `{ a: {}, b: {} }`. */
  readonly addresses?: string;
  /** Default: `[a, b]`. */
  readonly trusted?: string;
}

/** What a run of `gate swap --all` may be told. */
export interface BlockedRun {
  readonly faults?: readonly FaultInput[];
  /** Schools whose programs hold one more address than what is up. */
  readonly extra?: readonly string[];
  readonly args?: Parameters<typeof swapBlocked>[0];
  /** In a process of its own: Ctrl-C, once it has said this. */
  readonly interruptAt?: string;
}

/** Schools at the shared NAT gateways of some platforms, on one stand-in cloud: where a blocked range is left. */
export class BlockedWorld {
  readonly root: string;
  readonly cloudFile: string;
  readonly #journal: string;

  /** @param root a project that `make` has made */
  constructor(root: string) {
    this.root = root;
    this.cloudFile = join(root, ".rehearsal/cloud.json");
    this.#journal = join(root, ".rehearsal/journal.jsonl");
  }

  /** Writes the stack files; no school is up yet. */
  static make(root: string, schools: Readonly<Record<string, BlockedSchool>>): BlockedWorld {
    mkdirSync(join(root, "stacks"), { recursive: true });
    mkdirSync(join(root, ".rehearsal"));
    const write = (name: string, content: string): void =>
      writeFileSync(join(root, "stacks", `Pulumi.${name}.yaml`), content);
    const platforms = [...new Set(Object.values(schools).map(({ platform }) => platform))];
    for (const [index, name] of platforms.entries()) write(name, platformText(name, index));
    for (const [index, [name, school]] of Object.entries(schools).entries())
      write(name, schoolText(name, school, platforms.indexOf(school.platform), index));
    return new BlockedWorld(root);
  }

  /** Brings schools up. */
  async up(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const { problems } = await up(this.#stack(name, {}));
      if (problems.length > 0) throw new Error(JSON.stringify(problems));
    }
  }

  /** `gate swap --all --rehearse --yes --allow-dirty`, in this process. */
  swapAll(from: string, deps: Deps, { args = {}, ...run }: BlockedRun = {}): Promise<number> {
    return swapBlocked(
      { "from-blocked": from, yes: true, rehearse: true, "allow-dirty": true, ...args },
      async ({ name }) => rehearsalEngine(() => this.#stack(name, run), this.cloudFile),
      deps,
    );
  }

  /** The same in a process of its own; `ended` is the signal that ended it, or its exit code. */
  async inProcess(
    from: string,
    run: BlockedRun,
  ): Promise<{ ended: string | number; stdout: string; stderr: string }> {
    const script = join(import.meta.dirname, "blocked-process.ts");
    const child = spawn(process.execPath, [script, this.root, from, JSON.stringify(run)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, ended] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<string | number>((resolve) =>
        child.once("exit", (code, signal) => resolve(signal ?? code ?? -1)),
      ),
    ]);
    return { ended, stdout, stderr };
  }

  /** Everything the stand-in cloud holds, with what is under way brought to its end. */
  cloud(): CloudState {
    const state = JSON.parse(readFileSync(this.cloudFile, "utf8")) as CloudState;
    settle(state, Number.MAX_SAFE_INTEGER);
    return state;
  }

  /** The key of the address that each school's SNAT entry carries, and of the one that its file says. */
  active(): Record<string, { readonly cloud: string; readonly file: string }> {
    const { eips, snatEntries } = this.cloud();
    const keys = new Map(
      Object.values(eips).map(({ ipAddress, name }) => [ipAddress, name.split("-").at(-1)]),
    );
    return Object.fromEntries(
      Object.values(snatEntries).map(({ snatEntryName, snatIp }) => {
        const name = snatEntryName.replace("schoolgate-", "");
        return [name, { cloud: keys.get(snatIp) ?? snatIp, file: this.#egress(name) }];
      }),
    );
  }

  /** The changes of SNAT entries since the last `forget`: when each began and ended, by NAT gateway's platform. */
  changes(): {
    readonly school: string;
    readonly platform: string;
    readonly begin: number;
    readonly end: number;
  }[] {
    const journal = existsSync(this.#journal) ? readFileSync(this.#journal, "utf8") : "";
    const lines = journal
      .split("\n")
      .flatMap((line) => (line === "" ? [] : (JSON.parse(line) as JournalLine)));
    const updates = lines.filter(({ call }) => call === "update alicloud:vpc/snatEntry:SnatEntry");
    return updates.flatMap(({ urn, phase, at }, index) => {
      if (phase === "end") return [];
      const end = updates.slice(index).find((line) => line.urn === urn && line.phase === "end");
      const school = urn.split("::").at(-1)?.replace("-egress-snat", "") ?? "";
      const { platform } = reloadSchool(this.root, school, now, "is unknown").school;
      return [{ school, platform, begin: at, end: end?.at ?? Number.POSITIVE_INFINITY }];
    });
  }

  /** Empties the journal. */
  forget(): void {
    writeFileSync(this.#journal, "");
  }

  /** Changes a school's egress in its file. */
  edit(name: string, path: readonly string[], value: unknown): void {
    const file = this.fileOf(name);
    const document = parseDocument(readFileSync(file, "utf8"));
    document.setIn(
      ["config", "schoolgate:school", "egress", ...path],
      document.createNode(value, { flow: true }),
    );
    writeFileSync(file, document.toString({ lineWidth: 0 }));
  }

  fileOf(name: string): string {
    return join(this.root, "stacks", `Pulumi.${name}.yaml`);
  }

  #egress(name: string): string {
    const { config } = parse(readFileSync(this.fileOf(name), "utf8")) as {
      config: { "schoolgate:school": { egress: { active: string } } };
    };
    return config["schoolgate:school"].egress.active;
  }

  /** A school as its file says it at this moment. */
  #stack(name: string, { faults = [], extra = [] }: BlockedRun): RehearsalStack {
    const stack = reloadSchool(this.root, name, now, "cannot go up");
    const alicloud = alicloudStandIn({
      file: this.cloudFile,
      world: { ...worldOf(stack.platform, stack.school), quotas },
      faults: parseFaults(faults, known),
      journal: this.#journal,
    });
    return {
      ...rehearsalOf(this.root, stack),
      providers: { alicloud },
      runner: egressProgram(stack, extra.includes(name)),
    };
  }
}

const platformText = (name: string, index: number): string => `config:
  schoolgate:platform:
    region: cn-hangzhou
    gateway: { name: shared, namespace: edge, address: gw.${name}.example.com }
    issuer: { name: letsencrypt }
    upstreams: { hub: { host: hub.17wanxiao.com, port: 8080 }, open: { host: open.17wanxiao.com } }
    network:
      vpcId: vpc-${name}
      cidr: 10.${100 + index}.0.0/16
      natVswitchId: vsw-${name}nat
      sharedNat: { natGatewayId: ngw-${name}, snatTableId: stb-${name} }
`;

const schoolText = (
  name: string,
  { platform, addresses = "{ a: {}, b: {} }", trusted = "[a, b]" }: BlockedSchool,
  network: number,
  index: number,
): string => `config:
  schoolgate:school:
    name: ${name}学院
    platform: ${platform}
    domain: ${name}.edu.cn
    egress:
      nat: shared
      source: { vswitchIds: [vsw-${name}], cidr: 10.${100 + network}.${index}.0/24 }
      addresses: ${addresses}
      active: a
      trusted: ${trusted}
`;
