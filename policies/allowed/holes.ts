// The holes and names of more than one type's template.
import { known, type Template, text } from "../template.ts";

/** Groups of Kubernetes' API. */
export const gatewayApi = "gateway.networking.k8s.io";
export const envoyGateway = "gateway.envoyproxy.io";

export const label = text(
  /[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/,
  "a name of small letters, digits and hyphens",
);
export const host = text(
  /([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z][-a-z0-9]*[a-z0-9]/,
  "a host name, without a wildcard",
);
export const ownHost = known("a host of the school", host);
export const gatewayName = known("the platform's Gateway", label);
export const gatewayNamespace = known("the namespace of the platform's Gateway", label);
export const duration = text(/\d+(ms|s|m|h)/, "a time such as 60s");
export const block = text(/\d+\.\d+\.\d+\.\d+\/\d+/, "an IPv4 block");

/** Labels and namespace of a school's objects. */
export const labels: Template = { "schoolgate/school": "<stack>" };
export const ofSchool = (name: Template): Template => ({ name, namespace: "school-<stack>", labels });

/** Labels and namespace of a platform's objects. */
export const platformLabels: Template = { "schoolgate/platform": "<stack>" };
export const ofPlatform = (name: Template): Template => ({ name, namespace: label, labels: platformLabels });

/** Tags of a school's things in Alibaba Cloud. */
export const tags: Template = { "schoolgate:school": "<stack>" };
/** What they are called in its console. */
export const cloudName = text(/schoolgate-[-a-z0-9]+/, "a name that begins with schoolgate-");
