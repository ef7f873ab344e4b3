import { join } from "node:path";
import { preview } from "../../rehearsal/engine/run.ts";
import { repository as root } from "./projects.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { Toy } from "./toy.ts";

/** A stack whose program is a real one, in a process of its own. */
export function programStack(
  program: string,
  config: Record<string, string>,
  more: { providers?: { toy: Toy } } = {},
) {
  return {
    ...{ project: "demo", name: "dev", root, main: `test/rehearsal/engine/programs/${program}.ts` },
    ...{
      config,
      secretKeys: ["demo:password"],
      folder: temporaryFolder(),
      providers: { toy: new Toy() },
      ...more,
    },
  };
}

/** The messages of a preview of the misbehaving program. */
export async function messages(how: string) {
  const stack = programStack("misbehave", { "demo:how": how });
  const { result, problems } = await preview(stack);
  return { result, problems, file: join(root, stack.main) };
}
