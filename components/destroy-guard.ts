import * as pulumi from "@pulumi/pulumi";
import { type Retirable, retiredInput } from "./retired.ts";
import { tokens } from "./tokens.ts";

/** Retired: the stack is, and may be destroyed. */
export interface DestroyGuardArgs extends Retirable {
  /** Everything of the stack; a component stands for all that is in it. */
  readonly guarded: readonly pulumi.Resource[];
}

/**
 * Makes Pulumi refuse to destroy a stack before it deletes anything. Pulumi refuses a protected resource only when it
 * comes to it: `destroy --skip-preview` would first delete others, such as the SNAT entry, on which nothing depends.
 * The guard depends on everything, so Pulumi comes to it first, and `--exclude-protected` keeps whatever it depends
 * on.
 */
export class DestroyGuard extends pulumi.ComponentResource {
  constructor(name: string, args: DestroyGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    const protect = args.retired !== true;
    super(tokens.DestroyGuard, name, retiredInput(args), { ...opts, protect, dependsOn: [...args.guarded] });
    this.registerOutputs({});
  }
}
