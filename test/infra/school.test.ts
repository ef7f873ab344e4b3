import { createPrivateKey } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test, vi } from "vitest";
import { entryUrlOf } from "../../infra/config/entry-url.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { type BroughtCertificates, school } from "../../infra/school.ts";
import { Authority } from "../support/certificates.ts";
import { type Declaration, declare, outline } from "../support/declare.ts";
import { demoOutputs } from "../support/demo.ts";
import { schoolStack } from "../support/stacks.ts";

const certificates: BroughtCertificates = {
  campus: { chain: "CHAIN OF CAMPUS", key: "rehearsal-secret-campus" },
  pay: { chain: "CHAIN OF PAY", key: "rehearsal-secret-pay" },
};

/** What `infra/index.ts` does with a stack. */
function declared({ name, school: config, platform }: SchoolStack): Promise<Declaration> {
  const brought =
    config.certificate.from === "secret" ? pulumi.secret<BroughtCertificates>(certificates) : undefined;
  return declare(() => school(name, config, platform, brought), { stack: name });
}

test("demo: the handbook's own school, on a NAT gateway of its own", async () => {
  const declaration = await declared(schoolStack("demo"));
  expect(outline(declaration)).toBe(
    `pulumi:providers:alicloud cloud
pulumi:providers:kubernetes cluster
schoolgate:index:School demo
  schoolgate:edge:Route demo-api1
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-api1-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api1-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api1-https
  schoolgate:edge:VerifyFile demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-answer
    kubernetes:core/v1:ConfigMap demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content
  schoolgate:edge:Certificate demo-api1-tls
    kubernetes:cert-manager.io/v1:Certificate demo-api1-tls-certificate
  schoolgate:edge:Route demo-api2
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-api2-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api2-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api2-https
  schoolgate:edge:Certificate demo-api2-tls
    kubernetes:cert-manager.io/v1:Certificate demo-api2-tls-certificate
  schoolgate:egress:Egress demo-egress
    schoolgate:egress:Address demo-egress-a
      alicloud:ecs/eipAssociation:EipAssociation demo-egress-a-binding
      alicloud:ecs/eipAddress:EipAddress demo-egress-a-eip
    schoolgate:egress:Address demo-egress-b
      alicloud:ecs/eipAssociation:EipAssociation demo-egress-b-binding
      alicloud:ecs/eipAddress:EipAddress demo-egress-b-eip
    schoolgate:egress:DedicatedNat demo-egress-nat
      alicloud:vpc/routeTableAttachment:RouteTableAttachment demo-egress-nat-attachment-cn-hangzhou-i
      alicloud:vpc/routeTableAttachment:RouteTableAttachment demo-egress-nat-attachment-cn-hangzhou-j
      alicloud:vpc/routeEntry:RouteEntry demo-egress-nat-default-route
      alicloud:vpc/natGateway:NatGateway demo-egress-nat-gateway
      alicloud:vpc/routeTable:RouteTable demo-egress-nat-routes
    alicloud:vpc/snatEntry:SnatEntry demo-egress-snat
    schoolgate:egress:Source demo-egress-source
      alicloud:ecs/securityGroup:SecurityGroup demo-egress-source-security-group
      alicloud:vpc/switch:Switch demo-egress-source-vswitch-cn-hangzhou-i
      alicloud:vpc/switch:Switch demo-egress-source-vswitch-cn-hangzhou-j
  schoolgate:edge:Listeners demo-listeners
    kubernetes:gateway.networking.k8s.io/v1:ListenerSet demo-listeners-set
  kubernetes:core/v1:Namespace demo-namespace
  kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-not-found
  kubernetes:gateway.networking.k8s.io/v1:ReferenceGrant demo-upstreams
schoolgate:index:DestroyGuard demo-guard`,
  );
  expect(declaration.outputs).toEqual({
    ...demoOutputs,
    egressIps: { a: "203.0.113.1", b: "203.0.113.2" },
    activeEgressIp: "203.0.113.1",
    trustedIps: "203.0.113.1;203.0.113.2",
  });
});

