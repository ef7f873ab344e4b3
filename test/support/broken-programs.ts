/** One place of the program, changed, and what the policies say of it. */
export interface BrokenProgram {
  readonly title: string;
  readonly stack: "demo" | "hz" | "northgate";
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly told: readonly (readonly [policy: string, resource: string, finding: string])[];
}

const retire =
  "what is on its way out is retired in its stack file, which takes all of its protection off together";
const bothAddresses = (policy: string, resource: string, finding: (address: string) => string) =>
  ["a", "b"].map((key) => [policy, `demo-egress-${key}-${resource}`, finding(`demo-egress-${key}`)] as const);

const closed = "schoolgate-declared-only";
const kept = "schoolgate-protected-until-retired";
const more = (path: string) => `has ${path}, which no component declares: leave it out`;
const differs = (value: string, path: string, wanted: string) =>
  `has ${value} in ${path}: the components declare ${wanted}`;

/** For each policy a program that breaks it, at least one. */
export const brokenPrograms: readonly BrokenProgram[] = [
  {
    title: "an address that Pulumi may delete",
    stack: "demo",
    file: "components/egress/address.ts",
    from: "{ parent: this, protect, ignoreChanges: replacing }",
    to: "{ parent: this, ignoreChanges: replacing }",
    told: [
      ...bothAddresses(kept, "eip", () => `Pulumi may delete it: it needs protect: true; ${retire}`),
      [
        "schoolgate-active-trusted",
        "demo-egress-snat",
        "uses demo-egress-a-eip, which is not protected: swap to one that is not retired",
      ],
      [
        "schoolgate-standby-address",
        "demo-egress-snat",
        "has no address to swap to: add one to the school's addresses, such as b: {}",
      ],
    ],
  },
  {
    title: "an address that Alibaba Cloud may release",
    stack: "demo",
    file: "components/egress/address.ts",
    from: "deletionProtection: protect,",
    to: "deletionProtection: false,",
    told: bothAddresses(
      kept,
      "eip",
      () => `Alibaba Cloud may delete it: it needs deletionProtection: true; ${retire}`,
    ),
  },
  {
    title: "an address that Pulumi may unbind",
    stack: "demo",
    file: "components/egress/address.ts",
    from: "deleteBeforeReplace: true, protect, ignoreChanges",
    to: "deleteBeforeReplace: true, ignoreChanges",
    told: bothAddresses(kept, "binding", () => `Pulumi may delete it: it needs protect: true; ${retire}`),
  },
  {
    // As if it were retired, which nothing says.
    title: "standbys whose protection is off",
    stack: "demo",
    file: "components/egress/address.ts",
    from: "const protect = args.retired !== true;",
    to: 'const protect = args.key === "a";',
    told: [
      [kept, "demo-egress-b-eip", `Pulumi may delete it: it needs protect: true; ${retire}`],
      [
        kept,
        "demo-egress-b-eip",
        `Alibaba Cloud may delete it: it needs deletionProtection: true; ${retire}`,
      ],
      [kept, "demo-egress-b-binding", `Pulumi may delete it: it needs protect: true; ${retire}`],
      [
        "schoolgate-standby-address",
        "demo-egress-snat",
        "has no address to swap to: add one to the school's addresses, such as b: {}",
      ],
    ],
  },
  {
    title: "a verify file that Pulumi may delete",
    stack: "demo",
    file: "components/edge/verify-file.ts",
    from: "const protect = args.retired !== true;",
    to: "const protect = false;",
    told: ["content", "answer"].map((role) => [
      kept,
      `demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-${role}`,
      `Pulumi may delete it: it needs protect: true; ${retire}`,
    ]),
  },
  {
    title: "a Gateway that Pulumi may delete",
    stack: "hz",
    file: "components/platform/gateway.ts",
    from: "{ protect: this.#args.retired !== true }",
    to: "{}",
    told: [[kept, "hz-edge-gateway", `Pulumi may delete it: it needs protect: true; ${retire}`]],
  },
  {
    title: "a NAT gateway that both may delete",
    stack: "demo",
    file: "components/egress/dedicated-nat.ts",
    from: "        deletionProtection: protect,\n        tags,\n      },\n      // Not set here, and a gateway is replaced for it: what the API answers of it is not followed.\n      { parent: this, protect,",
    to: "        tags,\n      },\n      { parent: this,",
    told: [
      [closed, "demo-egress-nat-gateway", "has no deletionProtection: the components declare true"],
      [kept, "demo-egress-nat-gateway", `Pulumi may delete it: it needs protect: true; ${retire}`],
      [
        kept,
        "demo-egress-nat-gateway",
        `Alibaba Cloud may delete it: it needs deletionProtection: true; ${retire}`,
      ],
    ],
  },
  {
    title: "force",
    stack: "demo",
    file: "components/egress/address.ts",
    from: 'instanceType: "Nat" }',
    to: 'instanceType: "Nat", force: true }',
    told: bothAddresses(closed, "binding", () => more("force")),
  },
  {
    title: "an upstream of somebody else's",
    stack: "demo",
    file: "components/edge/route.ts",
    from: "namespace: gateway.namespace,\n            },\n          ],\n        },",
    to: 'namespace: "school-other",\n            },\n          ],\n        },',
    told: [
      ["api1", "hub"],
      ["api2", "open"],
    ].map(([route, upstream]) => [
      "schoolgate-platform-upstreams",
      `demo-${route}-https`,
      `leads to the Backend ${upstream} in the namespace school-other: the platform's are in that of its gateway`,
    ]),
  },
  {
    title: "an upstream whose certificate is not checked",
    stack: "hz",
    file: "components/platform/upstream.ts",
    from: "endpoints: [",
    to: "tls: { insecureSkipVerify: true },\n          endpoints: [",
    told: ["hub", "open"].map((key) => [closed, `hz-${key}-backend`, more("spec.tls")]),
  },
  {
    title: "a certificate of another host",
    stack: "demo",
    file: "components/edge/certificate.ts",
    from: "dnsNames: [args.host]",
    to: 'dnsNames: ["other.example.cn"]',
    told: ["https", "tls-certificate"].flatMap((role) =>
      ["api1", "api2"].map(
        (route) =>
          [
            "schoolgate-certificates-match-hosts",
            `demo-${route}-${role}`,
            role === "https"
              ? `serves ${route}.xxxedu.cn with ${route}-tls, which is no certificate for it: declare one, or name its Secret`
              : "is for other.example.cn, which is no host of the stack: take it out",
          ] as const,
      ),
    ),
  },
  {
    title: "a Namespace that names another school's host",
    stack: "demo",
    file: "components/school.ts",
    from: '[hostsAnnotation]: hosts.join(" ")',
    to: '[hostsAnnotation]: [...hosts, "api1.lakeside.example.cn"].join(" ")',
    told: [
      [
        "schoolgate-namespace-hosts",
        "demo-namespace",
        "names the hosts api1.xxxedu.cn api2.xxxedu.cn api1.lakeside.example.cn, and the stack's routes serve api1.xxxedu.cn api2.xxxedu.cn: name these",
      ],
    ],
  },
  {
    title: "a verify file with a newline",
    stack: "demo",
    file: "components/edge/verify-file.ts",
    from: '"response.body": args.body',
    to: '"response.body": "".concat(args.body, "\\n")',
    told: [
      [
        closed,
        "demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content",
        differs('"54wuPnLpuTWkAF0Z\\n"', 'data["response.body"]', "a verify file's code"),
      ],
      [
        "schoolgate-verify-file-bodies",
        "demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content",
        "WW_verify_54wuPnLpuTWkAF0Z.txt answers another code than its name's: take the file as downloaded: ./gate verify-file <school> <route> <path>",
      ],
    ],
  },
  {
    title: "a verify file that is not answered on :80",
    stack: "demo",
    file: "components/edge/route.ts",
    from: "...this.#direct(),\n        // A challenge",
    to: "...this.#direct().slice(-1),\n        // A challenge",
    told: [
      [
        "schoolgate-plain-verify-files",
        "demo-api1-https",
        "api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt is not answered on :80: add its rule there too",
      ],
    ],
  },
  {
    title: "an upstream whose certificate is checked for another name",
    stack: "hz",
    file: "components/platform/upstream.ts",
    from: "validation: { hostname: args.host,",
    to: 'validation: { hostname: "other.example.cn",',
    told: [
      ["hub", "hub.17wanxiao.com"],
      ["open", "open.17wanxiao.com"],
    ].map(([key, host]) => [
      "schoolgate-upstream-tls",
      `hz-${key}-tls`,
      `checks the certificate for other.example.cn, and the upstream is ${host}: name that`,
    ]),
  },
  {
    title: "a SNAT entry for the whole VPC",
    stack: "demo",
    file: "components/egress/egress.ts",
    from: "...source.snatSource }",
    to: 'sourceCidr: "10.20.0.0/16" }',
    told: [
      [
        "schoolgate-snat-sources",
        "demo-egress-snat",
        "takes the calls of a whole VPC, 10.20.0.0/16: name the school's own block, /17 or smaller",
      ],
    ],
  },
  {
    title: "calls from an address that is none of the school's",
    stack: "demo",
    file: "components/egress/egress.ts",
    from: "snatIp: used.ip,",
    to: 'snatIp: "198.51.100.7",',
    told: [
      [
        "schoolgate-active-trusted",
        "demo-egress-snat",
        "uses an address that is none of the stack's: give it the IP of one",
      ],
    ],
  },
  {
    title: "no address to swap to",
    stack: "demo",
    file: "components/egress/egress.ts",
    from: "retired: args.retired === true || retired !== undefined,",
    to: 'retired: key !== "a",',
    told: [
      [
        "schoolgate-standby-address",
        "demo-egress-snat",
        "has no address to swap to: add one to the school's addresses, such as b: {}",
      ],
    ],
  },
  {
    title: "an address tagged as another school's",
    stack: "demo",
    file: "components/egress/address.ts",
    from: "schoolTags(slug)",
    to: 'schoolTags("other")',
    told: bothAddresses(closed, "eip", () => differs('"other"', "tags.schoolgate:school", '"demo"')),
  },
  {
    title: "listeners without a label",
    stack: "demo",
    file: "components/edge/listeners.ts",
    from: "labels: args.labels }",
    to: "labels: {} }",
    told: [
      [
        closed,
        "demo-listeners-set",
        'has no metadata.labels.schoolgate/school: the components declare "demo"',
      ],
    ],
  },
  {
    title: "a private key in the open",
    stack: "northgate",
    file: "components/edge/certificate.ts",
    from: "metadata: { name: this.secretName, namespace: args.namespace, labels: args.labels }",
    to: "metadata: { name: this.secretName, namespace: args.namespace, labels: args.labels, annotations: { key: brought.key } }",
    told: ["campus", "pay"].map((route) => [
      closed,
      `northgate-${route}-tls-secret`,
      more("metadata.annotations"),
    ]),
  },
];
