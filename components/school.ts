import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type BroughtCertificate, Certificate } from "./edge/certificate.ts";
import { Listeners } from "./edge/listeners.ts";
import { Route } from "./edge/route.ts";
import { unlistedVerifyFiles } from "./edge/unlisted-verify-files.ts";
import { VerifyFile } from "./edge/verify-file.ts";
import type { ExistingNat } from "./egress/adopted-nat.ts";
import { type AddressSpec, Egress, type EgressNetwork } from "./egress/egress.ts";
import { Relay } from "./egress/relay.ts";
import type { AdoptedSource, OwnSource } from "./egress/source.ts";
import { hostsAnnotation, nameAnnotation, platformLabels, schoolLabels, schoolNamespace } from "./names.ts";
import type { Frontage } from "./platform/redirects.ts";
import { type Retirable, retiredInput } from "./retired.ts";
import { tokens } from "./tokens.ts";

/** What a school takes from its platform. */
export interface SchoolPlatform {
  readonly name: string;
  /** The shared Gateway; `address` is the host name that the schools' domains point at. */
  readonly gateway: { readonly name: string; readonly namespace: string; readonly address: string };
  readonly issuer: { readonly kind: string; readonly name: string };
  readonly upstreams: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
  /** `cidr` is the block of the VPC. */
  readonly network: EgressNetwork & { readonly cidr: string };
}

/** A public host, with the key of an upstream of the platform. Retired: its verify files are too. */
export interface RouteSpec extends Retirable {
  readonly host: string;
  readonly upstream: string;
}

/** A verify file by its code. */
export interface VerifyFileSpec extends Retirable {
  readonly code: string;
}

/** Retired: all that is protected of it is, and its stack may be destroyed. */
export interface SchoolArgs extends Retirable {
  /** The stack's name: part of every name, label and tag. */
  readonly slug: string;
  /** The school's name as people read it. */
  readonly displayName: string;
  readonly platform: SchoolPlatform;
  /** Public hosts by route key. */
  readonly routes: Readonly<Record<string, RouteSpec>>;
  /** Certificates that the school brings, by route key; absent: the platform's issuer signs. */
  readonly certificates?: Readonly<Record<string, BroughtCertificate>> | undefined;
  /** Route key → verify file name → the file. */
  readonly verifyFiles: Readonly<Record<string, Readonly<Record<string, VerifyFileSpec>>>>;
  readonly egress: {
    readonly nat: "dedicated" | "shared" | ExistingNat;
    readonly snatEntryId?: string | undefined;
    readonly source: OwnSource | AdoptedSource;
    readonly addresses: Readonly<Record<string, AddressSpec>>;
    readonly active: string;
    readonly relay: boolean;
  };
}

