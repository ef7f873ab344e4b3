import { z } from "zod";

// The stack files' shape, and nothing else: no Pulumi, no file, no clock. Rules between fields are in rules.ts, rules
// between schools in fleet-rules.ts. A message reads "<rule> → <way out>"; inspect.ts splits it there.

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

/** A string of one pattern, with its rule and way out. */
const text = (pattern: RegExp, message: string) => z.string().regex(pattern, { error: message });

const key = (what: string, longest = 30) =>
  text(
    dnsLabel,
    `${what} is lower-case letters, digits and hyphens → write it so that it could be one part of a host name`,
  ).max(longest, { error: `${what} has at most ${longest} characters → shorten it` });

const printable = text(/^\P{C}*$/u, "this is printable text on one line → remove what cannot be seen");

/** The name of a stack: it becomes part of a namespace, of tags and of a file name. */
export const slug = key("a slug", 40);

/** The key of an address in a school's stack file: its name, which never changes. */
export const addressKey = key("an address key", 20);

const host = text(
  dnsName,
  "a host is a full lower-case DNS name without scheme, port or path → write it like api1.xxxedu.cn (a Chinese name in its xn-- form)",
);
/** An IPv4 block. */
export const cidr = text(
  /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\/(3[0-2]|[12]?\d)$/,
  "a block is a.b.c.d/n, of numbers up to 255 and a prefix up to 32 → write it like 10.20.8.0/24",
);
const zone = text(/^[a-z]+-[a-z0-9-]+$/, "a zone is an Alibaba Cloud zone id → write it like cn-hangzhou-i");
const ipv4 = text(
  /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/,
  "a trusted IP is one public IPv4 address; WeCom takes no range and no IPv6 → write it like 47.111.68.103",
);
const id = (prefix: string, what: string) =>
  text(new RegExp(`^${prefix}-[a-z0-9]+$`), `${what} begins with ${prefix}- → copy it from the console`);

/** What `retired` says of an address that the school still has in WeCom's list. */
export const stillTrusted = "still-trusted";

const route = z.union([
  key("an upstream").meta({ description: "Upstream of the platform; the host is <key>.<domain>." }),
  z.strictObject({
    host: host.optional().meta({ description: "Public host. Default: <key>.<domain>." }),
    upstream: key("an upstream").meta({ description: "Upstream of the platform." }),
  }),
]);

const retired = z
  .literal([true, stillTrusted], {
    error: `retired is true, or ${stillTrusted} → write retired: true, or leave it out`,
  })
  .optional()
  .meta({
    description:
      "Its protection is taken off, so that its key can be removed next; it stays bound. still-trusted: although the school has it in WeCom's list.",
  });

const address = z.union([
  z.strictObject({ retired }).meta({ description: "Allocates an elastic IP of the school's own." }),
  z.strictObject({ allocationId: id("eip", "an allocation id"), retired }).meta({
    description: "Adopts an elastic IP that exists; removed later, it is handed back and not released.",
  }),
  z
    .strictObject({
      ip: ipv4,
      external: z
        .literal(true, { error: "external is true or left out → write external: true" })
        .meta({ description: "true: it is listed in WeCom, and carries no traffic of ours" }),
    })
    .meta({ description: "Refers to an address that is not ours, such as the vendor's present server." }),
]);

const source = z.union([
  z
    .strictObject({
      cidr: cidr.meta({ description: "Block of the school's vSwitches: the source of its one SNAT entry." }),
      zones: z.record(zone, cidr).meta({ description: "Zone → block of the vSwitch made there." }),
    })
    .meta({ description: "vSwitches of the school's own." }),
  z
    .strictObject({
      vswitchIds: z.array(id("vsw", "a vSwitch id")).min(1),
      cidr: cidr.optional().meta({
        description:
          "Block that covers them, required with more than one: one SNAT entry, so that a swap is one change.",
      }),
    })
    .meta({ description: "vSwitches in which the OAuth service already runs." }),
]);

const egress = z.strictObject({
  nat: z
    .enum(["dedicated", "shared"])
    .default("dedicated")
    .meta({ description: "A NAT gateway of the school's own, or the platform's." }),
  source,
  addresses: z.record(addressKey, address),
  active: z.string().meta({ description: "Key of the address that OAuth calls leave from." }),
  trusted: z
    .array(z.string())
    .default([])
    .meta({ description: "Keys that the school has entered in WeCom's trusted IPs; empty until step 5." }),
  relay: z
    .boolean({ error: "relay is true or false → write relay: true, or leave it out" })
    .default(false)
    .meta({
      description:
        "A proxy in the pinned vSwitches through which the OAuth service calls WeCom. Not needed where that service runs in them itself.",
    }),
});

const wecom = z.strictObject({
  corpId: text(
    /^w[wx][0-9a-z]{16}$/,
    "a CorpId is ww and 16 letters or digits → copy it from 我的企业 → 企业信息",
  ).optional(),
  agentId: z
    .int({
      error: "an AgentId is a whole number such as 1000002 → copy it from the app's page, without quotes",
    })
    .positive()
    .optional(),
  verifyFiles: z.record(z.string(), z.record(z.string(), z.string())).default({}).meta({
    description: "Route → file name → the file's code, as downloaded. `gate verify-file` writes it.",
  }),
});

