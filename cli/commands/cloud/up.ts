import { Refusal } from "../../../lib/refusal.ts";
import { checkFleet } from "../../check-fleet.ts";
import { cloudFolder, exports, summary } from "../../cloud-front.ts";
import { command, type ExitCode } from "../../command.ts";

/** `gate cloud up`: the stand-in cloud of all stacks on the wire, until `gate cloud down`. */
export const cloudUp = command(
  {
    name: "cloud up",
    description: "Bring the stand-in cloud up, and keep it; prints the environment that leads clients to it",
  },
  {
    port: { type: "string", valueHint: "port", description: "Port of 127.0.0.1; left out, a free one" },
    json: {
      type: "boolean",
      description: "Print one JSON object: { state, port, environment, log, folder }",
    },
  },
  ['eval "$(./gate cloud up)"', "./gate cloud up --port 4566 --json"],
  async ({ port, json }, { root, now, stdout, stderr }): Promise<ExitCode> => {
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
      throw new Refusal(`--port ${port} is no port`, "give a number from 1 to 65535");
    const { stacks, problems } = checkFleet(root, now());
    const wrong = new Set(problems.map(({ file }) => file)).size;
    if (wrong > 0)
      stderr.write(`cloud: without what ${wrong} files with problems refer to; ./gate check shows them\n`);
    const [{ worldOfAll }, { FrontError, frontUp }] = await Promise.all([
      import("../../../rehearsal/world.ts"),
      import("../../../rehearsal/alicloud/wire/background-front.ts"),
    ]);
    const folder = cloudFolder(root);
    const wished = port === undefined ? undefined : Number(port);
    const front = await frontUp({ folder, world: worldOfAll(stacks), port: wished }).catch(
      (error: unknown) => {
        if (!(error instanceof FrontError)) throw error;
        if (error.code === "EADDRINUSE")
          throw new Refusal(
            `port ${port} of 127.0.0.1 is in use`,
            "choose another, or leave --port out for a free one",
          );
        throw new Refusal(`the stand-in cloud did not come up: ${error.message}`);
      },
    );
    stdout.write(json ? `${JSON.stringify(summary(root, front), null, 2)}\n` : exports(front));
    stderr.write(`cloud: it serves on 127.0.0.1:${front.port}; its calls are in ${front.log}\n`);
    return 0;
  },
);
