// A stack on Pulumi's own engine, as commands drive it: by the automation API.
import {
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation/index.js";
import { Refusal } from "../lib/refusal.ts";
import { messageOf } from "../lib/system-errors.ts";

/** What a stack's commands run in. Default: as the CLI would in the project's folder. */
export type Surroundings = Pick<LocalWorkspaceOptions, "envVars" | "pulumiHome">;

/**
 * A stack of the project in the backend that Pulumi is logged in to.
 *
 * @param withoutPulumi the way out where there is no Pulumi
 * @throws {Refusal} when there is none, or no such stack in the backend
 */
export async function selectStack(
  root: string,
  name: string,
  withoutPulumi: string,
  options: Surroundings = {},
): Promise<Stack> {
  const workspace = await openWorkspace(root, withoutPulumi, options);
  try {
    return await Stack.select(name, workspace);
  } catch (error) {
    if (error instanceof StackNotFoundError)
      throw new Refusal(
        `Pulumi's backend has no stack ${name}`,
        "pulumi login to the backend that has it; pulumi stack ls shows what there is",
      );
    throw new Refusal(
      `the stack ${name} cannot be selected: ${reasonOf(error)}`,
      `see what pulumi stack select ${name} says`,
    );
  }
}

/**
 * Stacks of the project that Pulumi's backend has.
 *
 * @throws {Refusal} when there is no Pulumi, or it is not logged in
 */
export async function stacksInBackend(root: string, withoutPulumi: string): Promise<ReadonlySet<string>> {
  const workspace = await openWorkspace(root, withoutPulumi);
  try {
    return new Set((await workspace.listStacks()).map(({ name }) => name));
  } catch (error) {
    throw new Refusal(
      `the backend does not say which stacks it has: ${reasonOf(error)}`,
      "see what pulumi stack ls says",
    );
  }
}

function openWorkspace(root: string, withoutPulumi: string, options: Surroundings = {}) {
  return LocalWorkspace.create({ workDir: root, ...options }).catch((error: unknown) => {
    const isMissing = error instanceof Error && /ENOENT|not found/i.test(error.message);
    throw new Refusal(
      isMissing ? "there is no pulumi on PATH" : `pulumi cannot be used: ${firstLine(messageOf(error))}`,
      withoutPulumi,
    );
  });
}

/**
 * Runs a command of the engine.
 *
 * @param locked what is said of a stack whose lock another run has
 * @returns what it says as errors; none when it came to its end
 */
export async function engineErrors(
  run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
  locked: (error: ConcurrentUpdateError) => string,
): Promise<string[]> {
  const errors: string[] = [];
  try {
    await run(({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity === "error") errors.push(plain(diagnosticEvent.message));
    });
    return [];
  } catch (error) {
    if (error instanceof ConcurrentUpdateError) return [locked(error)];
    // The engine's own last word, "update failed", says nothing.
    const said = errors.filter((message) => message !== "update failed");
    // What waits for the SNAT entry, the engine did not come to: that follows from the failure, and is none.
    const failures = said.filter(
      (message) => !/^expected resource operations for .* none were seen$/.test(message),
    );
    return [failures, said].find(({ length }) => length > 0) ?? [reasonOf(error)];
  }
}

/** Of what a provider leaves in the state with an error, the engine counts the errors first. */
function plain(message: string): string {
  return message.trim().replace(/^1 error occurred:\s+\* /, "");
}

/** What the CLI said last, of all that the automation API repeats. */
export function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return firstLine(/^error: (.*)$/m.exec(message)?.[1] ?? message);
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
