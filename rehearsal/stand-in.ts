import type * as pulumi from "@pulumi/pulumi";

/** What a caller may say about one provider call, beyond what Pulumi's protocol carries. */
export interface CallOptions {
  /**
   * Names one operation through all its tries. The cloud answers a repeated create with what the first one made,
   * as Alibaba Cloud does for its `ClientToken`. Default: every call is an operation of its own.
   */
  readonly clientToken?: string;
}

/**
 * A stand-in for a resource provider: the SDK's provider interface with every method an engine needs. Both engines
 * drive the same object: the rehearsal engine in process, Pulumi's through a plugin process. Property bags are in
 * wire form: secrets and outputs are wrapped (see values.ts), an unknown is a marker string.
 */
export interface StandIn extends Omit<pulumi.provider.Provider, "create"> {
  readonly version: string;
  /**
   * For an input whose changes are ignored, this provider gets the value found last in the cloud, not the program's
   * former one, as in Pulumi's Terraform bridge. Default: the provider gets what the engine set back.
   */
  readonly ignoresAsFound?: true;
  check(urn: string, olds: Properties, news: Properties): Promise<pulumi.provider.CheckResult>;
  diff(id: string, urn: string, olds: Properties, news: Properties): Promise<pulumi.provider.DiffResult>;
  create(urn: string, inputs: Properties, options?: CallOptions): Promise<pulumi.provider.CreateResult>;
  read(id: string, urn: string, props?: Properties): Promise<pulumi.provider.ReadResult>;
  update(id: string, urn: string, olds: Properties, news: Properties): Promise<pulumi.provider.UpdateResult>;
  delete(id: string, urn: string, props: Properties): Promise<void>;
  invoke(token: string, inputs: Properties): Promise<pulumi.provider.InvokeResult>;
}

/** A property bag in wire form. */
export type Properties = Record<string, unknown>;

/**
 * Thrown by a provider's create or update when the resource exists but is incomplete (ErrorResourceInitFailed in
 * Pulumi's protocol). Both engines keep the resource as the provider describes it, with the reasons, and the next run
 * updates it, whether or not anything changes. Pulumi's provider server recognizes this error by its fields.
 */
export class FailedToInitialize extends Error {
  readonly id: string;
  /** What the resource's outputs are. */
  readonly properties: Properties;
  readonly reasons: readonly string[];

  /** @param before a text before the reason */
  constructor(id: string, properties: Properties, reason: string, before = "") {
    super(before + reason);
    this.name = "FailedToInitialize";
    this.id = id;
    this.properties = properties;
    this.reasons = [reason];
  }
}
