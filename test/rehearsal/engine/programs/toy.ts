import * as pulumi from "@pulumi/pulumi";

/** What a thing of the toy package is made of; see test/support/toy.ts. */
export interface ThingArgs {
  readonly value?: pulumi.Input<string>;
  readonly fixed?: pulumi.Input<string>;
  readonly solo?: pulumi.Input<string>;
}

/** A resource of the toy package, as an SDK would declare it. */
export class Thing extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;
  declare readonly made: pulumi.Output<string>;

  constructor(name: string, args: ThingArgs, opts?: pulumi.CustomResourceOptions) {
    super("toy:index:Thing", name, { ...args, made: undefined }, { version: "1.2.3", ...opts });
  }
}

export class Box extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("toys:index:Box", name, {}, opts);
  }
}
