import { createHash } from "node:crypto";

/** The label (Kubernetes) that says whose object it is; the platform's Gateway admits namespaces by the second. */
const schoolLabel = "schoolgate/school";
const platformLabel = "schoolgate/platform";
/** The annotation that shows a school's name as people read it: labels take no Chinese. */
export const nameAnnotation = "schoolgate/name";
/**
 * The annotation of a school's namespace that says which hosts are the school's, parted by spaces: the API server takes no
 * others there. Nobody who may write in the namespace alone can write it.
 */
export const hostsAnnotation = "schoolgate/hosts";

/** Labels of everything that belongs to one school. */
export function schoolLabels(slug: string): Record<string, string> {
  return { [schoolLabel]: slug };
}

/** Labels of a school's relay pods, and of no others. */
export function relayLabels(slug: string): Record<string, string> {
  return { ...schoolLabels(slug), "app.kubernetes.io/name": "wecom-relay" };
}

/** Labels of the pods that may call WeCom through a school's relay, in whichever namespace they are. */
export function callerLabels(slug: string): Record<string, string> {
  return { "schoolgate/wecom-caller": slug };
}

/** Labels of what schools share, and the ones by which a namespace may attach to the platform's Gateway. */
export function platformLabels(platform: string): Record<string, string> {
  return { [platformLabel]: platform };
}

/** Tags of everything in Alibaba Cloud that belongs to one school. */
export function schoolTags(slug: string): Record<string, string> {
  return { "schoolgate:school": slug };
}

/** The namespace of one school. */
export function schoolNamespace(slug: string): string {
  return `school-${slug}`;
}

/** The name that a school's resources have in Alibaba Cloud's console; `role` tells them apart. */
export function cloudName(slug: string, role?: string): string {
  return ["schoolgate", slug, role].filter((part) => part !== undefined).join("-");
}

/** The Secret into which cert-manager puts a route's certificate and key. */
export function tlsSecretName(route: string): string {
  return `${route}-tls`;
}

/** The Secret with a certificate that the school brings: where cert-manager has made its own, it is another. */
export function broughtSecretName(route: string): string {
  return `${route}-brought-tls`;
}

/**
 * The Kubernetes name of a verify file of a route. Two files may differ in the case of one letter, which a Kubernetes
 * name cannot tell apart, hence the digest.
 *
 * @param file name as WeCom gave it: WW_verify_<code>.txt
 */
export function verifyFileName(route: string, file: string): string {
  const code = file
    .replace(/^WW_verify_|\.txt$/g, "")
    .toLowerCase()
    .slice(0, 20);
  const digest = createHash("sha256").update(file).digest("hex").slice(0, 8);
  return `verify-${route}-${code}-${digest}`;
}