/** One school: its hosts at the shared Gateway, and the addresses from which its OAuth calls reach WeCom. */
export class School extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  readonly egress: Egress;
  /** Absent where the school's OAuth service runs in the pinned vSwitches itself. */
  readonly relay: Relay | undefined;

  constructor(name: string, args: SchoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.School, name, retiredInput(args), opts);
    const { slug, platform, retired } = args;
    this.namespace = this.#namespace(name, args).metadata.name;
    this.#grant(name, args);
    this.#routes(name, args);
    this.egress = new Egress(
      `${name}-egress`,
      { slug, network: platform.network, ...args.egress, retired },
      { parent: this },
    );
    this.relay = this.#relay(name, args);
    this.registerOutputs({ namespace: this.namespace });
  }

  #relay(name: string, { slug, platform, egress }: SchoolArgs): Relay | undefined {
    const { vswitchIds, securityGroupId } = this.egress.source;
    if (!egress.relay || securityGroupId === undefined) return undefined;
    return new Relay(
      `${name}-relay`,
      {
        slug,
        namespace: this.namespace,
        vswitchIds: Object.values(vswitchIds),
        block: egress.source.cidr,
        securityGroupId,
        vpcBlock: platform.network.cidr,
        after: [this.egress],
      },
      { parent: this },
    );
  }

  #namespace(name: string, { slug, displayName, platform, routes }: SchoolArgs): k8s.core.v1.Namespace {
    // Sorted, so that the order of the routes is no change.
    const hosts = Object.values(routes)
      .map(({ host }) => host)
      .sort();
    return new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: schoolNamespace(slug),
          labels: { ...schoolLabels(slug), ...platformLabels(platform.name) },
          annotations: { [nameAnnotation]: displayName, [hostsAnnotation]: hosts.join(" ") },
        },
      },
      { parent: this },
    );
  }

  /** Lets this school's routes refer to the upstreams that they name, and to no other. */
  #grant(name: string, { slug, platform, routes }: SchoolArgs): void {
    // Sorted, so that the order of the routes is no change.
    const used = [...new Set(Object.values(routes).map(({ upstream }) => upstream))].sort();
    new k8s.apiextensions.CustomResource(
      `${name}-upstreams`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "ReferenceGrant",
        metadata: {
          name: schoolNamespace(slug),
          namespace: platform.gateway.namespace,
          labels: schoolLabels(slug),
        },
        spec: {
          from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: this.namespace }],
          to: used.map((upstream) => ({
            group: "gateway.envoyproxy.io",
            kind: "Backend",
            name: upstream,
          })),
        },
      },
      { parent: this },
    );
  }

  #routes(name: string, args: SchoolArgs): void {
    const { platform, routes } = args;
    const parent = { parent: this };
    const placed = { namespace: this.namespace, labels: schoolLabels(args.slug) };
    const notFound = unlistedVerifyFiles(name, placed, parent);
    const certificates = Object.entries(routes).map(([route, { host }]) => {
      const from = certificateOf(route, args);
      return [
        route,
        host,
        new Certificate(`${name}-${route}-tls`, { route, host, from, ...placed }, parent),
      ] as const;
    });
    const listeners = new Listeners(
      `${name}-listeners`,
      {
        gateway: platform.gateway,
        listeners: Object.fromEntries(
          certificates.map(([route, host, { secretName }]) => [route, { host, secretName }]),
        ),
        ...placed,
      },
      parent,
    );
    for (const [route, { host, upstream, ...spec }] of Object.entries(routes)) {
      const leaves = args.retired === true || spec.retired === true;
      const verifyFiles = Object.entries(args.verifyFiles[route] ?? {}).map(
        ([file, { code, retired }]) =>
          new VerifyFile(
            `${name}-${route}-${file}`,
            { route, file, body: code, retired: leaves || retired === true, ...placed },
            parent,
          ),
      );
      new Route(
        `${name}-${route}`,
        {
          route,
          host,
          upstream: upstreamOf(platform, route, upstream),
          gateway: { name: platform.gateway.name, namespace: platform.gateway.namespace },
          listenerSet: listeners.name,
          verifyFiles,
          notFound,
          frontages: frontages(args, route),
          retired: leaves,
          ...placed,
        },
        parent,
      );
    }
  }
}

function certificateOf(route: string, { platform, certificates }: SchoolArgs) {
  if (certificates === undefined) return { issuer: platform.issuer };
  const brought = own(certificates, route);
  if (brought === undefined) throw notAmong("certificates", route, certificates);
  return { brought };
}

/** Routes name upstreams by key, and only those of the platform: no school can point its hosts at one of its own. */
function upstreamOf(platform: SchoolPlatform, route: string, key: string) {
  const upstream = own(platform.upstreams, key);
  if (upstream === undefined) throw notAmong(`routes.${route}.upstream`, key, platform.upstreams);
  return { key, ...upstream };
}

/** The school's hosts in front of upstreams, this route's own first. */
function frontages({ platform, routes }: SchoolArgs, first: string): Frontage[] {
  return Object.entries(routes)
    .sort(([a], [b]) => Number(b === first) - Number(a === first))
    .map(([route, { host, upstream }]) => {
      const target = upstreamOf(platform, route, upstream);
      return { upstreamHost: target.host, upstreamPort: target.port, host };
    });
}

/** Own keys only: `constructor` is a key only where the file says so. */
function own<V>(values: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function notAmong(propertyPath: string, value: string, known: object): pulumi.InputPropertyError {
  const names = Object.keys(known).join(", ");
  return new pulumi.InputPropertyError({ propertyPath, reason: `"${value}" is none of: ${names}` });
}
