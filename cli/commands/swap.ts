import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { PulumiParts } from "../../rehearsal/pulumi/of-stack.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { engineArgs, isPulumi } from "../engine-args.ts";
import { askEgress } from "../probe/egress.ts";
import { en } from "../probe/texts/en.ts";
import { parseVia } from "../probe/via.ts";
import { reloadSchool, schoolStack } from "../school-stack.ts";
import { refuseWithoutAll, swapAllArgs, swapBlocked } from "../swap/all/options.ts";
import type { SwapEngine } from "../swap/engine.ts";
import { recycle, refuseWithoutRelay } from "../swap/recycle.ts";
import { swap } from "../swap/swap.ts";

/** `gate swap`: makes another address active, and does nothing else. */
export const swapAddress = command(
  {
    name: "swap",
    description:
      "Make a standby address active: one guarded change of the SNAT entry. With --all, of every school that calls from a blocked address",
  },
  {
    school: { type: "positional", required: false, description: "The school; with --all, none" },
    to: { type: "string", valueHint: "key", description: "Key of the address: bound and trusted (required)" },
    yes: { type: "boolean", description: "Do not ask" },
    commit: {
      type: "boolean",
      description: "Commit the new active address, and nothing else, once the swap is done; pushes nothing",
    },
    "allow-dirty": {
      type: "boolean",
      description: "Although the working tree has changes: the plan must still be the swap alone",
    },
    via: {
      type: "string",
      valueHint: "http://host:port",
      description:
        "The school's relay, or direct in the pinned vSwitches: asks WeCom afterwards what IP it sees",
    },
    recycle: {
      type: "boolean",
      description:
        "Restart the relay's pods one by one afterwards, by kubectl: no connection stays on the old IP",
    },
    rehearse: { type: "boolean", description: "On stand-ins: what ./gate rehearse brought up" },
    engine: {
      ...engineArgs.engine,
      description: "With --rehearse: whose engine brought it up. Default: rehearsal",
    },
    ...swapAllArgs,
  },
  [
    "./gate swap demo --to b",
    "./gate swap demo --to b --yes --commit --via http://127.0.0.1:3128",
    "./gate swap lakeside --to b --recycle",
    "./gate swap demo --to b --rehearse",
    "./gate swap --all --from-blocked 203.0.113.0/24 --commit",
  ],
  async (args, deps): Promise<ExitCode> => {
    const { school, to, yes, commit, "allow-dirty": allowDirty, via, rehearse } = args;
    const { root, now, network } = deps;
    const engineFor = (each: SchoolStack): Promise<SwapEngine> => engineOf(each, rehearse === true, deps);
    if (args.all && args.recycle)
      throw new Refusal(
        "--recycle is for one school",
        "leave it out, and recycle each school after its swap",
      );
    const byPulumi = isPulumi(args.engine);
    if (args.engine !== undefined && (!rehearse || args.all))
      throw new Refusal(
        "--engine is for the rehearsed swap of one school",
        "add --rehearse, and name the school; or leave --engine out",
      );
    if (args.all) return swapBlocked(args, engineFor, deps);
    refuseWithoutAll(args);
    if (school === undefined)
      throw new Refusal("swap needs <school>", "./gate swap --help shows what it takes");
    if (to === undefined)
      throw new Refusal("swap needs --to <key>", "./gate swap --help shows what it takes");
    const stack = schoolStack(root, school, now(), "cannot be swapped");
    if (args.recycle) refuseWithoutRelay(stack);
    const way = via === undefined ? undefined : parseVia(via);
    const options = {
      to,
      yes: yes === true,
      commit: commit === true,
      allowDirty: allowDirty === true,
      recycle: args.recycle ? () => recycle(stack, rehearse === true, deps) : undefined,
      see: way && (() => askEgress(way, stack.school.wecom.corpId, network, en)),
    };
    if (byPulumi) {
      const parts = await (await import("../pulumi-parts.ts")).pulumiParts(false, yes === true, deps);
      await onRehearsedPulumi(stack, parts, deps, (engine) => swap(stack, engine, options, deps));
    } else await swap(stack, await engineFor(stack), options, deps);
    return 0;
  },
);

/** Has a swap done on what Pulumi's own engine rehearsed. */
async function onRehearsedPulumi(
  { name }: SchoolStack,
  parts: PulumiParts,
  { root, now }: Deps,
  task: (engine: SwapEngine) => Promise<void>,
): Promise<void> {
  const [{ pulumiRehearsal }, { inWorkspace }, { writeConfig }, { rehearsedPulumiEngine }] =
    await Promise.all([
      import("../../rehearsal/pulumi/of-stack.ts"),
      import("../../rehearsal/pulumi/rehearsal.ts"),
      import("../../rehearsal/pulumi/config-file.ts"),
      import("../swap/pulumi-engine.ts"),
    ]);
  // As the stack file says it at each moment: a swap edits it.
  const rehearsal = () => pulumiRehearsal(root, reloadSchool(root, name, now(), "cannot be swapped"), parts);
  await inWorkspace(rehearsal(), `gate swap ${name} --rehearse`, (workspace) =>
    task(
      rehearsedPulumiEngine(name, workspace, () => {
        const { text, ...config } = rehearsal().config();
        return writeConfig(workspace.configFile, workspace.settings, text, config);
      }),
    ),
  );
}

/** Loaded only here: an engine is by far the most of this command. */
async function engineOf(stack: SchoolStack, rehearse: boolean, { root, now }: Deps): Promise<SwapEngine> {
  if (!rehearse) return (await import("../swap/pulumi-engine.ts")).pulumiEngine(root, stack.name);
  const [{ rehearsalEngine }, { rehearsalOf }] = await Promise.all([
    import("../swap/rehearsal-engine.ts"),
    import("../../rehearsal/rehearse.ts"),
  ]);
  return rehearsalEngine(() => rehearsalOf(root, reloadSchool(root, stack.name, now(), "cannot be swapped")));
}
