/** The type of the root resource: every program registers it first, and all others are below it. */
export const rootStackType = "pulumi:pulumi:Stack";

const providerTypePrefix = "pulumi:providers:";

/** The project's name in Pulumi.yaml: part of every URN. */
export const project = "schoolgate";

/** Where resources live: the names that every URN starts with. */
export interface StackIdentity {
  readonly project: string;
  readonly name: string;
}

/**
 * The URN of a resource. Its type part begins with the types of its parents, except the root stack's.
 * @param parent the parent's URN, "" for none
 */
export function makeUrn(stack: StackIdentity, parent: string, type: string, name: string): string {
  const parentType = parent === "" ? "" : qualifiedTypeOf(parent);
  const qualified = parentType === "" || parentType === rootStackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack.name}::${stack.project}::${qualified}::${name}`;
}

/** The parts of a URN after its project: the qualified type, and the name (which may hold `::` itself). */
function partsOf(urn: string): readonly [qualifiedType: string, name: string] {
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return [qualifiedType, name.join("::")];
}

export function qualifiedTypeOf(urn: string): string {
  return partsOf(urn)[0];
}

export function typeOf(urn: string): string {
  const qualified = qualifiedTypeOf(urn);
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

export function nameOf(urn: string): string {
  return partsOf(urn)[1];
}

export function isProviderType(type: string): boolean {
  return type.startsWith(providerTypePrefix);
}

/** Whether a provider is one that the engine made itself, because the program named none. */
export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOf(urn)) && /^default(_|$)/.test(nameOf(urn));
}

export function providerTypeOf(packageName: string): string {
  return providerTypePrefix + packageName;
}

/** The package that a resource's type belongs to; of a provider resource, the package that it provides. */
export function packageOf(type: string): string {
  return isProviderType(type) ? type.slice(providerTypePrefix.length) : (type.split(":")[0] ?? type);
}

/** The provider resource's URN in a reference of the form `<urn>::<id>`. */
export function urnOfReference(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}
