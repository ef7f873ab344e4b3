import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Most schools that fit: each has a /24 of 10.0.0.0/8. */
const mostSchools = 60_000;

/**
 * Writes a project of valid stack files: the platform `fleet` and schools of varied shapes, each with its own hosts,
 * block and addresses.
 *
 * @param folder the project's root; its `stacks/` is made
 * @param schools how many, up to 60,000
 */
export function writeFleet(folder: string, schools: number): void {
  if (schools > mostSchools) throw new RangeError(`at most ${mostSchools} schools have a block of their own`);
  const stacks = join(folder, "stacks");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "Pulumi.fleet.yaml"), platform);
  for (let number = 0; number < schools; number += 1) {
    const slug = `school-${String(number).padStart(5, "0")}`;
    writeFileSync(join(stacks, `Pulumi.${slug}.yaml`), school(slug, number));
  }
}

const platform = `config:
  schoolgate:platform:
    region: cn-hangzhou
    gateway: { name: shared, namespace: edge, address: gw.fleet.example.com }
    issuer: { name: letsencrypt }
    upstreams:
      hub: { host: hub.17wanxiao.com, port: 8080 }
      open: { host: open.17wanxiao.com }
    network:
      vpcId: vpc-fleet
      cidr: 10.0.0.0/8
      natVswitchId: vsw-fleetnat
      sharedNat: { natGatewayId: ngw-fleet, snatTableId: stb-fleet }
`;

/** One school; its number decides its shape: what it routes, where it calls from, how many addresses it lists. */
function school(slug: string, number: number): string {
  const block = `10.${Math.floor(number / 250)}.${number % 250}`;
  const code = `Code${String(number).padStart(12, "0")}`;
  const adopted = number % 5 === 1;
  const routes =
    number % 3 === 0
      ? "{ api1: hub, api2: open }"
      : `{ app: hub, pay: { host: pay.${slug}.edu.cn, upstream: open } }`;
  const source = adopted
    ? `        vswitchIds: [vsw-${number}a, vsw-${number}b]\n        cidr: ${block}.0/24`
    : `        cidr: ${block}.0/24\n        zones: { cn-hangzhou-i: ${block}.0/25, cn-hangzhou-j: ${block}.128/25 }`;
  const addresses = adopted
    ? `{ a: { allocationId: eip-${number} }, b: {}, old: { ip: 47.111.68.103, external: true } }`
    : "{ a: {}, b: {} }";
  return `# yaml-language-server: $schema=schema.json
# School ${number} of a generated fleet.
encryptionsalt: v1:lJi2P8E+/C8=:v1:fc7ziTiwyf6cZ3rR:J3LSOhrS2trS5/BlKp2L1vmr4Q0fuA==
config:
  schoolgate:school:
    name: 第${number}学院
    platform: fleet
    domain: ${slug}.edu.cn
    icp: 京ICP备${String(number).padStart(8, "0")}号
    routes: ${routes}
    wecom:
      corpId: ww${String(number).padStart(16, "0")}
      agentId: ${1_000_002 + number}
      verifyFiles:
        ${number % 3 === 0 ? "api1" : "app"}: { WW_verify_${code}.txt: ${code} }
    entry: { flag: weixinqy_${number}, paytype: qyweixin, ecardFunc: index }
    egress:
      nat: ${adopted ? "shared" : "dedicated"}
      source:
${source}
      addresses: ${addresses}
      active: ${number % 7 === 0 ? "b" : "a"}
      trusted: ${adopted ? "[a, b, old]" : "[a, b]"}
  schoolgate:wecomSecret:
    secure: v1:6VnNba48cSV0GP6y:r15fQU7p4WylKcgE08r4s05Vlq3QjCtvpmBE2dyKxufw
`;
}
