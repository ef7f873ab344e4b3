import { filedDomain } from "../../infra/config/domains.ts";
import { appRouteOf, entryUrlOf } from "../../infra/config/entry-url.ts";
import { isMainland } from "../../infra/config/mainland.ts";
import type { PlatformConfig } from "../../infra/config/platform-schema.ts";
import { routesOf, type SchoolConfig, verifyFilesOf } from "../../infra/config/school-schema.ts";
import { authorityOf, caaCheck } from "./caa.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { dnsCheck } from "./dns.ts";
import { askEgress, type EgressAnswer, type ExpectedEgress, judgeEgress } from "./egress.ts";
import { filingCheck } from "./filing.ts";
import { type Get, getter } from "./http.ts";
import { ipv6Check } from "./ipv6.ts";
import { leakCheck } from "./leak.ts";
import { movedTo } from "./moved.ts";
import type { NameServer, Network } from "./network.ts";
import { pageCheck, successPage } from "./page.ts";
import type { Result } from "./result.ts";
import { tcpCheck } from "./tcp.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { tlsCheck } from "./tls.ts";
import { trustCheck } from "./trust.ts";
import { missingVerifyFile, verifyFileChecks } from "./verify-file.ts";
import type { Via } from "./via.ts";
import { callWeCom, type WeComCall } from "./wecom.ts";

/** What a probe is about, and by what means. */
export interface ProbePlan {
  readonly slug: string;
  readonly school: SchoolConfig;
  readonly platform: PlatformConfig;
  /** The addresses, as far as the stack's outputs are known. */
  readonly egress: ExpectedEgress;
  /** The line of trusted IPs; `undefined` while the outputs are not known. */
  readonly trustedIps: string | undefined;
  /** DNS servers to ask besides this machine's. */
  readonly resolvers: readonly NameServer[];
  /** The gateway to ask as if the DNS of the school's hosts had moved there; DNS itself is then not asked where they are. */
  readonly at?: string | undefined;
  /** The way to WeCom; without one, calls to WeCom are not asked about. */
  readonly via?: Via | undefined;
  /** An access token of the app; without one, trust is not asked about. */
  readonly token?: string | undefined;
}

/**
 * Asks everything at once; each question is independent of the others' answers. A whole probe is some fifteen requests a
 * host and one or two calls to WeCom: what a person who looks around makes.
 *
 * @param call how WeCom is called; a watch calls less often than it probes
 * @returns in the order of the handbook's steps
 */
export async function probe(
  plan: ProbePlan,
  world: Network,
  now: Date,
  texts: ProbeTexts,
  call: WeComCall = callWeCom,
): Promise<Result[]> {
  const network = plan.at === undefined ? world : movedTo(world, hostsOf(plan.school), plan.at);
  const byDns = plan.at === undefined;
  const get = getter(network, texts);
  const hosts = Object.entries(routesOf(plan.school)).map(([route, { host, upstream }]) => ({
    route,
    host,
    upstream,
  }));
  const perHost = <T>(checks: (each: (typeof hosts)[number]) => Promise<T>[]): Promise<T>[] =>
    hosts.flatMap(checks);
  const othersThan = (host: string): string[] =>
    hosts.map((each) => each.host).filter((each) => each !== host);
  const servers = [network.system, ...plan.resolvers];
  const issued = plan.school.certificate.from === "issuer";
  const { gateway, region, acme } = plan.platform;
  const authority = authorityOf(acme?.server);
  const results = await Promise.all<Result | Result[]>([
    ...perHost(({ host }) => (byDns ? [dnsCheck(host, gateway.address, servers, network, texts)] : [])),
    ...perHost(({ host }) =>
      isMainland(region)
        ? [filingCheck(get, host, filedDomain(host, plan.school), gateway.address, texts)]
        : [],
    ),
    ...perHost(({ host }) => (issued ? [caaCheck(host, authority, network.system, network, texts)] : [])),
    ...perHost(({ host }) => [tcpCheck(host, network, texts)]),
    ...perHost(({ host }) => [tlsCheck(host, othersThan(host), issued, network, now, texts)]),
    ...perHost(({ host }) => (byDns ? [ipv6Check(host, gateway.address, network, texts)] : [])),
    ...perHost(({ host, upstream }) => {
      const page = successPage(host, upstream);
      return page === undefined ? [] : [pageCheck(get, page, texts)];
    }),
    ...perHost(({ host, upstream }) => [leaks(plan, get, host, upstream, texts)]),
    ...perHost(({ route, host }) => verifyFiles(plan, get, route, host, texts)),
    ...wecom(plan, network, texts, call),
  ]);
  return results.flat();
}

