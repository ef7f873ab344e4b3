import type { Stack } from "../../infra/config/stacks.ts";

/** A step of either engine. */
export interface EngineStep {
  readonly op: string;
  readonly urn: string;
}

/** Steps in short, sorted, without those of unchanged resources: `update SnatEntry demo-egress-snat`. */
export function changed(steps: readonly EngineStep[]): string[] {
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ op, urn }) => `${op} ${resourceName(urn)}`)
    .sort();
}

/** The last part of a resource's type, and its name: `SnatEntry demo-egress-snat`. */
export function resourceName(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split(":").at(-1) ?? ""} ${name}`;
}

/**
 * A stack's outputs with every IP that was allocated replaced by its key: `<a>`. Which free address a cloud gives out is
 * for the cloud to say; that it is the same everywhere in the outputs is for the program.
 */
export function withKeysForIps(outputs: Readonly<Record<string, unknown>>, stack: Stack): unknown {
  const addresses = stack.kind === "school" ? stack.school.egress.addresses : {};
  const ips = (outputs.egressIps ?? {}) as Readonly<Record<string, string>>;
  const keys = new Map(
    Object.entries(addresses).flatMap(([key, address]) =>
      Object.keys(address).length === 0 ? [[ips[key], `<${key}>`] as const] : [],
    ),
  );
  const name = (value: unknown): unknown => {
    if (typeof value === "string")
      return value
        .split(";")
        .map((part) => keys.get(part) ?? part)
        .join(";");
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, name(child)]));
  };
  return name(outputs);
}
