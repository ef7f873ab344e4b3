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

/** What an editor and docs/stack-file.md say of a field: its meaning and rule, and an example. */
const field = (description: string, example: unknown): { description: string; examples: unknown[] } => ({
  description,
  examples: [example],
});

const upstreamKey = key("an upstream").meta(
  field("Upstream of the platform. A key of its `upstreams`.", "hub"),
);

const route = z
  .union([
    upstreamKey,
    z
      .strictObject({
        host: host
          .optional()
          .meta(
            field(
              "Public host: a full lower-case DNS name under `domain`, of no other school. Default: `<key>.<domain>`.",
              "pay.xxxedu.cn",
            ),
          ),
        upstream: upstreamKey,
      })
      .meta({ description: "The upstream with a host of another name than the key." }),
  ])
  .meta(
    field(
      "One public host: the upstream behind it, with the host `<key>.<domain>`; or both fields below. The key is lower-case letters, digits and hyphens, at most 30.",
      "hub",
    ),
  );

const retired = z
  .literal([true, stillTrusted], {
    error: `retired is true, or ${stillTrusted} → write retired: true, or leave it out`,
  })
  .optional()
  .meta(
    field(
      "`true`: the address's protection is taken off, so that its key can be removed next; it stays bound. `still-trusted`: the same, although the school has it in WeCom's list. Never of the active address. `gate address retire` writes it.",
      true,
    ),
  );

const address = z
  .union([
    z.strictObject({ retired }).meta({ description: "Allocates an elastic IP of the school's own." }),
    z
      .strictObject({
        allocationId: id("eip", "an allocation id").meta(
          field("Allocation id of the elastic IP, from the console.", "eip-bp1lakeside00000001"),
        ),
        retired,
      })
      .meta({
        description: "Adopts an elastic IP that exists; removed later, it is handed back and not released.",
      }),
    z
      .strictObject({
        ip: ipv4.meta(
          field("One public IPv4 address. WeCom takes no range and no IPv6 there.", "47.111.68.103"),
        ),
        external: z
          .literal(true, { error: "external is true or left out → write external: true" })
          .meta(field("It is listed in WeCom, and carries no traffic of ours.", true)),
      })
      .meta({ description: "Refers to an address that is not ours, such as the vendor's present server." }),
  ])
  .meta(
    field(
      "One address: `{}`, `{ allocationId }`, or `{ ip, external }`. Its key is its name: lower-case letters, digits and hyphens, at most 20; it never changes. An elastic IP is one school's alone.",
      { allocationId: "eip-bp1lakeside00000001" },
    ),
  );

const source = z
  .union([
    z
      .strictObject({
        cidr: cidr.meta(
          field(
            "Block of the school's vSwitches: the source of its one SNAT entry. A part of the VPC's block that no other school has.",
            "10.20.8.0/24",
          ),
        ),
        zones: z
          .record(
            zone,
            cidr.meta(
              field(
                "Block of the vSwitch in that zone: of /16 to /29 (Alibaba Cloud), inside `cidr`.",
                "10.20.8.0/25",
              ),
            ),
          )
          .meta(
            field(
              "Zone → block of the vSwitch made there. At least one; two survive the loss of one. Zones are of the platform's region; blocks do not overlap.",
              { "cn-hangzhou-i": "10.20.8.0/25", "cn-hangzhou-j": "10.20.8.128/25" },
            ),
          ),
      })
      .meta({ description: "vSwitches of the school's own are made." }),
    z
      .strictObject({
        vswitchIds: z
          .array(id("vsw", "a vSwitch id"))
          .min(1)
          .meta(
            field("Ids of the vSwitches, from the console. A vSwitch belongs to one school.", [
              "vsw-bp1lakeside0000000001",
            ]),
          ),
        cidr: cidr
          .optional()
          .meta(
            field(
              "Block that covers them: required with more than one, as a school has one SNAT entry, so that a swap is one change. With a relay write it in any case.",
              "10.20.16.0/23",
            ),
          ),
      })
      .meta({ description: "Adopts vSwitches in which the OAuth service already runs." }),
  ])
  .meta(
    field("Where OAuth calls come from: `cidr` and `zones`, or `vswitchIds`.", {
      vswitchIds: ["vsw-bp1lakeside0000000001"],
    }),
  );

