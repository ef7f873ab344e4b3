import * as pulumi from "@pulumi/pulumi";
import { tokens } from "./tokens.ts";

export interface DestroyGuardArgs {
  /** Everything of the stack; a component stands for all that is in it. */
  readonly guarded: readonly pulumi.Resource[];
}

/**
 * Makes Pulumi refuse the destroy of a stack before it has deleted anything. Each protected resource is refused when its own
 * turn comes, and `destroy --skip-preview` deletes until then: the SNAT entry first, since nothing depends on it. What
 * depends on everything has its turn before everything, and `--exclude-protected` keeps what a protected resource depends on.
 */
export class DestroyGuard extends pulumi.ComponentResource {
  constructor(name: string, { guarded }: DestroyGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.DestroyGuard, name, {}, { ...opts, protect: true, dependsOn: [...guarded] });
    this.registerOutputs({});
  }
}
