import type { Facts } from "./cel.ts";

/** The facts of a platform that its schools' objects must match. */
export interface PlatformFacts {
  readonly name: string;
  readonly gateway: { readonly name: string; readonly namespace: string };
  readonly issuer: { readonly name: string };
  /** The vendor's hosts by key. */
  readonly upstreams: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
}

/** What is read from a school's namespace: nobody inside it can write its labels and annotations. */
export const variables = [
  { name: "school", expression: 'namespaceObject.metadata.?labels[?"schoolgate/school"].orValue("")' },
  {
    name: "hosts",
    expression:
      'namespaceObject.metadata.?annotations[?"schoolgate/hosts"].orValue("").split(" ").filter(host, host != "")',
  },
] as const;

/** The script that reads it takes no more. */
const longestHosts = 4096;

export function factsOf({ gateway, issuer, upstreams }: PlatformFacts): Facts {
  const is = (wanted: string) => (value: string) => `${value} == ${JSON.stringify(wanted)}`;
  const among = (wanted: readonly string[]) => (value: string) => `${value} in ${JSON.stringify(wanted)}`;
  const own = (value: string) => `${value} in variables.hosts`;
  const all = Object.values(upstreams);
  const isUpstream = among(all.map(({ host, port }) => `${host}:${port}`));
  return {
    "a host of the school": own,
    "hosts of the school, by upstream": (value) =>
      `size(${value}) <= ${longestHosts} && ${value}.split(" ").all(pair, pair.split("=").size() == 2 && ${isUpstream('pair.split("=")[0]')} && ${own('pair.split("=")[1]')})`,
    "the platform's Gateway": is(gateway.name),
    "the namespace of the platform's Gateway": is(gateway.namespace),
    "the platform's issuer": is(issuer.name),
    "an upstream's key": among(Object.keys(upstreams)),
    // As browsers write it, without https's own port.
    "an upstream's name and port": among(
      all.map(({ host, port }) => (port === 443 ? host : `${host}:${port}`)),
    ),
  };
}