const egress = z
  .strictObject({
    nat: z
      .enum(["dedicated", "shared"])
      .default("dedicated")
      .meta(
        field(
          "`dedicated`: a NAT gateway of the school's own. `shared`: the platform's, `network.sharedNat`; cheaper, and one change at a time for all its schools.",
          "shared",
        ),
      ),
    source,
    addresses: z
      .record(addressKey, address)
      .meta(
        field(
          "Key → address. All are bound all the time; at least one is the school's own. Two, so that there is one to swap to.",
          { a: {}, b: {} },
        ),
      ),
    active: z
      .string()
      .meta(
        field(
          "Key of the address that OAuth calls leave from. Not an external or retired one; one of `trusted`, once any is listed there. `gate swap` changes it.",
          "a",
        ),
      ),
    trusted: z
      .array(z.string())
      .default([])
      .meta(
        field(
          "Keys of the addresses that the school has entered in 企业可信IP; empty until step 5. At most 120 (WeCom). `gate address trusted` writes it.",
          ["a", "b"],
        ),
      ),
    relay: z
      .boolean({ error: "relay is true or false → write relay: true, or leave it out" })
      .default(false)
      .meta(
        field(
          "A proxy in the pinned vSwitches through which the OAuth service calls WeCom. Not needed where that service runs in them itself.",
          true,
        ),
      ),
  })
  .meta({ description: "How OAuth calls reach WeCom." });

const wecom = z.strictObject({
  corpId: text(
    /^w[wx][0-9a-z]{16}$/,
    "a CorpId is ww and 16 letters or digits → copy it from 我的企业 → 企业信息",
  )
    .optional()
    .meta(
      field(
        "The school's CorpId: ww and 16 letters or digits, from 我的企业 → 企业信息. Optional until step 3.",
        "ww0123456789abcdef",
      ),
    ),
  agentId: z
    .int({
      error: "an AgentId is a whole number such as 1000002 → copy it from the app's page, without quotes",
    })
    .positive()
    .optional()
    .meta(
      field(
        "The app's AgentId: a whole number, from the app's page, without quotes. Optional until step 3.",
        1000002,
      ),
    ),
  verifyFiles: z
    .record(
      z.string(),
      z
        .record(
          z.string(),
          z
            .string()
            .meta(
              field(
                "The file's code alone: no line end, at most 4,096 bytes. The key is the file's name, `WW_verify_<code>.txt`.",
                "54wuPnLpuTWkAF0Z",
              ),
            ),
        )
        .meta(
          field("File name → code, of the route with that key. At most 13 a host (Gateway API).", {
            "WW_verify_54wuPnLpuTWkAF0Z.txt": "54wuPnLpuTWkAF0Z",
          }),
        ),
    )
    .default({})
    .meta(
      field("Route → file name → the file's code, as downloaded. `gate verify-file` writes it.", {
        api1: { "WW_verify_54wuPnLpuTWkAF0Z.txt": "54wuPnLpuTWkAF0Z" },
      }),
    ),
});

const entry = z.strictObject({
  route: key("a route key")
    .optional()
    .meta(
      field(
        "Route on whose host the app's home page is. Default: the one to `hub`, or the only one.",
        "campus",
      ),
    ),
  flag: z.string().min(1).meta(field("The vendor's name for the school's app.", "weixinqy_test_1121")),
  paytype: z.string().min(1).default("qyweixin").meta(field("The vendor's way of payment.", "qyweixin")),
  ecardFunc: z.string().min(1).default("index").meta(field("The vendor's page to open.", "index")),
});

