import { createHash } from "node:crypto";
import { escapeControls } from "../../lib/problem.ts";
import type { Answer, Get } from "./http.ts";
import type { Unreached } from "./unreached.ts";

/** What the gateway answers otherwise than the host does now. */
export interface Difference {
  readonly url: string;
  /** `answer`: one of the two gives none; `status`; `body`; or a header's name. */
  readonly what: string;
  readonly now: string;
  readonly gateway: string;
}

/** What an answer lacks, in a difference. */
const none = "–";

/**
 * The headers that a browser acts on. Others (Server, Date, Via) tell who answered and when, which differs by nature.
 */
const headers: readonly (readonly [name: string, shown: (value: string, url: string) => string])[] = [
  ["location", urlShown],
  ["refresh", (value) => value.replace(/\?.*/, "?…")],
  ["set-cookie", cookieShown],
  ...[
    "access-control-allow-credentials",
    "access-control-allow-origin",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-security-policy",
    "content-type",
    "strict-transport-security",
    "x-frame-options",
  ].map((name) => [name, (value: string) => value] as const),
];

/** Asks both sides for every URL, and lists what a browser would notice, in the order of the URLs. */
export async function differencesOf(
  urls: readonly string[],
  now: Get,
  gateway: Get,
): Promise<readonly Difference[]> {
  const differences = urls.map(async (url) => between(url, ...(await Promise.all([now(url), gateway(url)]))));
  return (await Promise.all(differences)).flat();
}

function between(url: string, now: Answer | Unreached, gateway: Answer | Unreached): Difference[] {
  const differ = (what: string, left: string, right: string): Difference[] =>
    left === right ? [] : [{ url, what, now: left, gateway: right }];
  if ("side" in now || "side" in gateway) {
    const shown = (answer: Answer | Unreached) => ("side" in answer ? answer.reason : `${answer.status}`);
    return differ("answer", shown(now), shown(gateway));
  }
  return [
    ...differ("status", `${now.status}`, `${gateway.status}`),
    ...headers.flatMap(([name, shown]) => {
      const values = (answer: Answer) =>
        [answer.headers[name] ?? []]
          .flat()
          .map((value) => escapeControls(shown(value, url)))
          .sort()
          .join(", ") || none;
      return differ(name, values(now), values(gateway));
    }),
    ...differ("body", bodyShown(now), bodyShown(gateway)),
  ];
}

/** An address without the values of its query: they may be somebody's login, and an OAuth `state` differs each time. */
function urlShown(value: string, base: string): string {
  if (!URL.canParse(value, base)) return value;
  const { origin, pathname, searchParams } = new URL(value, base);
  const query = [...searchParams.keys()].map((name) => `${name}=…`).join("&");
  return `${origin}${pathname}${query === "" ? "" : `?${query}`}`;
}

/** A cookie without its value, which is somebody's login, and without its end, which moves with the clock. */
function cookieShown(cookie: string): string {
  const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim());
  const kept = attributes.filter((each) => !/^expires=/i.test(each));
  return [`${pair.split("=", 1)[0]}=…`, ...kept].join("; ");
}

function bodyShown({ body }: Answer): string {
  if (body.length === 0) return "0 bytes";
  return `${body.length} bytes, SHA-256 ${createHash("sha256").update(body).digest("hex").slice(0, 12)}`;
}