test("lakeside: the platform's NAT gateway, adopted vSwitches and address, one that is not ours, and a relay", async () => {
  const declaration = await declared(schoolStack("lakeside"));
  expect(outline(declaration)).toBe(
    `pulumi:providers:alicloud cloud
pulumi:providers:kubernetes cluster
schoolgate:index:School lakeside
  schoolgate:edge:Route lakeside-api1
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter lakeside-api1-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute lakeside-api1-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute lakeside-api1-https
  schoolgate:edge:VerifyFile lakeside-api1-WW_verify_sLiFnl9UzNfQ9jxT.txt
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter lakeside-api1-WW_verify_sLiFnl9UzNfQ9jxT.txt-answer
    kubernetes:core/v1:ConfigMap lakeside-api1-WW_verify_sLiFnl9UzNfQ9jxT.txt-content
  schoolgate:edge:Certificate lakeside-api1-tls
    kubernetes:cert-manager.io/v1:Certificate lakeside-api1-tls-certificate
  schoolgate:edge:Route lakeside-api2
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter lakeside-api2-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute lakeside-api2-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute lakeside-api2-https
  schoolgate:edge:VerifyFile lakeside-api2-WW_verify_B4MFjNqx84BfR9Jb.txt
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter lakeside-api2-WW_verify_B4MFjNqx84BfR9Jb.txt-answer
    kubernetes:core/v1:ConfigMap lakeside-api2-WW_verify_B4MFjNqx84BfR9Jb.txt-content
  schoolgate:edge:Certificate lakeside-api2-tls
    kubernetes:cert-manager.io/v1:Certificate lakeside-api2-tls-certificate
  schoolgate:egress:Egress lakeside-egress
    schoolgate:egress:Address lakeside-egress-a
      alicloud:ecs/eipAssociation:EipAssociation lakeside-egress-a-binding
      alicloud:ecs/eipAddress:EipAddress lakeside-egress-a-eip
    schoolgate:egress:Address lakeside-egress-b
      alicloud:ecs/eipAssociation:EipAssociation lakeside-egress-b-binding
      alicloud:ecs/eipAddress:EipAddress lakeside-egress-b-eip
    alicloud:vpc/snatEntry:SnatEntry lakeside-egress-snat
    schoolgate:egress:Source lakeside-egress-source
      alicloud:ecs/securityGroup:SecurityGroup lakeside-egress-source-security-group
  schoolgate:edge:Listeners lakeside-listeners
    kubernetes:gateway.networking.k8s.io/v1:ListenerSet lakeside-listeners-set
  kubernetes:core/v1:Namespace lakeside-namespace
  kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter lakeside-not-found
  schoolgate:egress:Relay lakeside-relay
    alicloud:ecs/securityGroupRule:SecurityGroupRule lakeside-relay-admitted
    kubernetes:policy/v1:PodDisruptionBudget lakeside-relay-budget
    kubernetes:core/v1:ConfigMap lakeside-relay-config
    kubernetes:apps/v1:Deployment lakeside-relay-deployment
    kubernetes:network.alibabacloud.com/v1beta1:PodNetworking lakeside-relay-network
    kubernetes:networking.k8s.io/v1:NetworkPolicy lakeside-relay-policy
    kubernetes:core/v1:Service lakeside-relay-service
  kubernetes:gateway.networking.k8s.io/v1:ReferenceGrant lakeside-upstreams
schoolgate:index:DestroyGuard lakeside-guard`,
  );
  expect(declaration.outputs).toEqual({
    hosts: {
      api1: { host: "api1.lakeside.example.cn", url: "https://api1.lakeside.example.cn", upstream: "hub" },
      api2: { host: "api2.lakeside.example.cn", url: "https://api2.lakeside.example.cn", upstream: "open" },
    },
    cnameTarget: "gw-hz.campus.example.com",
    verifyUrls: {
      api1: {
        "WW_verify_sLiFnl9UzNfQ9jxT.txt": "https://api1.lakeside.example.cn/WW_verify_sLiFnl9UzNfQ9jxT.txt",
      },
      api2: {
        "WW_verify_B4MFjNqx84BfR9Jb.txt": "https://api2.lakeside.example.cn/WW_verify_B4MFjNqx84BfR9Jb.txt",
      },
    },
    entryUrl:
      "https://api1.lakeside.example.cn/bsacs/qyweixin.action?flag=weixinqy_lakeside&paytype=qyweixin&ecardFunc=index",
    namespace: "school-lakeside",
    egressIps: { a: "203.0.113.1", b: "203.0.113.2", old: "47.111.68.103" },
    activeEgressIp: "203.0.113.1",
    trustedIps: "203.0.113.1;203.0.113.2;47.111.68.103",
    relayUrl: "http://wecom-relay.school-lakeside.svc:3128",
  });
});

