import { leadingHeaders } from "../../components/platform/answer-headers.ts";
import type { Answer, Get } from "./http.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";

/** An upstream of the platform, and whether the school has a host in front of it: the gateway brings back no other. */
export interface KnownUpstream {
  readonly host: string;
  readonly port: number;
  readonly routed: boolean;
}

/** Asks for addresses under one host, and looks for an upstream's name in what a browser would act on. */
export async function leakCheck(
  get: Get,
  host: string,
  urls: readonly string[],
  upstreams: readonly KnownUpstream[],
  texts: ProbeTexts,
): Promise<Result> {
  const answers = await Promise.all(urls.map(async (url) => ({ url, answer: await get(url) })));
  const seen = answers.flatMap(({ url, answer }) => ("status" in answer ? [{ url, answer }] : []));
  return judgeLeaks(host, seen, upstreams, texts);
}

/**
 * Judges answers: none sends a browser from the school's host to an upstream's. What a header holds besides a name may be
 * somebody's login, so nothing else of it is shown.
 */
export function judgeLeaks(
  host: string,
  answers: readonly { readonly url: string; readonly answer: Answer }[],
  upstreams: readonly KnownUpstream[],
  texts: ProbeTexts,
): Result {
  const { leak, clauses } = texts;
  const about: About = {
    check: "leak",
    subject: host,
    expected: leak.expected(names),
  };
  if (answers.length === 0) {
    return couldNotAsk(about, { found: leak.nothing, next: texts.seeOtherChecks, whose: "platform" });
  }
  const leaks = answers.flatMap(({ url, answer: { headers } }) => {
    const found = leadingHeaders.flatMap(({ name, holds }) =>
      [headers[name.toLowerCase()] ?? []].flat().flatMap((value) => {
        if (holds === "domain") return domainLeaks(value, upstreams, leak);
        return urlLeaks(name, holds === "url" ? value : delayedUrl(value), url, upstreams, leak);
      }),
    );
    return found.map((each) => ({ ...each, at: new URL(url).pathname }));
  });
  const [first] = leaks;
  if (first === undefined) return pass(about, leak.none(answers.length));
  return fail(about, {
    found: clauses([...new Set(leaks.map(({ at, where }) => `${at}: ${where}`))]),
    next: clauses([...new Set(leaks.map(({ next }) => next))]),
    whose: "platform",
  });
}

const names = leadingHeaders.map(({ name }) => name);

interface Leak {
  readonly where: string;
  readonly next: string;
}

function urlLeaks(
  name: string,
  url: string,
  base: string,
  upstreams: readonly KnownUpstream[],
  texts: ProbeTexts["leak"],
): Leak[] {
  if (!URL.canParse(url, base)) return [];
  const target = new URL(url, base);
  // A name may end in the root's dot.
  const host = target.hostname.replace(/\.$/, "");
  const same = /^https?:$/.test(target.protocol) ? upstreams.filter((each) => each.host === host) : [];
  if (same.length > 0) {
    const where = texts.leadsTo(name, `${host}${target.port === "" ? "" : `:${target.port}`}`);
    const brought = same.some(
      ({ port, routed }) => routed && ["", "80", "443", String(port)].includes(target.port),
    );
    return [{ where, next: brought ? texts.rewrite : texts.orRoute(texts.byVendor) }];
  }
  const values = [...target.searchParams.values()];
  return upstreams
    .filter((upstream) => values.some((value) => value.includes(upstream.host)))
    .map((upstream) => ({
      where: texts.inQuery(name, upstream.host),
      next: texts.noQueries(texts.byVendor),
    }));
}

/** The URL of a `Refresh` as browsers read it: behind a delay, quoted or not. Empty where there is none. */
function delayedUrl(refresh: string): string {
  const [, url = ""] = /^\s*[\d.]+(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(.*)$/i.exec(refresh) ?? [];
  const [quote] = /^['"]/.exec(url) ?? [];
  return quote === undefined ? url : (url.slice(1).split(quote, 1)[0] ?? "");
}

/** A cookie for an upstream's name, or for a domain above it. */
function domainLeaks(cookie: string, upstreams: readonly KnownUpstream[], texts: ProbeTexts["leak"]): Leak[] {
  const domain = /;\s*domain\s*=\s*\.?([^;\s]+?)\.?\s*(?:;|$)/i.exec(cookie)?.[1]?.toLowerCase();
  const covers = ({ host }: KnownUpstream): boolean => host === domain || host.endsWith(`.${domain}`);
  return domain !== undefined && upstreams.some(covers) ? [{ where: texts.cookie, next: texts.rewrite }] : [];
}
