import { z } from "zod";
import { cidr, field, host, id, key, printable, retired, text } from "./shapes.ts";

// The shape of a platform's stack file, and nothing else; rules between fields are in rules/platform.ts.

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
    retired: retired(
      "`true`: the platform goes, once no school is on it. Its protection is taken off, so that its stack can be destroyed next. `gate retire` writes it.",
    ),
  })
  .meta({ description: "What the schools of one cluster share." });

/** A platform's stack file as it stands, defaults filled in. */
export type PlatformConfig = z.infer<typeof platformSchema>;
