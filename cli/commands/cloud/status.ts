import { cloudFolder, exports, summary } from "../../cloud-front.ts";
import { command, type ExitCode } from "../../command.ts";

/** `gate cloud status`: 0 while it is up, else 1. */
export const status = command(
  { name: "cloud status", description: "Say whether the stand-in cloud is up, and the environment for it" },
  {
    json: {
      type: "boolean",
      description:
        'Print one JSON object: { state: "up", port, environment, log, folder } or { state: "down" }',
    },
  },
  ["./gate cloud status", 'eval "$(./gate cloud status)"'],
  async ({ json }, { root, stdout, stderr }): Promise<ExitCode> => {
    const { frontStatus } = await import("../../../rehearsal/alicloud/wire/background-front.ts");
    const front = await frontStatus(cloudFolder(root));
    if (json) stdout.write(`${JSON.stringify(front ? summary(root, front) : { state: "down" }, null, 2)}\n`);
    else if (front !== undefined) stdout.write(exports(front));
    stderr.write(
      front
        ? `cloud: it serves on 127.0.0.1:${front.port}; its calls are in ${front.log}\n`
        : "cloud: it is down\n",
    );
    return front === undefined ? 1 : 0;
  },
);
