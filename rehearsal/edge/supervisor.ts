// The first process of the edge's namespaces: with its end the kernel ends all others in them. It ends itself with its
// standard input, which closes when whoever holds the edge is gone, however that went.

import { join } from "node:path";
import { messageOf } from "../../lib/system-errors.ts";
import { install, startApiServer, startControllers } from "./control-plane.ts";
import { addressOf, doors, type EdgePlan, layout, onUpstreams } from "./layout.ts";
import { Processes } from "./processes.ts";
import { relay } from "./relay.ts";

const plan = JSON.parse(process.argv[2] ?? "") as EdgePlan;
const { logs, run, insideKubeconfig } = layout(plan.folder);

/** One line of JSON on standard output for each thing that the holder should know. */
function tell(news: object): void {
  process.stdout.write(`${JSON.stringify(news)}\n`);
}

async function start(processes: Processes): Promise<void> {
  tell({ progress: "starting etcd and kube-apiserver" });
  const api = await startApiServer(plan, processes);
  tell({ progress: "installing the CRDs" });
  await install(plan, api);
  tell({ progress: "starting the controllers and Envoy Gateway" });
  await startControllers(plan, processes);
  if (plan.pages) {
    const script = join(import.meta.dirname, "upstream-pages.ts");
    for (const [index, { host, port }] of plan.upstreams.entries()) {
      const pair = join(run, host);
      await processes.start(
        host,
        onUpstreams([process.execPath, script, host, addressOf(index), `${port}`, pair]),
      );
    }
  }
  for (const [door, port] of Object.entries(doors)) {
    await relay(join(plan.sockets, door), { host: "127.0.0.1", port });
  }
  tell({ ready: true });
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));

const { PATH = "" } = process.env;
const processes = new Processes(logs, { PATH, HOME: run, KUBECONFIG: insideKubeconfig });
// As when a cluster's node is drained: Envoy Gateway and its Envoy restart, the objects stay.
process.on("SIGHUP", () => void processes.restart("envoy-gateway"));
try {
  await Promise.race([start(processes), processes.failed]);
  await processes.failed;
} catch (error) {
  tell({ failed: messageOf(error) });
  process.exitCode = 1;
  process.stdin.destroy();
  process.stdout.write("", () => process.exit());
}
