import { z } from "zod";
import { egress } from "./egress-schema.ts";
import { field, host, key, printable, retired, slug, text } from "./shapes.ts";

// The shape of a school's stack file, and nothing else: no Pulumi, no file, no clock. Rules between fields are in rules.ts, rules
// between schools in rules/between-schools.ts. A message reads "<rule> → <way out>"; inspect.ts splits it there.

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
              "Public host: a full lower-case DNS name under `domain` or one of `otherDomains`, of no other school. Default: `<key>.<domain>`.",
              "pay.xxxedu.cn",
            ),
          ),
        upstream: upstreamKey,
        retired: retired(
          "`true`: the host leaves. The protection of its verify files is taken off, so that the route can be removed next; until then it is served. Not the entry URL's, and not all. `gate retire` writes it.",
        ),
      })
      .meta({
        description: "The upstream with a host of another name than the key, or of a host that leaves.",
      }),
  ])
  .meta(
    field(
      "One public host: the upstream behind it, with the host `<key>.<domain>`; or the fields below. The key is lower-case letters, digits and hyphens, at most 30.",
      "hub",
    ),
  );

const code = z
  .string()
  .meta(field("The file's code alone: no line end, at most 4,096 bytes.", "54wuPnLpuTWkAF0Z"));

const verifyFile = z
  .union([
    code,
    z
      .strictObject({
        code,
        retired: retired(
          "`true`: its protection is taken off, so that the file can be removed next; it is still answered. `gate retire` writes it.",
        ),
      })
      .meta({ description: "The code of a file that is retired." }),
  ])
  .meta(
    field(
      "The file's code alone: no line end, at most 4,096 bytes; or both fields below. The key is the file's name, `WW_verify_<code>.txt`.",
      "54wuPnLpuTWkAF0Z",
    ),
  );

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
      z.record(z.string(), verifyFile).meta(
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
      field(
        "The school's ICP-filed domain; a host is under it, or under one of `otherDomains`. In lower case.",
        "xxxedu.cn",
      ),
    ),
    icp: printable
      .min(1)
      .max(64)
      .optional()
      .meta(field("ICP filing number, printed on the handover sheet.", "京ICP备05000001号")),
    otherDomains: z
      .record(
        host,
        printable.min(1).max(64).meta(field("ICP filing number of this domain.", "京ICP备05000001号-2")),
      )
      .optional()
      .meta(
        field(
          "Further filed domains → their ICP filing numbers: hosts may be under them too, and none is by default.",
          { "xxx.edu.cn": "京ICP备05000001号-2" },
        ),
      ),
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
    retired: retired(
      "`true`: the school leaves. The protection of all that it has is taken off, so that its stack can be destroyed next; until then it is served. `gate retire` writes it.",
    ),
  })
  .meta({ description: "The facts of one school." });

/** A school's stack file as it stands, defaults filled in. */
export type SchoolConfig = z.infer<typeof schoolSchema>;
export type AddressConfig = SchoolConfig["egress"]["addresses"][string];

/** A public host and the upstream behind it. */
export interface RouteConfig {
  readonly host: string;
  readonly upstream: string;
  /** On its way out: it is still served. */
  readonly retired?: true;
}

/** The routes of a school with their hosts spelled out, by key, in the file's order. */
export function routesOf(school: Pick<SchoolConfig, "domain" | "routes">): Record<string, RouteConfig> {
  return Object.fromEntries(
    Object.entries(school.routes).map(([routeKey, value]) => {
      const {
        host = `${routeKey}.${school.domain}`,
        upstream,
        retired,
      } = typeof value === "string" ? { upstream: value, retired: undefined } : value;
      return [routeKey, { host, upstream, ...(retired && { retired }) }];
    }),
  );
}

/** One of WeCom's verify files. */
export interface VerifyFileConfig {
  readonly code: string;
  /** On its way out: it is still answered. */
  readonly retired: boolean;
}

/** Route → file name → file, spelled out, in the file's order. */
export function verifyFilesOf({
  wecom: { verifyFiles },
}: Pick<SchoolConfig, "wecom">): Record<string, Record<string, VerifyFileConfig>> {
  return mapValues(verifyFiles, (files) =>
    mapValues(files, (file) =>
      typeof file === "string"
        ? { code: file, retired: false }
        : { code: file.code, retired: file.retired === true },
    ),
  );
}

function mapValues<V, R>(values: Readonly<Record<string, V>>, change: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