/** The public hosts of a school. */
const hostsOf = (school: SchoolConfig): string[] => Object.values(routesOf(school)).map(({ host }) => host);

/** What a student's browser asks a host for. */
function pagesOf(school: SchoolConfig, host: string, upstream: string): string[] {
  const entry = entryUrlOf(school);
  return [
    `https://${host}/`,
    ...[successPage(host, upstream) ?? []].flat(),
    ...(entry !== undefined && new URL(entry).host === host ? [entry] : []),
  ];
}

/** What the gateway of `plan.at` answers otherwise than the hosts do now, of pages and verify files. */
export function differences(
  { school, at }: ProbePlan & { readonly at: string },
  network: Network,
  texts: ProbeTexts,
): Promise<readonly Difference[]> {
  const urls = Object.entries(routesOf(school)).flatMap(([route, { host, upstream }]) => [
    `http://${host}/`,
    ...pagesOf(school, host, upstream),
    ...Object.keys(school.wecom.verifyFiles[route] ?? {}).flatMap((file) => [
      `http://${host}/${file}`,
      `https://${host}/${file}`,
    ]),
  ]);
  const gateway = movedTo(network, hostsOf(school), at);
  return differencesOf(urls, getter(network, texts), getter(gateway, texts));
}

function leaks(
  { school, platform }: ProbePlan,
  get: Get,
  host: string,
  upstream: string,
  texts: ProbeTexts,
): Promise<Result> {
  const urls = pagesOf(school, host, upstream);
  const routed = new Set(Object.values(routesOf(school)).map((route) => route.upstream));
  const upstreams = Object.entries(platform.upstreams).map(([key, each]) => ({
    ...each,
    routed: routed.has(key),
  }));
  return leakCheck(get, host, urls, upstreams, texts);
}

function verifyFiles(
  { slug, school }: ProbePlan,
  get: Get,
  route: string,
  host: string,
  texts: ProbeTexts,
): Promise<Result>[] {
  const files = Object.entries(verifyFilesOf(school)[route] ?? {});
  // WeCom has to trust the app's host; where the file does not say which that is, one of them.
  const asked =
    appRouteOf(school) ?? (Object.keys(school.wecom.verifyFiles).length === 0 ? route : undefined);
  if (files.length === 0 && route === asked)
    return [Promise.resolve(missingVerifyFile(slug, route, host, texts))];
  return files.flatMap(([file, { code }]) => verifyFileChecks(get, host, file, code, texts));
}

function wecom(plan: ProbePlan, network: Network, texts: ProbeTexts, call: WeComCall): Promise<Result>[] {
  const { slug, school, egress, trustedIps, via, token } = plan;
  const answer: Promise<EgressAnswer> =
    via === undefined
      ? Promise.resolve({ unknown: texts.egress.noVia })
      : askEgress(via, school.wecom.corpId, network, texts, call);
  const judged = answer.then((each) => judgeEgress(each, egress, slug, texts));
  if (via === undefined || token === undefined) return [judged];
  const listed = school.egress.trusted.includes(school.egress.active);
  return [
    judged,
    trustCheck(
      via,
      token,
      { listed, line: trustedIps, ips: Object.values(egress.ips) },
      network,
      texts,
      call,
    ),
  ];
}
