import messages from "@pulumi/pulumi/proto/language_pb.js";
import { loggedExitCode } from "../engine/program.ts";
import { sdkScript } from "../sdk-script.ts";
import type { Children, Ending } from "./children.ts";
import { runtimeOptions } from "./runtime-options.ts";

/** Runs a stack's program to its end. What it writes is the host's own output, which the engine shows. */
export async function runProgram(
  request: messages.RunRequest,
  engine: string,
  children: Children,
  cancelled: AbortSignal,
): Promise<messages.RunResponse> {
  const info = request.getInfo() ?? new messages.ProgramInfo();
  const folder = info.getProgramDirectory();
  const { nodeArgs, env } = runtimeOptions(info.getOptions()?.toJavaScript());
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    "root-directory": info.getRootDirectory(),
    pwd: folder,
    parallel: String(request.getParallel()),
  };
  const { ended } = children.start(
    [
      ...nodeArgs,
      sdkScript(folder, "run"),
      ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    {
      // Where nodeargs look for files; the SDK goes there too.
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        ...env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
    },
    cancelled,
  );
  return responseTo(await ended);
}

function responseTo({ code, signal }: Ending): messages.RunResponse {
  const response = new messages.RunResponse();
  // The program told the engine itself what went wrong.
  if (code === loggedExitCode) response.setBail(true);
  else if (signal !== null) response.setError(`the program was ended by ${signal}`);
  else if (code !== 0) response.setError(`the program ended with exit code ${code}`);
  return response;
}
