import { cloudFolder } from "../../cloud-front.ts";
import { command, type ExitCode } from "../../command.ts";

/** `gate cloud down`: nothing is left running; what the cloud holds stays for the next `up`. */
export const down = command(
  { name: "cloud down", description: "Take the stand-in cloud down; what it holds stays" },
  {},
  ["./gate cloud down"],
  async (_, { root, stderr }): Promise<ExitCode> => {
    const { frontDown } = await import("../../../rehearsal/alicloud/wire/background-front.ts");
    if ((await frontDown(cloudFolder(root))) === "was down") stderr.write("cloud: it is not up\n");
    return 0;
  },
);
