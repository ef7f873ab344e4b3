import type { z } from "zod";
import type { Finding } from "../../lib/problem.ts";
import { isRecord } from "../../lib/value.ts";
import { inspect, type Partly } from "./inspect.ts";
import {
  type AddressConfig,
  type RouteConfig,
  routesOf,
  type SchoolConfig,
  schoolSchema,
} from "./school-schema.ts";

/** The key of a school's facts in its stack's config. */
export const schoolKey = "schoolgate:school";

type Egress = SchoolConfig["egress"];

/**
 * The readable parts of a school's stack file. A file with a typo still has most of its facts, and the rules between
 * fields run on them, so that one report holds every problem. An absent fact was not written, or its problem is
 * already reported.
 */
export interface SchoolFacts {
  readonly slug: string;
  readonly platform?: string;
  readonly domain?: string;
  readonly otherDomains: readonly string[];
  /** Keys of all routes as written, the unreadable ones too; absent where there is no map of them. */
  readonly routeKeys?: ReadonlySet<string>;
  /** The routes that can be read, by key. */
  readonly routes: Readonly<Record<string, RouteConfig>>;
  /** Route → file name → code, of the files whose code can be read. */
  readonly verifyFiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Absent where there is none. */
  readonly entry?: { readonly route?: string };
  readonly certificateFrom?: SchoolConfig["certificate"]["from"];
  readonly nat?: Egress["nat"];
  readonly snatEntryId?: string;
  readonly source: {
    readonly cidr?: string;
    readonly zones?: Record<string, string>;
    readonly vswitchIds?: string[];
  };
  /** Keys of all addresses as written, the unreadable ones too; absent where there is no map of them. */
  readonly addressKeys?: ReadonlySet<string>;
  readonly addresses: Readonly<Record<string, AddressConfig>>;
  readonly active?: string;
  readonly trusted: readonly string[];
  /** The whole school is on its way out. */
  readonly retired?: true;
}

/**
 * Reads a school's facts.
 *
 * @param value the value of `schoolgate:school`
 * @param slug the stack's name
 * @returns `school` only when the schema has nothing to say against it
 */
export function readSchool(
  value: unknown,
  slug: string,
): { readonly school?: SchoolConfig; readonly facts: SchoolFacts; readonly findings: Finding[] } {
  const { kept, findings } = inspect(schoolSchema, value, [schoolKey]);
  const read = (isRecord(kept) ? kept : {}) as Partly<z.infer<typeof schoolSchema>>;
  const egress = read.egress ?? {};
  const facts: SchoolFacts = {
    slug,
    ...defined({
      platform: read.platform,
      domain: read.domain,
      certificateFrom: read.certificate?.from,
      nat: egress.nat as SchoolFacts["nat"],
      snatEntryId: egress.snatEntryId,
      retired: read.retired,
      entry: read.entry as SchoolFacts["entry"],
      active: egress.active,
      routeKeys: keysAt(value, read, "routes"),
      addressKeys: keysAt(isRecord(value) ? value.egress : undefined, egress, "addresses"),
    }),
    otherDomains: Object.keys(read.otherDomains ?? {}),
    routes: readableRoutes(value, read),
    verifyFiles: readableCodes(read),
    source: (egress.source ?? {}) as SchoolFacts["source"],
    addresses: (egress.addresses ?? {}) as SchoolFacts["addresses"],
    trusted: egress.trusted ?? [],
  };
  return { ...(findings.length === 0 ? { school: kept as SchoolConfig } : {}), facts, findings };
}

/** The routes with their hosts; one whose host cannot be read is left out, not given the default host. */
function readableRoutes(value: unknown, read: Partly<SchoolConfig>): Record<string, RouteConfig> {
  const { domain, routes = {} } = read;
  const written = isRecord(value) && isRecord(value.routes) ? value.routes : {};
  const readable = Object.entries(routes).filter(([key, route]) => {
    if (typeof route === "string") return domain !== undefined;
    const { host, upstream } = (route ?? {}) as Partly<RouteConfig>;
    const hasOwnHost = isRecord(written[key]) && "host" in written[key];
    return upstream !== undefined && (hasOwnHost ? host !== undefined : domain !== undefined);
  });
  return routesOf({ domain: domain ?? "", routes: Object.fromEntries(readable) as SchoolConfig["routes"] });
}

function readableCodes({ wecom }: Partly<SchoolConfig>): SchoolFacts["verifyFiles"] {
  return Object.fromEntries(
    Object.entries(wecom?.verifyFiles ?? {}).map(([route, files]) => [
      route,
      Object.fromEntries(
        Object.entries(files ?? {}).flatMap(([name, file]) => {
          const code = typeof file === "string" ? file : file?.code;
          return code === undefined ? [] : [[name, code]];
        }),
      ),
    ]),
  );
}

/** The keys of a map as written; those of its default when it is not written. */
function keysAt(written: unknown, read: object, key: string): Set<string> | undefined {
  if (!isRecord(written)) return undefined;
  const value = Object.hasOwn(written, key) ? written[key] : (read as Record<string, unknown>)[key];
  return isRecord(value) ? new Set(Object.keys(value)) : undefined;
}

/** An object without its undefined entries, as `exactOptionalPropertyTypes` wants it. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
