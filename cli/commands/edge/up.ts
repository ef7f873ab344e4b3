import { checkStacks } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { command, type ExitCode } from "../../command.ts";
import { edgeOf } from "../../edge-rehearsal.ts";
import { refuseHidden } from "../../sparse-checkout.ts";

/** `gate edge up`: the edge of a platform, until `gate edge down`. */
export const edgeUp = command(
  { name: "edge up", description: "Bring the local edge up, and keep it until `gate edge down`" },
  { platform: { type: "positional", required: true, description: "The platform whose upstreams it has" } },
  ["./gate edge up hz"],
  async ({ platform: name }, deps): Promise<ExitCode> => {
    const { stacks, problems } = checkStacks(deps.root, deps.now(), [name]);
    refuseHidden(deps.root, name);
    const stack = stacks.find((each) => each.name === name && each.kind === "platform");
    if (stack === undefined) throw new Refusal(`${name} is no platform that can go up`, "name one", problems);
    const { edge } = await edgeOf(stack, deps, true);
    deps.stdout.write(`http://127.0.0.1:${edge.ports.page}/\n`);
    deps.stdout.write(`kubectl --kubeconfig ${edge.kubeconfig} get namespaces\n`);
    return 0;
  },
);
