import { leadingHeaders } from "./answer-headers.ts";

/**
 * The header by which a school's route tells the script its hosts, on an answer's way back: Envoy sets it in the place of
 * what an upstream may have sent, the script reads it, and the Gateway takes it off before the answer leaves.
 */
export const frontagesHeader = "schoolgate-hosts";

/** What the script does with each kind of header. */
const rewrites = { url: "under_school_host", "delayed url": "refreshed", domain: "host_only" } as const;

/**
 * The script, in Envoy's Lua. It reads a URL as browsers do, since that is where they go: a whole host name is compared with
 * the upstreams', so one that only begins like an upstream's is left alone, and so is a name inside a query.
 *
 * A worker of Envoy's does nothing else meanwhile, for any school. So every pattern takes time in proportion to its text,
 * and what is longer or more than any that a browser acts on passes as it is.
 */
export const redirectScript = String.raw`local longest_hosts, longest_name, most_values, most_attributes = 4096, 256, 32, 32

-- The upstreams in front of which the school has a host, and every domain that one of them is in.
local function upstreams_of(hosts)
  local upstreams, domains = {}, {}
  for pair in hosts:gmatch("%S+") do
    local name, port, host = pair:match("^([^:]+):(%d+)=(.+)$")
    if name and #name <= longest_name then
      upstreams[#upstreams + 1] = { name = name, port = tonumber(port), host = host }
      local domain = name
      while domain do
        domains[domain] = true
        domain = domain:match("^[^.]*%.(.+)$")
      end
    end
  end
  return upstreams, domains
end

local function bare(name)
  return (name:lower():gsub("%.$", ""))
end

-- An upstream is named by its own port, or (443) by none; by http's and https's ports where no other upstream is.
local function host_in_front_of(place, upstreams)
  local name = place:match("^[^:]*")
  local port = place:sub(#name + 1)
  if not port:find("^:?%d*$") then return nil end
  port = tonumber((port:gsub("^:", "")))
  name = bare(name:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
  local likely
  for _, upstream in ipairs(upstreams) do
    if upstream.name == name then
      if port == upstream.port or (port == nil and upstream.port == 443) then return upstream.host end
      if port == nil or port == 80 or port == 443 then likely = likely or upstream.host end
    end
  end
  return likely
end

local function without_blanks_before(text)
  return (text:gsub("^[\1-\32]+", ""))
end

-- Browsers take tabs for nothing, blanks around a URL too, backslashes for slashes, and any number of slashes; the page
-- itself is at https. What is behind is looked at from the end: a pattern that may begin anywhere takes longer than its text.
local function under_school_host(url, upstreams)
  url = without_blanks_before(without_blanks_before(url:gsub("\t", "")):reverse()):reverse()
  local scheme, slashes, rest = url:match("^([hH][tT][tT][pP][sS]?:)([/\\]*)(.*)$")
  if not scheme then slashes, rest = url:match("^([/\\]+)(.*)$") end
  if not rest or (#slashes < 2 and (scheme or ""):lower() ~= "http:") then return nil end
  local authority, path = rest:match("^([^/\\?#]*)(.*)$")
  if #authority > longest_name then return nil end
  local user, place = authority:match("^(.*@)(.*)$")
  local host = host_in_front_of(place or authority, upstreams)
  return host and "https://" .. (user or "") .. host .. path:gsub("^\\", "/")
end

-- 5; url=<url>, the URL quoted or not, and the sign before it left out or not.
local function refreshed(value, upstreams)
  local before, url = value:match("^(%s*[%d.]+%s*[;,]%s*)(.*)$")
  if not before then before, url = value:match("^(%s*[%d.]+%s+)(.*)$") end
  if not before then return nil end
  local sign = url:match("^[uU][rR][lL]%s*=%s*") or ""
  local quote = url:match("^['\"]", #sign + 1) or ""
  before, url = before .. sign .. quote, url:sub(#sign + #quote + 1)
  local ends = quote ~= "" and url:find(quote, 1, true) or #url + 1
  local own = under_school_host(url:sub(1, ends - 1), upstreams)
  return own and before .. own .. url:sub(ends)
end

local function host_only(cookie, _, domains)
  local kept, count = {}, 0
  for part in (cookie .. ";"):gmatch("([^;]*);") do
    if count > most_attributes then return nil end
    local domain = count > 0 and #part <= 2 * longest_name and part:match("^%s*[dD][oO][mM][aA][iI][nN]%s*=%s*(%S*)%s*$")
    if not (domain and domains[bare(domain:gsub("^%.", ""))]) then kept[#kept + 1] = part end
    count = count + 1
  end
  return table.concat(kept, ";")
end

local function rewrite(headers, name, change, upstreams, domains)
  local values, changed = {}, false
  for i = 0, headers:getNumValues(name) - 1 do
    local value = headers:getAtIndex(name, i)
    local own = i < most_values and change(value, upstreams, domains) or value
    values[#values + 1] = own
    changed = changed or own ~= value
  end
  if not changed then return end
  headers:remove(name)
  for _, value in ipairs(values) do headers:add(name, value) end
end

function envoy_on_response(response)
  local headers = response:headers()
  local hosts = headers:get("${frontagesHeader}")
  if not hosts or #hosts > longest_hosts then return end
  local upstreams, domains = upstreams_of(hosts)
${leadingHeaders.map(({ name, holds }) => `  rewrite(headers, "${name.toLowerCase()}", ${rewrites[holds]}, upstreams, domains)`).join("\n")}
end
`;
