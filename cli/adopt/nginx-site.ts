import { isIP } from "node:net";
import type { PlatformConfig } from "../../infra/config/platform-schema.ts";
import { escapeControls, type Problem } from "../../lib/problem.ts";
import type { NginxHost, NginxSite, Scope } from "./nginx-hosts.ts";
import type { Directive } from "./nginx-text.ts";
import { type Judged, judgeDirective } from "./nginx-verdicts.ts";

/** One host as a stack file has it. */
export interface AdoptedHost {
  readonly key: string;
  readonly host: string;
  /** Key of the platform's upstream. */
  readonly upstream: string;
  /** File name → code. */
  readonly verifyFiles: Readonly<Record<string, string>>;
  /** Paths of its certificate on the old server. */
  readonly certificate: { readonly chain: string; readonly key: string } | undefined;
}

/** What becomes of one directive. */
export interface JudgedDirective extends Judged {
  readonly directive: Directive;
}

export interface AdoptedSite {
  readonly hosts: readonly AdoptedHost[];
  /** What is in the way of a stack file. */
  readonly problems: readonly Problem[];
  /** Each directive once. */
  readonly directives: readonly JudgedDirective[];
}

type Upstreams = PlatformConfig["upstreams"];

/** What a stack file can say of an nginx's hosts, what is in its way, and what becomes of each directive. */
export function adoptSite(
  { hosts, upstreams, unread }: NginxSite,
  domain: string,
  known: Upstreams,
): AdoptedSite {
  const judged = new Map<Directive, JudgedDirective>();
  const problems = unread.map((directive) =>
    problemAt(
      directive,
      `server_name ${directive.args.join(" ")} names no single host`,
      "write each of the school's hosts in its place, and adopt again",
    ),
  );
  const adopted = hosts.flatMap((each) => {
    const target = upstreamOf(each, upstreams, known);
    if ("rule" in target) {
      problems.push(target);
      return [];
    }
    for (const [directive, judgement] of directivesOf(each, target.hostHeader)) {
      if (judgement !== undefined && !judged.has(directive))
        judged.set(directive, { directive, ...judgement });
    }
    const key = keyOf(each.host, domain);
    return [
      {
        key,
        host: each.host,
        upstream: target.key,
        verifyFiles: verifyFilesOf(each),
        certificate: certificateOf(each),
      },
    ];
  });
  problems.push(...sharedKeys(adopted, hosts));
  return { hosts: adopted, problems, directives: [...judged.values()] };
}

/** Hosts whose routes would have one key, which names only one of them. */
function sharedKeys(adopted: readonly AdoptedHost[], hosts: readonly NginxHost[]): Problem[] {
  return [...Map.groupBy(adopted, ({ key }) => key)].flatMap(([key, sharing]) => {
    const server = hosts.find(({ host }) => host === sharing[0]?.host)?.servers[0];
    if (sharing.length === 1 || server === undefined) return [];
    const names = sharing.map(({ host }) => host).join(" and ");
    return [
      problemAt(
        server.at,
        `${names} would both be the route ${key}`,
        "take one of them out of server_name, adopt again, and give it a route with a host of its own",
      ),
    ];
  });
}

const problemAt = ({ file, line }: Directive, rule: string, fix: string): Problem => ({
  file,
  line,
  path: "",
  rule: escapeControls(rule),
  fix,
});

/** The first label of a host right under the domain; of others, all that is before it. */
function keyOf(host: string, domain: string): string {
  return host === domain ? "apex" : host.slice(0, -domain.length - 1).replaceAll(".", "-");
}

