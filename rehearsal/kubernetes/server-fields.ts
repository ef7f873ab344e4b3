// Fields that the API server sets besides the schema's defaults: computed and allocated ones.

import { isRecord } from "../../lib/value.ts";
import { at, type Manifest } from "./object-rules.ts";

/**
 * The object as the API server stores it.
 * @param isTaken whether a Service has the cluster IP already
 */
export function completed(object: Manifest, isTaken: (clusterIp: string) => boolean): Manifest {
  switch (object.kind) {
    case "Namespace":
      return { ...object, spec: { finalizers: ["kubernetes"], ...at(object, "spec") } };
    case "Service":
      return { ...object, spec: addressed(at(object, "spec"), isTaken) };
    case "Deployment":
      return { ...object, spec: pulling(at(object, "spec")) };
    default:
      return object;
  }
}

/** A Service's own address, which it keeps for life. An ExternalName has none. */
function addressed(spec: Manifest, isTaken: (clusterIp: string) => boolean): Manifest {
  if (spec.type === "ExternalName") return spec;
  const clusterIP = spec.clusterIP ?? freeIp(isTaken);
  return {
    ...{ clusterIPs: [clusterIP], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" },
    internalTrafficPolicy: "Cluster",
    ...{ ...spec, clusterIP },
  };
}

/** The first free one of the range that the local edge's API server has too. */
function freeIp(isTaken: (clusterIp: string) => boolean): string {
  for (let host = 1; host < 255; host += 1) if (!isTaken(`10.0.0.${host}`)) return `10.0.0.${host}`;
  throw new Error("the rehearsal's cluster has no address left for a Service");
}

/** Images with the tag `latest`, or without a tag, are pulled again with each pod. */
function pulling(spec: Manifest): Manifest {
  const template = at(spec, "template");
  const pod = at(template, "spec");
  const completedContainers = (name: string) =>
    Array.isArray(pod[name]) && {
      [name]: pod[name].map((container: unknown) => pullingContainer(container)),
    };
  return {
    ...spec,
    template: {
      ...template,
      spec: { ...pod, ...completedContainers("containers"), ...completedContainers("initContainers") },
    },
  };
}

function pullingContainer(container: unknown): unknown {
  if (!isRecord(container) || container.imagePullPolicy !== undefined) return container;
  const image = typeof container.image === "string" ? container.image : "";
  const name = image.slice(image.lastIndexOf("/") + 1);
  const isLatest = !name.includes("@") && (!name.includes(":") || name.endsWith(":latest"));
  return { ...container, imagePullPolicy: isLatest ? "Always" : "IfNotPresent" };
}