export const schoolSchema = z
  .strictObject({
    name: printable
      .trim()
      .min(1)
      .max(64)
      .meta(field("The school's name as people read it: one line, at most 64 characters.", "示例大学")),
    platform: slug.meta(field("Name of the platform's stack: `stacks/Pulumi.<platform>.yaml`.", "hz")),
    domain: host.meta(
      field("The school's ICP-filed domain; every host must be under it. In lower case.", "xxxedu.cn"),
    ),
    icp: printable
      .min(1)
      .max(64)
      .optional()
      .meta(field("ICP filing number, printed on the handover sheet.", "京ICP备05000001号")),
    routes: z
      .record(key("a route key"), route)
      .default({ api1: "hub", api2: "open" })
      .meta(
        field("Key → public host and the upstream behind it. At least one, at most 64.", {
          campus: "hub",
          pay: { host: "pay.xxxedu.cn", upstream: "open" },
        }),
      ),
    certificate: z
      .strictObject({
        from: z
          .enum(["issuer", "secret"])
          .meta(
            field(
              "`issuer`: the platform's issuer signs and renews. `secret`: the school brings one for each route, under `schoolgate:certificates`.",
              "secret",
            ),
          ),
      })
      .default({ from: "issuer" })
      .meta(field("Where the hosts' TLS certificates come from.", { from: "secret" })),
    wecom: wecom.default({ verifyFiles: {} }).meta({ description: "What the school's WeCom app is." }),
    entry: entry.optional().meta(
      field(
        "Parameters of the app's home page URL (handbook, step 6). Left out until the vendor gives them.",
        {
          flag: "weixinqy_test_1121",
        },
      ),
    ),
    egress,
  })
  .meta({ description: "The facts of one school." });

const upstream = z
  .strictObject({
    host: host.meta(
      field("The vendor's host: a full lower-case DNS name, not the gateway's own.", "hub.17wanxiao.com"),
    ),
    port: z
      .int()
      .min(1)
      .max(65535)
      .default(443)
      .meta(field("Port of HTTPS; its certificate is checked, for that host.", 8080)),
  })
  .meta(field("One of the vendor's hosts.", { host: "hub.17wanxiao.com", port: 8080 }));

