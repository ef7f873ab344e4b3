import type { Directive } from "./nginx-text.ts";

/** A `location` or `server`, with the directives that hold in it. */
export interface Scope {
  readonly at: Directive;
  /** Its own directives, and those of what it stands in that it does not set itself. */
  readonly directives: readonly Directive[];
}

/** One public name of an nginx, and how it is served. */
export interface NginxHost {
  readonly host: string;
  /** The servers of this name: one of :443, and one of :80, or both in one. */
  readonly servers: readonly Scope[];
  readonly locations: readonly (Scope & { readonly modifier: string; readonly path: string })[];
}

/** What an nginx serves under one domain. */
export interface NginxSite {
  readonly hosts: readonly NginxHost[];
  /** `upstream` name → its servers. */
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
  /** `server_name`s that may mean hosts of the domain, and name none: wildcards and patterns. */
  readonly unread: readonly Directive[];
}

/** The hosts of a domain, in the order in which nginx names them. */
export function hostsUnder(config: readonly Directive[], domain: string): NginxSite {
  const http = config.flatMap(({ name, block }) => (name === "http" ? (block ?? []) : []));
  // A file of conf.d/ stands for what is included in `http`.
  const top = http.length > 0 ? http : config;
  const servers = named(top, "server").map((at) => ({ at, directives: inherited(at, top) }));
  const names = new Map<string, Scope[]>();
  const unread: Directive[] = [];
  for (const server of servers) {
    for (const directive of named(server.at.block ?? [], "server_name")) {
      for (const name of directive.args.map((each) => each.toLowerCase())) {
        if (/^~|\*|^\./.test(name)) unread.push({ ...directive, args: [name] });
        else if (name === domain || name.endsWith(`.${domain}`))
          names.set(name, [...(names.get(name) ?? []), server]);
      }
    }
  }
  return {
    hosts: [...names].map(([host, scopes]) => ({
      host,
      servers: scopes,
      locations: scopes.flatMap(({ at, directives }) => locationsIn(at, directives)),
    })),
    upstreams: new Map(
      named(top, "upstream").map(({ args: [name = ""], block = [] }) => [
        name,
        named(block, "server").map(({ args: [server = ""] }) => server),
      ]),
    ),
    unread,
  };
}

function locationsIn(outer: Directive, context: readonly Directive[]): NginxHost["locations"] {
  return named(outer.block ?? [], "location").flatMap((at) => {
    const [first = "", second] = at.args;
    const [modifier, path] = second === undefined ? ["", first] : [first, second];
    const directives = inherited(at, context);
    return [{ at, directives, modifier, path }, ...locationsIn(at, directives)];
  });
}

const named = (directives: readonly Directive[], name: string): Directive[] =>
  directives.filter((each) => each.name === name);

/** Blocks that are scopes of their own, or stand beside them. */
const blocks = new Set(["server", "location", "upstream"]);

/** What holds where it stands alone. */
const notInherited = new Set(["proxy_pass", "return", "rewrite", "if", "set", "try_files"]);

/** A block's own directives, and the outer ones whose name it does not use: nginx inherits a name as a whole. */
function inherited(at: Directive, outer: readonly Directive[]): Directive[] {
  const own = (at.block ?? []).filter(({ name }) => !blocks.has(name));
  const names = new Set([...own.map(({ name }) => name), ...blocks, ...notInherited]);
  return [...own, ...outer.filter(({ name }) => !names.has(name))];
}
