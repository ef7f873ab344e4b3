import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";

/** What each field of a registration means for a plan. A field in none of these lists is a problem that names it. */
const fields = {
  /** Which resource it is, what it is made of, and what it waits for. */
  read: "Type Name Parent Custom Object DependenciesList PropertydependenciesMap",
  /** Options that are compared: see options.ts. */
  compared:
    "Protect Retainondelete Deletebeforereplace Deletebeforereplacedefined IgnorechangesList ReplaceonchangesList " +
    "ReplaceWithList ReplacementTrigger Deletedwith Importid Provider AliasesList AliasurnsList Version " +
    "Plugindownloadurl PluginchecksumsMap AdditionalsecretoutputsList Customtimeouts Hooks HidediffsList EnvvarmappingsMap",
  /** What the SDK understands of the protocol, and where in the source a resource is declared. */
  without:
    "Acceptsecrets Acceptresources AcceptsByteString Supportspartialvalues Supportsresultreporting Aliasspecs " +
    "UsesOutputValues Sourceposition Stacktrace Parentstacktracehandle Snippetid",
  /** Of a component of another program only, which is a problem by itself: its children inherit by the SDK here. */
  ofRemote: "ProvidersMap",
} as const;

/** What a plan does not do, by the field that asks for it. What calls a program back is refused before: sdk.ts. */
const refused: Readonly<Record<string, string>> = {
  Remote: "a plan cannot look into a component of another program",
  TransformsList: "a plan runs no transforms",
  StateMigrationsList: "a plan runs no state migrations",
  Packageref: "a plan knows no parameterized packages",
};

const known: ReadonlySet<string> = new Set(
  Object.values(fields)
    .flatMap((names) => names.split(" "))
    .concat(Object.keys(refused)),
);

/** Why a plan cannot take a registration for what the engine would; by the fields that are set. */
export function refusedField(request: RegisterResourceRequest): string | undefined {
  for (const [field, why] of Object.entries(refused)) if (isSet(request, field)) return why;
  const unheard = unknownFields(request).find((field) => isSet(request, field));
  return unheard && `a plan does not know what the engine does with ${unheard} of a resource`;
}

/** Fields of the side's own SDK that stand in no list. */
export function unknownFields(request: RegisterResourceRequest): readonly string[] {
  const message = Object.getPrototypeOf(request) as object;
  let found = byMessage.get(message);
  if (found === undefined) {
    found = Object.getOwnPropertyNames(message).flatMap((name) => {
      const field = /^get([A-Z]\w*?)(_as\w+)?$/.exec(name)?.[1];
      return field === undefined || known.has(field) ? [] : [field];
    });
    byMessage.set(message, found);
  }
  return found;
}

const byMessage = new WeakMap<object, readonly string[]>();

/** Whether a field differs from its default. */
function isSet(request: RegisterResourceRequest, field: string): boolean {
  const get = Reflect.get(request, `get${field}`) as (() => unknown) | undefined;
  const value = get?.call(request);
  if (Array.isArray(value)) return value.length > 0;
  // A map of Protobuf's.
  if (typeof value === "object" && value !== null && "getLength" in value) {
    return (value.getLength as () => number)() > 0;
  }
  return value !== undefined && value !== null && value !== "" && value !== false && value !== 0;
}