const contact = z.strictObject({
  name: printable
    .min(1)
    .max(32)
    .meta(field("Who answers: a person, or a post. At most 32 characters.", "平台运维")),
  telephone: text(
    /^(?=.{3,32}$)[+(]?\d[\d ()-]*\d( ?转 ?\d+)?$/,
    'a telephone number is digits, blanks, hyphens, brackets, and 转 before an extension → write it in quotes, like "0571-0000 0000 转 801"',
  ).meta(
    field(
      "Telephone number: digits, blanks, hyphens, brackets, and 转 before an extension; in quotes.",
      "0571-0000 0000 转 801",
    ),
  ),
  channel: printable
    .min(1)
    .max(64)
    .meta(
      field(
        "Where else they are reached: a WeCom group, an address for mail. At most 64 characters.",
        "企业微信群“校园应用对接”",
      ),
    ),
});

export const platformSchema = z
  .strictObject({
    region: text(
      /^[a-z]+-[a-z0-9-]+$/,
      "a region is an Alibaba Cloud region id → write it like cn-hangzhou",
    ).meta(field("Alibaba Cloud region id of the network.", "cn-hangzhou")),
    kubeContext: z
      .string()
      .min(1)
      .optional()
      .meta(
        field(
          "Context of the kubeconfig that the platform and its schools go to. Default: the current one.",
          "ack-hz",
        ),
      ),
    gateway: z
      .strictObject({
        name: key("a gateway name", 63).meta(
          field(
            "Name of the shared Gateway; no other platform of the cluster has it in that namespace.",
            "shared",
          ),
        ),
        namespace: key("a namespace", 63).meta(
          field(
            "Namespace that the platform makes for it. Not the cluster's (`default`, `kube-…`), not a school's (`school-…`).",
            "edge",
          ),
        ),
        address: host.meta(
          field("Host name that the schools' domains point at by CNAME.", "gw-hz.campus.example.com"),
        ),
        replicas: z
          .int()
          .min(1)
          .max(50)
          .default(2)
          .meta(
            field(
              "Envoys, each on a node of its own where there are enough, with two worker threads. 1 to 50.",
              3,
            ),
          ),
        memory: z
          .string()
          .regex(/^[1-9]\d{0,4}(Mi|Gi)$/, {
            error: "memory is a whole number of Mi or Gi → write it like 2Gi",
          })
          .default("1Gi")
          .meta(
            field(
              "Memory that each Envoy asks its node for, in Mi or Gi: 1.5 Mi a school, and 100 Mi, are enough.",
              "2Gi",
            ),
          ),
      })
      .meta({ description: "The Gateway that all schools share." }),
    issuer: z
      .strictObject({
        kind: z
          .enum(["ClusterIssuer"])
          .default("ClusterIssuer")
          .meta(field("Kind of cert-manager's issuer.", "ClusterIssuer")),
        name: key("an issuer name", 63).meta(
          field("Its name. It is made with `acme` or `ca`; with neither it exists already.", "letsencrypt"),
        ),
      })
      .meta({ description: "Who signs the schools' certificates." }),
    upstreams: z.record(key("an upstream"), upstream).meta(
      field(
        "Key → one of the vendor's hosts. At least one, at most 16 (a ReferenceGrant of the Gateway API).",
        {
          hub: { host: "hub.17wanxiao.com", port: 8080 },
        },
      ),
    ),
    network: z
      .strictObject({
        vpcId: id("vpc", "a VPC id").meta(field("The VPC, which exists.", "vpc-bp1hz0schoolgate00001")),
        cidr: cidr.meta(
          field(
            "The VPC's block, private, of /8 to /24 (Alibaba Cloud): every school's source lies in it.",
            "10.20.0.0/16",
          ),
        ),
        natVswitchId: id("vsw", "a vSwitch id").meta(
          field("vSwitch in which NAT gateways get their private address.", "vsw-bp1hz0nat0000000001"),
        ),
        sharedNat: z
          .strictObject({
            natGatewayId: id("ngw", "a NAT gateway id").meta(
              field("Id of the NAT gateway.", "ngw-bp1hz0shared00000001"),
            ),
            snatTableId: id("stb", "a SNAT table id").meta(
              field("Id of its SNAT table, on its page in the console.", "stb-bp1hz0shared00000001"),
            ),
          })
          .optional()
          .meta({ description: "The NAT gateway of schools with `nat: shared`; it exists." }),
      })
      .meta({ description: "Where the schools' vSwitches and NAT gateways are." }),
    rewriteRedirects: z
      .boolean()
      .default(true)
      .meta(
        field(
          "Bring what leads to the upstreams' names (redirects, Refresh, cookies) back under the school's hosts, by Lua at the edge.",
          false,
        ),
      ),
    acme: z
      .strictObject({
        email: z.email().meta(field("Where the authority writes to.", "platform@campus.example.com")),
        server: z
          .url({ protocol: /^https$/ })
          .meta(field("Its directory, by https.", "https://acme-v02.api.letsencrypt.org/directory")),
      })
      .optional()
      .meta({
        description: "ACME account of the issuer; not beside `ca`. With neither the issuer exists already.",
      }),
    ca: z
      .strictObject({
        secretName: key("a Secret's name", 63).meta(
          field("Secret in cert-manager's namespace with the authority's tls.crt and tls.key.", "campus-ca"),
        ),
      })
      .optional()
      .meta({ description: "An authority of one's own that the issuer signs with, instead of `acme`." }),
    contact: contact
      .optional()
      .meta({ description: "Whom a school's administrators call; printed on every handover sheet." }),
  })
  .meta({ description: "What the schools of one cluster share." });

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
