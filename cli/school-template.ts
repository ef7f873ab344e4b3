import { appRouteOf } from "../infra/config/entry-url.ts";
import { inlineYaml } from "../infra/config/plain-scalar.ts";

/** What a new stack file says. */
export interface NewSchool {
  readonly slug: string;
  readonly name: string;
  readonly domain: string;
  /** Keys of the platform's upstreams: each gets a route. */
  readonly upstreams: readonly string[];
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
  const routes = Object.fromEntries(school.upstreams.map((key, index) => [`api${index + 1}`, key]));
  const app = appRouteOf({ domain: school.domain, routes, entry: undefined });
  return `# yaml-language-server: $schema=schema.json
config:
  schoolgate:school:
    name: ${inlineYaml(school.name)}
    platform: ${inlineYaml(school.platform)}
    domain: ${inlineYaml(school.domain)}
    # Public host <key>.${school.domain} → upstream of the platform.
    routes: ${inlineYaml(routes)}
    # Step 3, from the app's page in WeCom; its Secret by \`pulumi config set --secret schoolgate:wecomSecret -s ${school.slug}\`:
    # nothing here uses it, it is kept for the OAuth service.
    # wecom: { corpId: ww…, agentId: 1000002 }
    # Step 4: ./gate verify-file ${school.slug} ${app ?? "<route of the app>"} <the downloaded WW_verify_….txt>
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
