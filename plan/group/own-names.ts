// The values that only one stack has, learnt from what it declares, and their labels in a normalised change. A new
// resource that holds a school's own value needs a line here, or equal schools land in different groups.
import { type Value, valueAt } from "../../lib/value.ts";
import type { DeclaredStack, Resource } from "../model.ts";
import { replaceSymbols } from "../symbols.ts";
import type { RouteNames } from "./route-names.ts";

/** Own values and their labels, `host api1` for one. */
export interface OwnNames {
  /** Values that are a school's own where they are a whole text. */
  readonly whole: ReadonlyMap<string, string>;
  /** Values that are a school's own wherever they occur. */
  readonly parts: ReadonlyMap<string, string>;
}

/**
 * The own names of a stack. One of the head in the place of another of the base is called `new`: to move to another host
 * of one's own is the same for all, to take another key's host is not.
 */
export function ownNames(
  base: DeclaredStack | undefined,
  head: DeclaredStack | undefined,
  routes: RouteNames["labels"],
): OwnNames {
  const whole = new Map<string, string>();
  const parts = new Map<string, string>();
  const taken = new Set<string>();
  for (const stack of [base, head]) {
    const found = (stack?.resources ?? [])
      .flatMap((resource) => namesIn(resource, stack))
      .map((own) => ({ ...own, label: ofRoute(own.label, routes) }));
    for (const { value, label, isPart, kind = "" } of found) {
      const names = isPart ? parts : whole;
      if (value !== "" && !names.has(value))
        names.set(value, taken.has(label) ? `new ${label}${kind}` : label);
    }
    for (const { label } of found) taken.add(label);
  }
  return { whole, parts };
}

/** The host or the file of a route by what the route is called. */
function ofRoute(label: string, routes: RouteNames["labels"]): string {
  return label.replace(/^(host|file) (.+)$/, (_, what, key) => `${what} ${routes.get(key) ?? key}`);
}

interface OwnName {
  readonly value: string;
  readonly label: string;
  readonly isPart: boolean;
  /** Tells two replacements of one value apart. */
  readonly kind?: string;
}

const part = (label: string, value: Value | undefined): OwnName[] => named(label, value, true);
const whole = (label: string, value: Value | undefined): OwnName[] => named(label, value, false);

/** Texts only, and none that stands for an output: that is named by its resource already. */
function named(label: string, value: Value | undefined, isPart: boolean): OwnName[] {
  if (typeof value !== "string" || replaceSymbols(value, () => "") !== value) return [];
  return [{ value, label, isPart }];
}

function namesIn(resource: Resource, stack: DeclaredStack | undefined): OwnName[] {
  const { inputs, name, options } = resource;
  const outputs = stack?.outputs?.[resource.urn];
  const file = /-([^-]+)-(WW_verify_[A-Za-z0-9]+\.txt)-\w+$/.exec(name);
  const ids = resource.type.startsWith("alicloud:")
    ? ["id", "ipAddress", "snatTableIds"].flatMap((output) =>
        part(`${roleOf(name, stack)} ${output}`, outputs?.[output]),
      )
    : [];
  return [
    ...part(`file ${file?.[1]}`, file?.[2]),
    ...part(`id ${roleOf(name, stack)}`, options.importId),
    ...ids,
    ...inputNames(resource.type, inputs),
  ];
}

/** What a resource is called without its stack's name. */
function roleOf(name: string, stack: DeclaredStack | undefined): string {
  const prefix = `${stack?.name}-`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function inputNames(type: string, inputs: Resource["inputs"]): OwnName[] {
  const spec = (...path: string[]) => valueAt(inputs, "spec", ...path);
  const metadata = (...path: string[]) => valueAt(inputs, "metadata", ...path);
  const route = text(metadata("name")).replace(/-https?$/, "");
  switch (type.split(":").at(-1) ?? "") {
    case "Namespace":
      return whole("name", metadata("annotations", "schoolgate/name"));
    case "ListenerSet":
      return items(spec("listeners")).flatMap((each) =>
        part(`host ${text(valueAt(each, "name"))}`, valueAt(each, "hostname")),
      );
    case "HTTPRoute":
      return items(spec("hostnames")).flatMap((host) => part(`host ${route}`, host));
    case "Certificate":
      return items(spec("dnsNames")).flatMap((host) => part(`host ${route}`, host));
    case "ConfigMap":
      return [
        ...whole("code", valueAt(inputs, "data", "response.body")),
        ...(isDigested(text(metadata("name"))) ? part("name with digest", metadata("name")) : []),
      ];
    case "PodNetworking":
      return items(spec("vSwitchOptions")).flatMap((id) => part("vswitch", id));
    case "Switch":
      return block(`cidr ${text(inputs.zoneId)}`, inputs.cidrBlock);
    case "SnatEntry":
      return [...block("cidr", inputs.sourceCidr), ...part("vswitch", inputs.sourceVswitchId)];
    case "RouteTableAttachment":
      return part("vswitch", inputs.vswitchId);
    default:
      return [];
  }
}

function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A block, and its first address: some settings take it apart from its length. */
function block(label: string, cidr: Value | undefined): OwnName[] {
  const [address, length = ""] = text(cidr).split("/");
  // A school's own block may be large or small; that it becomes larger is not the same as that it becomes smaller.
  return [...part(label, cidr), ...part(`${label} address`, address)].map((own) => ({
    ...own,
    kind: ` /${length}`,
  }));
}

/** Whether a Kubernetes name ends in a digest of what the object holds. */
function isDigested(name: string): boolean {
  return /-[0-9a-f]{8}$/.test(name);
}

function items(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
