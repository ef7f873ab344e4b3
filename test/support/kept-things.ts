/** What there is besides the school: the platform's own. */
export const surroundings = [
  "namespaces/default",
  "namespaces/edge",
  "namespaces/kube-node-lease",
  "namespaces/kube-public",
  "namespaces/kube-system",
  "ngw-bp1hz0shared00000001",
  "vsw-bp1hz0nat0000000001",
  "vtb-bp1hz0schoolgate00001",
];

/** Whatever there is in the stand-ins that is not on its way out. */
export function thingsIn({ cloud, cluster }: { cloud: string; cluster: string }): string[] {
  const kinds = [
    "eips",
    "natGateways",
    "snatEntries",
    "vswitches",
    "routeTables",
    "routeEntries",
    "securityGroups",
  ];
  const state = JSON.parse(cloud) as Record<string, Record<string, { transition?: { to: string } }>>;
  const inCloud = kinds.flatMap((kind) =>
    Object.entries(state[kind] ?? {}).flatMap(([id, { transition }]) =>
      transition?.to === "Deleted" ? [] : [id],
    ),
  );
  const { objects } = JSON.parse(cluster) as { objects: object };
  return [...inCloud, ...Object.keys(objects)].sort();
}