const entry = z.strictObject({
  route: key("a route key").optional().meta({
    description: "Route on whose host the app's home page is. Default: the one to hub, or the only one.",
  }),
  flag: z.string().min(1),
  paytype: z.string().min(1).default("qyweixin"),
  ecardFunc: z.string().min(1).default("index"),
});

export const schoolSchema = z.strictObject({
  name: printable.trim().min(1).max(64).meta({ description: "The school's name as people read it." }),
  platform: slug.meta({ description: "Name of the platform's stack: stacks/Pulumi.<platform>.yaml." }),
  domain: host.meta({ description: "The school's ICP-filed domain; every host must be under it." }),
  icp: printable
    .min(1)
    .max(64)
    .optional()
    .meta({ description: "ICP filing number, printed on the handover sheet." }),
  routes: z.record(key("a route key"), route).default({ api1: "hub", api2: "open" }),
  certificate: z.strictObject({ from: z.enum(["issuer", "secret"]) }).default({ from: "issuer" }),
  wecom: wecom.default({ verifyFiles: {} }),
  entry: entry.optional().meta({ description: "Parameters of the app's home page URL (handbook, step 6)." }),
  egress,
});

const upstream = z.strictObject({ host, port: z.int().min(1).max(65535).default(443) });

const contact = z.strictObject({
  name: printable.min(1).max(32).meta({ description: "Who answers: a person, or a post." }),
  telephone: text(
    /^(?=.{3,32}$)[+(]?\d[\d ()-]*\d( ?转 ?\d+)?$/,
    'a telephone number is digits, blanks, hyphens, brackets, and 转 before an extension → write it in quotes, like "0571-0000 0000 转 801"',
  ),
  channel: printable
    .min(1)
    .max(64)
    .meta({ description: "Where else they are reached: a WeCom group, an address for mail." }),
});

export const platformSchema = z.strictObject({
  region: text(/^[a-z]+-[a-z0-9-]+$/, "a region is an Alibaba Cloud region id → write it like cn-hangzhou"),
  kubeContext: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Context of the kubeconfig. Default: the current one." }),
  gateway: z.strictObject({
    name: key("a gateway name", 63),
    namespace: key("a namespace", 63),
    address: host.meta({ description: "Host name that the schools' domains point at by CNAME." }),
    replicas: z.int().min(1).max(50).default(2).meta({
      description: "Envoys, each on a node of its own where there are enough, with two worker threads.",
    }),
    memory: z
      .string()
      .regex(/^[1-9]\d{0,4}(Mi|Gi)$/, {
        error: "memory is a whole number of Mi or Gi → write it like 2Gi",
      })
      .default("1Gi")
      .meta({ description: "Memory that each Envoy asks its node for: 1.5 Mi a school, and 100 Mi." }),
  }),
  issuer: z.strictObject({
    kind: z.enum(["ClusterIssuer"]).default("ClusterIssuer"),
    name: key("an issuer name", 63),
  }),
  upstreams: z.record(key("an upstream"), upstream),
  network: z.strictObject({
    vpcId: id("vpc", "a VPC id"),
    cidr: cidr.meta({ description: "The VPC's block: every school's source lies in it." }),
    natVswitchId: id("vsw", "a vSwitch id").meta({
      description: "vSwitch in which NAT gateways get their private address.",
    }),
    sharedNat: z
      .strictObject({
        natGatewayId: id("ngw", "a NAT gateway id"),
        snatTableId: id("stb", "a SNAT table id"),
      })
      .optional()
      .meta({ description: "The NAT gateway of schools with `nat: shared`." }),
  }),
  rewriteRedirects: z.boolean().default(true).meta({
    description:
      "Bring what leads to the upstreams' names (redirects, Refresh, cookies) back under the school's hosts (Lua at the edge).",
  }),
  acme: z
    .strictObject({ email: z.email(), server: z.url({ protocol: /^https$/ }) })
    .optional()
    .meta({ description: "ACME account of the issuer. With neither acme nor ca the issuer exists already." }),
  ca: z
    .strictObject({
      secretName: key("a Secret's name", 63).meta({
        description: "Secret in cert-manager's namespace with the authority's tls.crt and tls.key.",
      }),
    })
    .optional()
    .meta({ description: "An authority of one's own that the issuer signs with, instead of acme." }),
  contact: contact
    .optional()
    .meta({ description: "Whom a school's administrators call; printed on every handover sheet." }),
});

/** A school's stack file as it stands, defaults filled in. */
export type SchoolConfig = z.infer<typeof schoolSchema>;
/** A platform's stack file as it stands, defaults filled in. */
export type PlatformConfig = z.infer<typeof platformSchema>;
export type AddressConfig = SchoolConfig["egress"]["addresses"][string];

/** A public host and the upstream behind it. */
export interface RouteConfig {
  readonly host: string;
  readonly upstream: string;
}

/** The routes of a school with their hosts spelled out, by key, in the file's order. */
export function routesOf(school: Pick<SchoolConfig, "domain" | "routes">): Record<string, RouteConfig> {
  return Object.fromEntries(
    Object.entries(school.routes).map(([routeKey, value]) => {
      const { host = `${routeKey}.${school.domain}`, upstream } =
        typeof value === "string" ? { upstream: value } : value;
      return [routeKey, { host, upstream }];
    }),
  );
}