test("northgate: certificates of its own, two verify files on one host, three addresses, no entry yet", async () => {
  const declaration = await declared(schoolStack("northgate"));
  expect(outline(declaration)).toBe(
    `pulumi:providers:alicloud cloud
pulumi:providers:kubernetes cluster
schoolgate:index:School northgate
  schoolgate:edge:Route northgate-campus
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter northgate-campus-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute northgate-campus-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute northgate-campus-https
  schoolgate:edge:VerifyFile northgate-campus-WW_verify_4cGCrBYqlrxt0MJj.txt
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter northgate-campus-WW_verify_4cGCrBYqlrxt0MJj.txt-answer
    kubernetes:core/v1:ConfigMap northgate-campus-WW_verify_4cGCrBYqlrxt0MJj.txt-content
  schoolgate:edge:VerifyFile northgate-campus-WW_verify_6sik8XFNVixfjUNp.txt
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter northgate-campus-WW_verify_6sik8XFNVixfjUNp.txt-answer
    kubernetes:core/v1:ConfigMap northgate-campus-WW_verify_6sik8XFNVixfjUNp.txt-content
  schoolgate:edge:Certificate northgate-campus-tls
    kubernetes:core/v1:Secret northgate-campus-tls-secret
  schoolgate:egress:Egress northgate-egress
    schoolgate:egress:Address northgate-egress-a
      alicloud:ecs/eipAssociation:EipAssociation northgate-egress-a-binding
      alicloud:ecs/eipAddress:EipAddress northgate-egress-a-eip
    schoolgate:egress:Address northgate-egress-b
      alicloud:ecs/eipAssociation:EipAssociation northgate-egress-b-binding
      alicloud:ecs/eipAddress:EipAddress northgate-egress-b-eip
    schoolgate:egress:Address northgate-egress-c
      alicloud:ecs/eipAssociation:EipAssociation northgate-egress-c-binding
      alicloud:ecs/eipAddress:EipAddress northgate-egress-c-eip
    schoolgate:egress:DedicatedNat northgate-egress-nat
      alicloud:vpc/routeTableAttachment:RouteTableAttachment northgate-egress-nat-attachment-cn-hangzhou-j
      alicloud:vpc/routeTableAttachment:RouteTableAttachment northgate-egress-nat-attachment-cn-hangzhou-k
      alicloud:vpc/routeEntry:RouteEntry northgate-egress-nat-default-route
      alicloud:vpc/natGateway:NatGateway northgate-egress-nat-gateway
      alicloud:vpc/routeTable:RouteTable northgate-egress-nat-routes
    alicloud:vpc/snatEntry:SnatEntry northgate-egress-snat
    schoolgate:egress:Source northgate-egress-source
      alicloud:ecs/securityGroup:SecurityGroup northgate-egress-source-security-group
      alicloud:vpc/switch:Switch northgate-egress-source-vswitch-cn-hangzhou-j
      alicloud:vpc/switch:Switch northgate-egress-source-vswitch-cn-hangzhou-k
  schoolgate:edge:Listeners northgate-listeners
    kubernetes:gateway.networking.k8s.io/v1:ListenerSet northgate-listeners-set
  kubernetes:core/v1:Namespace northgate-namespace
  kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter northgate-not-found
  schoolgate:edge:Route northgate-pay
    kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter northgate-pay-host
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute northgate-pay-http
    kubernetes:gateway.networking.k8s.io/v1:HTTPRoute northgate-pay-https
  schoolgate:edge:Certificate northgate-pay-tls
    kubernetes:core/v1:Secret northgate-pay-tls-secret
  kubernetes:gateway.networking.k8s.io/v1:ReferenceGrant northgate-upstreams
schoolgate:index:DestroyGuard northgate-guard`,
  );
  expect(declaration.outputs).toEqual({
    hosts: {
      campus: {
        host: "campus.northgate.example.cn",
        url: "https://campus.northgate.example.cn",
        upstream: "hub",
      },
      pay: { host: "pay.northgate.example.cn", url: "https://pay.northgate.example.cn", upstream: "open" },
    },
    cnameTarget: "gw-hz.campus.example.com",
    verifyUrls: {
      campus: {
        "WW_verify_6sik8XFNVixfjUNp.txt":
          "https://campus.northgate.example.cn/WW_verify_6sik8XFNVixfjUNp.txt",
        "WW_verify_4cGCrBYqlrxt0MJj.txt":
          "https://campus.northgate.example.cn/WW_verify_4cGCrBYqlrxt0MJj.txt",
      },
    },
    namespace: "school-northgate",
    egressIps: { a: "203.0.113.1", b: "203.0.113.2", c: "203.0.113.3" },
    activeEgressIp: "203.0.113.2",
    trustedIps: "203.0.113.1;203.0.113.2;203.0.113.3",
  });
});

