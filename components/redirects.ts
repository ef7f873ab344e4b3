/** Where an upstream is seen from: its own name, and the school's host in front of it. */
export interface Frontage {
  /** The upstream's host name, such as hub.17wanxiao.com. */
  readonly upstreamHost: string;
  readonly upstreamPort: number;
  /** The school's host that stands for it, such as api1.xxxedu.cn. */
  readonly host: string;
}

/**
 * Lua for Envoy that brings an upstream's answers back under the school's hosts: the authority of an absolute
 * `Location`, and the `Domain` of each `Set-Cookie`. Envoy has no setting for either, and without it the browser leaves
 * the school's host (which WeCom trusts) for the upstream's, or drops the cookie.
 *
 * A whole authority is looked up in a table, so a host that only begins like an upstream's is left alone, and so is a
 * name inside a query.
 *
 * @param frontages every upstream that the school has a host for; of two with one upstream the first is taken
 */
export function redirectScript(frontages: readonly Frontage[]): string {
  const hosts = new Map<string, string>();
  const claim = (authority: string, host: string) => {
    if (!hosts.has(authority)) hosts.set(authority, host);
  };
  // Upstreams may share a host name: what is certainly one's own comes before what only looks like it.
  for (const { upstreamHost, upstreamPort, host } of frontages) {
    claim(`${upstreamHost}:${upstreamPort}`, host);
    if (upstreamPort === 443) claim(upstreamHost, host);
  }
  for (const { upstreamHost, host } of frontages) {
    for (const port of ["", ":80", ":443"]) claim(`${upstreamHost}${port}`, host);
  }
  const table = [...hosts].map(([authority, host]) => `  ["${authority}"] = "${host}",`).join("\n");
  const upstreams = [...new Set(frontages.map(({ upstreamHost }) => `"${upstreamHost}"`))].join(", ");
  return `local hosts = {\n${table}\n}\nlocal upstreams = { ${upstreams} }\n${script}`;
}

// Host names hold no character that Lua's string syntax or a plain comparison could take otherwise; the patterns below
// never contain one.
const script = `
local function under_school_host(location)
  local authority, rest = location:match("^[hH][tT][tT][pP][sS]?://([^/?#]*)(.*)$")
  if not authority then authority, rest = location:match("^//([^/?#]*)(.*)$") end
  local host = authority and hosts[authority:lower()]
  return host and "https://" .. host .. rest
end

local function is_upstream_domain(domain)
  domain = domain:lower():gsub("^%.", "")
  for _, upstream in ipairs(upstreams) do
    if upstream == domain or upstream:sub(-(#domain + 1)) == "." .. domain then return true end
  end
  return false
end

local function host_only(cookie)
  local kept = {}
  for part in (cookie .. ";"):gmatch("([^;]*);") do
    local domain = part:match("^%s*[dD][oO][mM][aA][iI][nN]%s*=%s*(.-)%s*$")
    if not (domain and #kept > 0 and is_upstream_domain(domain)) then kept[#kept + 1] = part end
  end
  return table.concat(kept, ";")
end

function envoy_on_response(response)
  local headers = response:headers()
  local location = headers:get("location")
  local own = location and under_school_host(location)
  if own then headers:replace("location", own) end

  local cookies = {}
  for i = 0, headers:getNumValues("set-cookie") - 1 do
    cookies[#cookies + 1] = host_only(headers:getAtIndex("set-cookie", i))
  end
  if #cookies > 0 then
    headers:remove("set-cookie")
    for _, cookie in ipairs(cookies) do headers:add("set-cookie", cookie) end
  end
end
`;
