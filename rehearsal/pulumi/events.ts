import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { isDefaultProvider, nameOf, rootStackType } from "../../lib/urn.ts";
import { isRecord } from "../../lib/value.ts";
import { diffProperties, masked, type PropertyChange, secretMask } from "../engine/property-diff.ts";
import { withoutUnprotecting } from "../engine/protection.ts";
import type { Problem, RunResult } from "../engine/result.ts";
import { countChanges, type Operation, type StepReport } from "../engine/steps.ts";

type Step = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** The engine's warning about programs on PATH, which a rehearsal uses on purpose. */
const ambient = /^using pulumi-(resource|language)-[a-z]+ from \$PATH /;

/**
 * What one command of Pulumi's CLI did, read from its events as the embedded engine says it of its own runs. The engine has
 * masked secrets before it tells of them.
 */
export class EventReader {
  readonly #dryRun: boolean;
  readonly #steps: StepReport[] = [];
  readonly #problems: Problem[] = [];
  #outputs: Record<string, unknown> = {};
  #outputChanges: PropertyChange[] = [];

  /** @param dryRun whether it is a preview: its steps are those begun, an update's are those that came to their end */
  constructor(dryRun: boolean) {
    this.#dryRun = dryRun;
  }

  readonly add = ({ resourcePreEvent, resOutputsEvent, diagnosticEvent }: EngineEvent): void => {
    const step = this.#dryRun ? resourcePreEvent?.metadata : resOutputsEvent?.metadata;
    if (step !== undefined && !isDefaultProvider(step.urn)) this.#addStep(step);
    const root = resOutputsEvent?.metadata;
    if (root?.type === rootStackType && root.new) this.#addOutputs(root);
    if (diagnosticEvent !== undefined) this.#addProblem(diagnosticEvent);
  };

  interrupted(signal: string): void {
    const message = `interrupted by ${signal}: what was under way was finished, the rest was left as it is`;
    this.#problems.push({ severity: "error", urn: "", message });
  }

  /** What a command did that failed. @param reason why, where the engine has told of no error */
  failed(reason: string, durationMs: number): RunResult {
    const hasError = this.#problems.some(({ severity }) => severity === "error");
    if (!hasError) this.#problems.push({ severity: "error", urn: "", message: reason });
    return this.result(false, durationMs);
  }

  result(isDone: boolean, durationMs: number): RunResult {
    const told = this.#problems.filter(
      ({ message }) => message !== "update failed" && message !== "preview failed",
    );
    return {
      result: isDone ? "succeeded" : "failed",
      changes: countChanges(this.#steps),
      steps: this.#steps,
      outputs: this.#outputs,
      outputChanges: this.#outputChanges,
      durationMs,
      // The engine's last message adds nothing, unless it is the only one.
      problems: told.some(({ severity }) => severity === "error") ? told : this.#problems,
    };
  }

  #addStep(step: Step): void {
    // The stack's own resource has two events: when it begins, and with its outputs.
    if (this.#steps.some(({ urn, op }) => urn === step.urn && op === step.op)) return;
    const { op, urn, type } = step;
    const parent = step.new?.parent ?? step.old?.parent ?? "";
    const changes = op !== "same" && step.old && step.new ? changesOf(step) : [];
    this.#steps.push({ op: op as Operation, urn, type, name: nameOf(urn), parent, diff: changes });
  }

  #addOutputs({ old, new: now }: Step): void {
    this.#outputs = masked(now?.outputs ?? {}) as Record<string, unknown>;
    this.#outputChanges = diffProperties(old?.outputs ?? {}, now?.outputs ?? {});
  }

  #addProblem({ severity, urn = "", message, ephemeral }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    if (severity === "info#err" || !["info", "warning", "error"].includes(severity)) return;
    const text = message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
    if (ephemeral || text === "" || ambient.test(text)) return;
    this.#problems.push({ severity, urn, message: withoutUnprotecting(text) });
  }
}

/** The changed inputs; a secret that changed is masked on both sides, and known by the engine's own difference alone. */
function changesOf({ old, new: now, keys, diffs }: Step): PropertyChange[] {
  const changes = diffProperties(old?.inputs ?? {}, now?.inputs ?? {}, keys ?? []);
  const isShown = (key: string): boolean => changes.some(({ path }) => path.split(/[.[]/)[0] === key);
  const secrets = (diffs ?? [])
    .filter((key) => !isShown(key) && holdsSecret(now?.inputs[key]))
    .map((path) => ({
      ...{ path, from: secretMask, to: secretMask },
      replaces: (keys ?? []).some((key) => key.split(/[.[]/)[0] === path),
    }));
  return [...changes, ...secrets];
}

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) ? Object.values(value).some(holdsSecret) : value === secretMask;
}