test("the entry URL is on the hub's host, its parameters encoded, and absent where either is", () => {
  const { school: config } = schoolStack("demo");
  const entry = { flag: "a b&c=示", paytype: "qyweixin", ecardFunc: "index" };
  expect(entryUrlOf({ ...config, entry, routes: { pay: "open", app: "hub" } })).toBe(
    "https://app.xxxedu.cn/bsacs/qyweixin.action?flag=a+b%26c%3D%E7%A4%BA&paytype=qyweixin&ecardFunc=index",
  );
  expect(entryUrlOf({ ...config, entry, routes: { pay: "open", lib: "books" } })).toBeUndefined();
  const { entry: _, ...withoutEntry } = config;
  expect(entryUrlOf(withoutEntry)).toBeUndefined();
});

test("without a route to hub the entry URL is on the only host, or on that of the route that it names", () => {
  const query = "/bsacs/qyweixin.action?flag=f&paytype=qyweixin&ecardFunc=index";
  const { school: config } = schoolStack("demo");
  const given = { flag: "f", paytype: "qyweixin", ecardFunc: "index" };
  expect(entryUrlOf({ ...config, entry: given, routes: { pay: "open" } })).toBe(
    `https://pay.${config.domain}${query}`,
  );
  const routes = { api1: "hub", pay: "open", lib: "books" };
  expect(entryUrlOf({ ...config, entry: { route: "lib", ...given }, routes })).toBe(
    `https://lib.${config.domain}${query}`,
  );
});

test("a certificate that the engine's config lacks is named", async () => {
  const { name, school: config, platform } = schoolStack("northgate");
  const { campus = { chain: "", key: "" } } = certificates;
  const brought = pulumi.secret<BroughtCertificates>({ campus });
  const without = declare(() => school(name, config, platform, brought));
  await expect(without).rejects.toThrow(
    "schoolgate:certificates.pay.chain is missing: `gate check` says how to set it",
  );
});

