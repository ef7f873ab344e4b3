import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DeclaredStack, Resource } from "../../plan/model.ts";

const run = promisify(execFile);

/** What stacks of a project declare now, in the order of their names as given. @throws where one cannot be declared */
export async function declaredIn(root: string, ...names: readonly string[]): Promise<DeclaredStack[]> {
  const script = join(import.meta.dirname, "declare-stack.ts");
  const { stdout } = await run(process.execPath, [script, root, ...names], { maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(stdout) as DeclaredStack[];
}

/** What one stack of a project declares now. @throws where it cannot be declared */
export async function stackDeclaredIn(root: string, name: string): Promise<DeclaredStack> {
  const [stack] = await declaredIn(root, name);
  if (stack === undefined) throw new Error(`${name} is not declared`);
  return stack;
}

/** A resource of the stack `demo`, hanging under it; what is not given is empty. */
export function resource(type: string, name: string, more: Partial<Resource> = {}): Resource {
  const urn = `urn:pulumi:demo::schoolgate::${type}::${name}`;
  return { urn, type, name, inputs: {}, dependencies: [], options: {}, ...more };
}

/** A school's stack of these resources. */
export function stackOf(...resources: readonly Resource[]): DeclaredStack {
  const inOrder = resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  return { name: "demo", kind: "school", resources: inOrder };
}
