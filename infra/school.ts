import * as pulumi from "@pulumi/pulumi";
import { DestroyGuard, School } from "../components/index.ts";
import { entryUrlOf } from "./config/entry-url.ts";
import type { PlatformConfig } from "./config/platform-schema.ts";
import { asPkcs8, keyProblem } from "./config/rules/certificate-keys.ts";
import { routesOf, type SchoolConfig, verifyFilesOf } from "./config/school-schema.ts";
import { cloud, cluster } from "./providers.ts";

/** A certificate that a school brings and its private key, in PEM. */
interface Pair {
  readonly chain: string;
  readonly key: string;
}

/** Certificates that a school brings, as its config holds them: by route key, decrypted. */
export type BroughtCertificates = Readonly<Record<string, Pair>>;

/** A school's outputs; what an absent part of its config would give is absent. */
export interface SchoolOutputs {
  /** Public hosts by route key. */
  readonly hosts: Record<string, { host: string; url: string; upstream: string }>;
  /** Host name that the school's domains point at by CNAME. */
  readonly cnameTarget: string;
  /** Route key → verify file name → the address at which WeCom asks for it. */
  readonly verifyUrls: Record<string, Record<string, string>>;
  /** The app's home page in WeCom. */
  readonly entryUrl?: string;
  readonly namespace: pulumi.Output<string>;
  /** IPs by address key. */
  readonly egressIps: Readonly<Record<string, pulumi.Output<string>>>;
  readonly activeEgressIp: pulumi.Output<string>;
  /** The IPs joined by `;`, to be pasted into WeCom's trusted IPs; without those that the school has taken off its list. */
  readonly trustedIps: pulumi.Output<string>;
  /** The HTTPS proxy through which pods of the cluster call WeCom. */
  readonly relayUrl?: pulumi.Output<string>;
}

/** Declares one school's stack. */
export function school(
  slug: string,
  config: SchoolConfig,
  platform: PlatformConfig,
  certificates?: pulumi.Output<BroughtCertificates>,
): SchoolOutputs {
  const routes = routesOf(config);
  const verifyFiles = verifyFilesOf(config);
  const { trusted: _, ...egress } = config.egress;
  const declared = new School(
    slug,
    {
      slug,
      displayName: config.name,
      platform: { name: config.platform, ...platform },
      routes,
      certificates: config.certificate.from === "secret" ? byRoute(routes, certificates) : undefined,
      verifyFiles,
      egress,
      retired: config.retired,
    },
    { providers: [cluster(platform), cloud(platform)] },
  );
  new DestroyGuard(`${slug}-guard`, { guarded: [declared], retired: config.retired });
  const entryUrl = entryUrlOf(config);
  return {
    hosts: mapValues(routes, ({ host, upstream }) => ({ host, url: `https://${host}`, upstream })),
    cnameTarget: platform.gateway.address,
    verifyUrls: mapValues(verifyFiles, (files, route) =>
      mapValues(files, (_, file) => `https://${routes[route]?.host}/${file}`),
    ),
    ...(entryUrl === undefined ? {} : { entryUrl }),
    namespace: declared.namespace,
    egressIps: declared.egress.ips,
    activeEgressIp: declared.egress.activeIp,
    trustedIps: declared.egress.trustedIps,
    ...(declared.relay === undefined ? {} : { relayUrl: declared.relay.url }),
  };
}

function byRoute(routes: object, certificates: pulumi.Output<BroughtCertificates> | undefined) {
  const brought = certificates ?? pulumi.output<BroughtCertificates>({});
  return mapValues(routes, (_, route) => {
    const pair = brought.apply((all) => checkedPair(route, all[route]));
    return { chain: pair.apply(({ chain }) => chain), key: pair.apply(({ key }) => key) };
  });
}

/** A brought certificate with its own key, or the error that names what is not there or does not fit. */
function checkedPair(route: string, { chain, key }: Partial<Pair> = {}): Pair {
  const at = (field: string): string => `schoolgate:certificates.${route}.${field}`;
  const missing = (field: string): pulumi.RunError =>
    new pulumi.RunError(`${at(field)} is missing: \`gate check\` says how to set it`);
  if (chain === undefined) throw missing("chain");
  if (key === undefined) throw missing("key");
  const problem = keyProblem(chain, key);
  if (problem !== undefined) throw new pulumi.RunError(`${at("key")} ${problem}`);
  return { chain, key: asPkcs8(key) };
}

function mapValues<V, R>(
  values: Record<string, V> | object,
  change: (value: V, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}