test("a brought certificate goes up with its own key alone", async () => {
  const { name, school: config, platform } = schoolStack("northgate");
  const authority = new Authority();
  onTestFinished(() => authority.remove());
  const [campus, pay] = ["campus", "pay"].map((route) => authority.issue([`${route}.northgate.example.cn`]));
  const withKey = (key = "") => {
    const brought = pulumi.secret<BroughtCertificates>({
      campus: { chain: campus?.cert ?? "", key: campus?.key ?? "" },
      pay: { chain: pay?.cert ?? "", key },
    });
    return declare(() => school(name, config, platform, brought));
  };
  expect((await withKey(pay?.key)).resources.filter(({ type }) => type.endsWith(":Secret"))).toHaveLength(2);
  await expect(withKey(campus?.key)).rejects.toThrow(
    "schoolgate:certificates.pay.key is not the key of its chain: bring the two that belong together",
  );
  await expect(withKey("not PEM")).rejects.toThrow(
    /schoolgate:certificates\.pay\.key is no private key in PEM without a passphrase \(.+\): set it again from the issuer's file$/,
  );
});

test("a brought key goes up as PKCS#8, however it was written", async () => {
  const { name, school: config, platform } = schoolStack("northgate");
  const authority = new Authority();
  onTestFinished(() => authority.remove());
  const { cert: chain, key } = authority.issue(["pay.northgate.example.cn"]);
  const sec1 = createPrivateKey(key).export({ type: "sec1", format: "pem" }).toString();
  const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  const written = `${parameters}${sec1}`.replaceAll("\n", "\r\n");
  const brought = pulumi.secret<BroughtCertificates>({ ...certificates, pay: { chain, key: written } });
  const { resources } = await declare(() => school(name, config, platform, brought));
  const secrets = resources.filter(({ type }) => type.endsWith(":Secret"));
  expect(secrets.map(({ inputs }) => inputs.stringData)).toContainEqual({
    secret: { "tls.crt": chain, "tls.key": key },
  });
});

test("how one logs in to Alibaba Cloud is no input of the provider, and so in no state", async () => {
  const logins = {
    ...{ ALICLOUD_PROFILE: "ci", ALICLOUD_ECS_ROLE_NAME: "ci", ALICLOUD_ACCESS_KEY: "key" },
    ...{ ALIBABA_CLOUD_ROLE_ARN: "role", ALIBABA_CLOUD_OIDC_TOKEN_FILE: "token" },
  };
  for (const [name, value] of Object.entries(logins)) vi.stubEnv(name, value);
  try {
    const { resources } = await declared(schoolStack("demo"));
    const provider = resources.find(({ type }) => type === "pulumi:providers:alicloud");
    expect(provider?.inputs).toEqual({ region: "cn-hangzhou" });
    // A plugin that this process starts later still finds them.
    expect(process.env).toMatchObject(logins);
  } finally {
    vi.unstubAllEnvs();
  }
});

/** Names of all that Pulumi, or the cloud, would not let go. */
const kept = ({ resources }: Declaration): string[] =>
  resources
    .filter(({ options, inputs }) => options.protect === true || inputs.deletionProtection === true)
    .map(({ name }) => name);

test.each([
  // An adopted address goes back to its owner with the cloud's own protection on.
  ["demo", [], ["demo-egress-a", "demo-egress-b", "demo-egress-nat"]],
  ["lakeside", ["lakeside-egress-a-eip"], ["lakeside-egress-a", "lakeside-egress-b"]],
])("%s, retired as a whole, is as before, and protected by nobody", async (name, stays, egress) => {
  const stack = schoolStack(name);
  const before = await declared(stack);
  const after = await declared({ ...stack, school: { ...stack.school, retired: true } });
  expect(kept(after)).toEqual(stays);
  expect(outline(after)).toBe(outline(before));
  expect(after.outputs).toEqual(before.outputs);
  const told = after.resources.filter(({ inputs }) => inputs.retired === true).map(({ name }) => name);
  const hosts = before.resources
    .filter(({ type }) => type === "schoolgate:edge:VerifyFile" || type === "schoolgate:edge:Route")
    .map(({ name }) => name);
  expect(told).toEqual([...egress, ...hosts, `${name}-guard`, name].sort());
});
