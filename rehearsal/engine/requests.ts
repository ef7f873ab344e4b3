import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb.js";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Refusal } from "../../lib/refusal.ts";
import type { Properties } from "../stand-in.ts";
import { parseDuration } from "./duration.ts";
import type { Alias, Goal, ReadGoal, Timeouts } from "./goal.ts";

/** A property bag out of a message. */
export function propertiesOf(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** What a registration asks for. @throws Refusal when it asks for something that this engine does not do */
export function goalOfRequest(request: RegisterResourceRequest): Goal {
  refuseUnsupported(request);
  const protect = request.hasProtect() ? request.getProtect() : undefined;
  const retainOnDelete = request.hasRetainondelete() ? request.getRetainondelete() : undefined;
  const dependencies = request
    .getPropertydependenciesMap()
    .toObject(false, (_, message) => message.getUrnsList());
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    inputs: propertiesOf(request.getObject()),
    provider: request.getProvider(),
    version: request.getVersion(),
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(dependencies),
    ...(protect === undefined ? {} : { protect }),
    ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
    ...(request.getDeletedwith() === "" ? {} : { deletedWith: request.getDeletedwith() }),
    ...(request.getDeletebeforereplacedefined()
      ? { deleteBeforeReplace: request.getDeletebeforereplace() }
      : {}),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importId: request.getImportid(),
    timeouts: timeoutsOf(request.getCustomtimeouts()),
    aliases: request.getAliasesList().map(aliasOf),
  };
}

export function goalOfRead(request: ReadResourceRequest): ReadGoal {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    id: request.getId(),
    inputs: propertiesOf(request.getProperties()),
    provider: request.getProvider(),
    version: request.getVersion(),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** Refuses options that this engine does not support. */
function refuseUnsupported(request: RegisterResourceRequest): void {
  const asked: Readonly<Record<string, boolean>> = {
    "remote components": request.getRemote(),
    "parameterized packages": request.getPackageref() !== "",
    transforms: request.getTransformsList().length > 0,
    "resource hooks": request.hasHooks(),
    "state migrations": request.getStateMigrationsList().length > 0,
    "the option replaceWith": request.getReplaceWithList().length > 0,
    "the option replacementTrigger": request.hasReplacementTrigger(),
    "the option hideDiffs": request.getHidediffsList().length > 0,
    "the option envVarMappings": request.getEnvvarmappingsMap().getLength() > 0,
  };
  for (const [feature, isAsked] of Object.entries(asked)) {
    if (isAsked) throw unsupported(feature, `${request.getType()} "${request.getName()}"`);
  }
}

/** The refusal of a feature that this engine does not support. */
export function unsupported(feature: string, where: string): Refusal {
  return new Refusal(
    `${where} uses ${feature}, which the rehearsal does not support: take it out, or use Pulumi's own engine`,
  );
}

function timeoutsOf(message: RegisterResourceRequest.CustomTimeouts | undefined): Timeouts {
  const given = {
    create: message?.getCreate(),
    update: message?.getUpdate(),
    delete: message?.getDelete(),
    read: message?.getRead(),
  };
  const entries = Object.entries(given).flatMap(([kind, text]) =>
    text ? [[kind, parseDuration(text)]] : [],
  );
  return Object.fromEntries(entries) as Timeouts;
}

function aliasOf(message: AliasMessage): Alias {
  if (message.hasUrn()) return { urn: message.getUrn() };
  const spec = message.getSpec();
  if (spec === undefined) throw new Refusal("an alias without contents");
  const entries = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getParenturn(),
    noParent: spec.getNoparent(),
  };
  // The protocol says "not given" by an empty value.
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== "" && value !== false));
}
