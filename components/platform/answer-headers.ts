/**
 * The headers of an answer that lead a browser to a server by its name, and what of each does: a URL, a URL behind a delay,
 * or the domain of a cookie. The platform's script brings these back under the schools' hosts, and a probe looks for
 * upstreams' names in them.
 */
export const leadingHeaders = [
  { name: "Location", holds: "url" },
  { name: "Content-Location", holds: "url" },
  { name: "Refresh", holds: "delayed url" },
  { name: "Set-Cookie", holds: "domain" },
] as const;