/** The platform's upstream that `location /` leads to. */
function upstreamOf(
  { host, servers: scopes, locations }: NginxHost,
  pools: NginxSite["upstreams"],
  known: Upstreams,
): Problem | { readonly key: string; readonly hostHeader: string } {
  const everything = locations.filter(
    ({ modifier, path }) => path === "/" && modifier !== "=" && !modifier.startsWith("~"),
  );
  const passes = everything.flatMap(({ at, directives }) =>
    (at.block ?? []).filter(({ name }) => name === "proxy_pass").map((pass) => ({ pass, directives })),
  );
  const [first] = passes;
  if (first === undefined) {
    const server = scopes[0]?.at as Directive;
    const fix = `write one to the upstream that serves it, or take ${host} out of server_name, and adopt again`;
    return problemAt(server, `${host} has no location / with a proxy_pass`, fix);
  }
  const { pass, directives } = first;
  const [url = ""] = pass.args;
  if (url.includes("$")) {
    const fix = "write the address that the variable has for this host in its place, and adopt again";
    return problemAt(pass, `proxy_pass ${url} is made of a variable`, fix);
  }
  const header = directives.find(
    ({ name, args: [of = ""] }) => name === "proxy_set_header" && of.toLowerCase() === "host",
  );
  const servers = serversOf(url, pools);
  const keys = new Set(servers.map((server) => matching(server, header?.args[1], known)));
  const [key] = keys;
  if (key === undefined || keys.size > 1) {
    const fix = `add it to the platform's upstreams, or choose the platform that has it: ${Object.keys(known).join(", ")}`;
    return problemAt(
      pass,
      `proxy_pass ${url} leads to ${servers.join(", ")}, which is no upstream of the platform`,
      fix,
    );
  }
  const { host: name, port } = known[key] as Upstreams[string];
  return { key, hostHeader: port === 443 ? name : `${name}:${port}` };
}

/** `host:port` of each server behind a proxy_pass. */
function serversOf(url: string, pools: NginxSite["upstreams"]): string[] {
  const [, scheme = "", authority = url] = /^(https?):\/\/([^/]+)/.exec(url) ?? [];
  const pool = pools.get(authority);
  // A server of an `upstream` without a port has 80, whatever the scheme.
  if (pool !== undefined) return pool.map((server) => (/:\d+$/.test(server) ? server : `${server}:80`));
  return [/:\d+$/.test(authority) ? authority : `${authority}:${scheme === "http" ? 80 : 443}`];
}

/** The key of the upstream that a server is; one that is named by its address is known by the Host that it is asked for. */
function matching(server: string, hostHeader: string | undefined, known: Upstreams): string | undefined {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(server) ?? [];
  const name = isIP(host) === 0 ? host : hostHeader?.replace(/:\d+$/, "");
  return Object.keys(known).find((key) => known[key]?.host === name && known[key]?.port === Number(port));
}

/** Verify files that a location answers itself: their name and their code. */
function verifyFilesOf({ locations }: NginxHost): Record<string, string> {
  return Object.fromEntries(
    locations.flatMap((location) => {
      const [file, code] = [verifyFile(location), answer(location)];
      return file === undefined || code === undefined ? [] : [[file, code]];
    }),
  );
}

type Location = NginxHost["locations"][number];

const verifyFile = ({ modifier, path }: Location): string | undefined =>
  modifier === "=" ? /^\/(WW_verify_[A-Za-z0-9]+\.txt)$/.exec(path)?.[1] : undefined;

const answer = ({ at }: Location): string | undefined =>
  at.block?.find(({ name, args }) => name === "return" && args[0] === "200" && args.length === 2)?.args[1];

function certificateOf({ servers }: NginxHost): AdoptedHost["certificate"] {
  const value = (name: string): string | undefined =>
    servers.flatMap(({ directives }) => directives.filter((each) => each.name === name))[0]?.args[0];
  const [chain, key] = [value("ssl_certificate"), value("ssl_certificate_key")];
  return chain === undefined || key === undefined ? undefined : { chain, key };
}

/** Each directive that holds for a host, with what becomes of it. */
function directivesOf(
  { servers, locations }: NginxHost,
  hostHeader: string,
): [Directive, Judged | undefined][] {
  const judge = (scope: Scope): [Directive, Judged | undefined][] =>
    scope.directives.map((directive) => [directive, judgeDirective(directive, hostHeader)]);
  return [
    ...servers.flatMap(judge),
    ...locations.flatMap((location): [Directive, Judged | undefined][] => {
      if (location.path === "/" && !/[=~]/.test(location.modifier)) return judge(location);
      return [[location.at, judgeLocation(location)]];
    }),
  ];
}

/** A location of its own: the gateway has none but verify files, and sends all else of a host to one upstream. */
function judgeLocation(location: Location): Judged {
  if (verifyFile(location) !== undefined && answer(location) !== undefined)
    return { verdict: "same", note: "" };
  if (/WW_verify/.test(location.path))
    return {
      verdict: "lost",
      note: "take each file into the stack file: ./gate verify-file <school> <route> <file>",
    };
  if (location.path.startsWith("/.well-known/acme-challenge")) return { verdict: "same", note: "" };
  return { verdict: "lost", note: "the gateway sends every path of a host to one upstream" };
}
