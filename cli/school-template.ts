import { appRouteOf } from "../infra/config/entry-url.ts";
import { inlineYaml } from "../infra/config/plain-scalar.ts";

/** What a new stack file says. */
export interface NewSchool {
  readonly slug: string;
  readonly name: string;
  readonly domain: string;
  /** Route → upstream of the platform, with the host where it is not `<route>.<domain>`. */
  readonly routes: Readonly<Record<string, string | { readonly host: string; readonly upstream: string }>>;
  /** Route → file name → code. */
  readonly verifyFiles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** An old server serves the hosts, by certificates that can be brought. */
  readonly isServed?: boolean;
  readonly platform: string;
  readonly nat: "dedicated" | "shared";
  /** Block of the school's vSwitches. */
  readonly cidr: string;
  /** Zone → block. */
  readonly zones: Readonly<Record<string, string>>;
}

/** A stack file for a school at the handbook's first step; what later steps bring stands in comments. */
export function schoolTemplate(school: NewSchool): string {
  const zones = Object.entries(school.zones).map(([zone, block]) => `${zone}: ${block}`);
  const { routes, verifyFiles, isServed } = school;
  const app = appRouteOf({ domain: school.domain, routes, entry: undefined });
  return `# yaml-language-server: $schema=schema.json
config:
  schoolgate:school:
    name: ${inlineYaml(school.name)}
    platform: ${inlineYaml(school.platform)}
    domain: ${inlineYaml(school.domain)}
    # Public host <key>.${school.domain} → upstream of the platform.
    routes: ${inlineYaml(routes)}
${isServed ? certificates(school.slug) : ""}    # Step 3, from the app's page in WeCom; its Secret by \`pulumi config set --secret schoolgate:wecomSecret -s ${school.slug}\`:
    # nothing here uses it, it is kept for the OAuth service.
${wecom(verifyFiles)}    # Step 4: ./gate verify-file ${school.slug} ${app ?? "<route of the app>"} <the downloaded WW_verify_….txt>
    # Step 6: entry: { ${app === undefined ? "route: <that route>, " : ""}flag: … }
    egress:
      nat: ${school.nat}
      source:
        cidr: ${school.cidr}
        zones: { ${zones.join(", ")} }
      # Two elastic IPs: b stands by for the day when a is blocked.
      addresses: { a: {}, b: {} }
      # Step 5: once the school has entered both in 企业可信IP, trusted: [a, b]
      active: a
`;
}

function certificates(slug: string): string {
  return `    # The issuer signs once DNS leads to the gateway. Until then the old server's certificates serve, set under
    # schoolgate:certificates by \`pulumi config set --path\` (-s ${slug}), and:
    # certificate: { from: secret }
`;
}

/** What step 3 fills in, with the verify files that are known already. */
function wecom(verifyFiles: NewSchool["verifyFiles"]): string {
  if (verifyFiles === undefined) return "    # wecom: { corpId: ww…, agentId: 1000002 }\n";
  const files = Object.entries(verifyFiles).map(([route, each]) => `        ${route}: ${inlineYaml(each)}\n`);
  return `    wecom:
      # corpId: ww…
      # agentId: 1000002
      verifyFiles:
${files.join("")}`;
}
