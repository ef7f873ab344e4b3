import { changeComponent } from "./fleet-project.ts";
import { changesOf, rewriteRedirects, type StackChange } from "./stack-changes.ts";

const demo = changesOf("demo");
const lakeside = changesOf("lakeside");
const northgate = changesOf("northgate");

/** Sets values in a stack file, each by its path; undefined removes it. */
const set =
  (stack: string, kind: "school" | "platform") =>
  (title: string, ...values: readonly (readonly [path: string, value: unknown])[]): StackChange => ({
    title,
    make: (project) =>
      project.edit(stack, (file) => {
        for (const [path, value] of values) {
          const at = ["config", `schoolgate:${kind}`, ...path.split(".")];
          if (value === undefined) file.deleteIn(at);
          else file.setIn(at, file.createNode(value, { flow: true }));
        }
      }),
  });
const setDemo = set("demo", "school");
const setLakeside = set("lakeside", "school");
const setHz = set("hz", "platform");

/** A change of a component: a text in its file. */
const component = (file: string, from: string, to: string): StackChange => ({
  title: `${file} says ${to}`,
  make: (project) => changeComponent(project, file, from, to),
});

const source = (block: string) => ({
  cidr: `${block}.0/24`,
  zones: { "cn-hangzhou-i": `${block}.0/25`, "cn-hangzhou-j": `${block}.128/25` },
});

/** Changes of every kind, by the stack that they are looked at in. */
export const changesByStack: Readonly<Record<string, readonly StackChange[]>> = {
  demo: [
    { title: "nothing changes", make: () => undefined },
    demo.rename("示例科技大学"),
    demo.address("c"),
    demo.swap("b"),
    demo.route("news", "hub"),
    demo.route("api2", "hub"),
    setDemo("it loses the route api2", ["routes", { api1: "hub" }]),
    setDemo("its host changes", ["routes.api2", { host: "open.xxxedu.cn", upstream: "open" }]),
    setDemo("its domain changes", ["domain", "yyyedu.cn"]),
    demo.verifyFile("api2", "B4MFjNqx84BfR9Jb"),
    setDemo("it retires b", ["egress.addresses.b", { retired: "still-trusted" }]),
    setDemo("its source moves", ["egress.source", source("10.20.40")]),
    setDemo("it gets a relay", ["egress.relay", true]),
    setHz("an upstream moves", ["upstreams.hub.host", "hub2.17wanxiao.com"]),
    setHz("the gateway's namespace changes", ["gateway.namespace", "edge2"]),
    setHz("the issuer changes", ["issuer.name", "other"]),
    setHz("the cluster's context is told", ["kubeContext", "hz"]),
    component("edge/route.ts", 'const requestTimeout = "0s"', 'const requestTimeout = "30s"'),
    component("egress/dedicated-nat.ts", 'paymentType: "PayAsYouGo",', ""),
    component(
      "egress/dedicated-nat.ts",
      'destinationCidrblock: "0.0.0.0/0"',
      'destinationCidrblock: "0.0.0.0/1"',
    ),
    component("egress/dedicated-nat.ts", "{ parent: this, protect, ignore", "{ parent: this, ignore"),
    component("egress/address.ts", 'isp: "BGP"', 'isp: "BGP_PRO"'),
    component("names.ts", "`school-", "`campus-"),
    component("edge/verify-file.ts", '"response.body": args.body', '"response.body": args.body.concat("1")'),
    component("egress/source.ts", 'securityGroupType: "normal"', 'securityGroupType: "enterprise"'),
  ],
  lakeside: [
    lakeside.rename("湖滨科技学院"),
    lakeside.swap("b"),
    lakeside.address("c"),
    lakeside.routes({ api1: "hub", api2: "open", news: "open" }),
    lakeside.verifyFile("api1", "4cGCrBYqlrxt0MJj"),
    setLakeside("its servers get another block", ["egress.source.cidr", "10.20.16.0/22"]),
    setLakeside("it retires a", ["egress.addresses.a.retired", "still-trusted"], ["egress.active", "b"]),
  ],
  northgate: [
    northgate.address("d"),
    northgate.verifyFile("pay", "B4MFjNqx84BfR9Jb"),
    northgate.swap("c"),
    {
      title: "its certificates come from the issuer",
      make: (project) =>
        project.edit("northgate", (file) => {
          file.setIn(["config", "schoolgate:school", "certificate", "from"], "issuer");
          file.deleteIn(["config", "schoolgate:certificates"]);
        }),
    },
  ],
  hz: [
    rewriteRedirects("hz", false),
    setHz("an upstream comes", ["upstreams.news", { host: "news.17wanxiao.com" }]),
    setHz("an upstream moves", ["upstreams.hub", { host: "hub2.17wanxiao.com", port: 8443 }]),
    setHz("the issuer has another account", ["acme.email", "other@campus.example.com"]),
    setHz("the issuer exists already", ["acme", undefined]),
    setHz("it is retired", ["retired", true]),
    component("platform/gateway.ts", 'connectTimeout: "5s"', 'connectTimeout: "3s"'),
  ],
};

/**
 * Changes after which the engine takes outputs for unknown that stay, because a plugin that is written with the Node SDK
 * cannot preview an update. The real providers can; here only an up shows what happens. One follows the other.
 */
export const changesToGoUpWith: readonly StackChange[] = [
  setDemo("it gives b up", ["egress.trusted", ["a"]], ["egress.addresses.b", { retired: true }]),
  setDemo("it has b no more", ["egress.addresses.b", undefined]),
  component(
    "egress/dedicated-nat.ts",
    'natType: "Enhanced",',
    'natType: "Enhanced",\n        description: "out",',
  ),
  component("egress/address.ts", 'bandwidth: "5"', 'bandwidth: "10"'),
];

/** Changes that the engine refuses, because they take away or replace what is protected. */
export const refusedChanges: readonly StackChange[] = [
  setDemo("it loses b", ["egress.trusted", ["a"]], ["egress.addresses.b", undefined]),
  demo.noVerifyFile("api1", "54wuPnLpuTWkAF0Z"),
  setDemo("it takes the platform's NAT gateway", ["egress.nat", "shared"]),
  setHz("the VPC is another", ["network.vpcId", "vpc-bp1hz0schoolgate00002"]),
  component("names.ts", "`school-", "`campus-"),
  {
    title: "b goes, and with it the protection of all addresses",
    make: (project) => {
      setDemo("", ["egress.trusted", ["a"]], ["egress.addresses.b", undefined]).make(project);
      changeComponent(project, "egress/address.ts", "args.retired !== true", "false");
    },
  },
];
