import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "./tokens.ts";

/** Where an upstream is seen from: its own name, and the school's host in front of it. */
export interface Frontage {
  /** The upstream's host name, such as hub.17wanxiao.com. */
  readonly upstreamHost: string;
  /** The port that it is spoken to on, such as 8080. */
  readonly upstreamPort: number;
  /** The school's host that stands for it, such as api1.xxxedu.cn. */
  readonly host: string;
}

/**
 * The header by which a school's route tells the script its hosts, on an answer's way back: Envoy sets it in the place of
 * what an upstream may have sent, the script reads it, and the Gateway takes it off before the answer leaves.
 */
export const frontagesHeader = "schoolgate-hosts";

/**
 * What the header holds: `<upstream's host>:<port>=<school's host>`, parted by spaces.
 *
 * @param frontages every upstream that the school has a host for; of two with one upstream the first counts
 */
export function frontagesValue(frontages: readonly Frontage[]): string {
  const hosts = new Map<string, string>();
  for (const { upstreamHost, upstreamPort, host } of frontages) {
    const upstream = `${upstreamHost}:${upstreamPort}`;
    if (!hosts.has(upstream)) hosts.set(upstream, host);
  }
  return [...hosts].map((pair) => pair.join("=")).join(" ");
}

export interface RedirectsArgs {
  /** Name of the shared Gateway. */
  readonly gateway: pulumi.Input<string>;
  /** The Gateway's: a policy reaches no other. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * Brings upstreams' answers back under the schools' hosts: the authority of an absolute `Location`, and the `Domain` of
 * each `Set-Cookie`. Envoy has no setting for either, and without it the browser leaves the school's host (which WeCom
 * trusts) for the upstream's, or drops the cookie.
 *
 * One script serves all schools. Envoy Gateway runs each script that it is given at each change of any object: with one for
 * each route, 500 schools kept it busy for 14 s where one more came.
 */
export class Redirects extends pulumi.ComponentResource {
  constructor(name: string, args: RedirectsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Redirects, name, {}, opts);
    const { gateway, namespace, labels } = args;
    new k8s.apiextensions.CustomResource(
      `${name}-script`,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyExtensionPolicy",
        metadata: { name: "redirects", namespace, labels },
        spec: {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }],
          lua: [{ type: "Inline", inline: redirectScript }],
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/**
 * The script, in Envoy's Lua. A whole host name is compared with the upstreams', so one that only begins like an upstream's
 * is left alone, and so is a name inside a query.
 */
export const redirectScript = `-- An upstream is named by its own port, or (443) by none; by http's and https's ports where no other upstream is.
local function host_in_front_of(authority, hosts)
  local name, port = authority:lower():match("^([^:]*):?(%d*)$")
  local likely
  for upstream, upstream_port, host in hosts:gmatch("([^%s:]+):(%d+)=(%S+)") do
    if upstream == name then
      if port == upstream_port or (port == "" and upstream_port == "443") then return host end
      if port == "" or port == "80" or port == "443" then likely = likely or host end
    end
  end
  return likely
end

local function under_school_host(location, hosts)
  local authority, rest = location:match("^[hH][tT][tT][pP][sS]?://([^/?#]*)(.*)$")
  if not authority then authority, rest = location:match("^//([^/?#]*)(.*)$") end
  local host = authority and host_in_front_of(authority, hosts)
  return host and "https://" .. host .. rest
end

local function covers_upstream(domain, hosts)
  domain = domain:lower():gsub("^%.", "")
  for upstream in hosts:gmatch("([^%s:]+):%d+=") do
    if upstream == domain or upstream:sub(-(#domain + 1)) == "." .. domain then return true end
  end
  return false
end

local function host_only(cookie, hosts)
  local kept = {}
  for part in (cookie .. ";"):gmatch("([^;]*);") do
    local domain = part:match("^%s*[dD][oO][mM][aA][iI][nN]%s*=%s*(.-)%s*$")
    if not (domain and #kept > 0 and covers_upstream(domain, hosts)) then kept[#kept + 1] = part end
  end
  return table.concat(kept, ";")
end

function envoy_on_response(response)
  local headers = response:headers()
  local hosts = headers:get("${frontagesHeader}")
  if not hosts then return end

  local location = headers:get("location")
  local own = location and under_school_host(location, hosts)
  if own then headers:replace("location", own) end

  local cookies = {}
  for i = 0, headers:getNumValues("set-cookie") - 1 do
    cookies[#cookies + 1] = host_only(headers:getAtIndex("set-cookie", i), hosts)
  end
  if #cookies > 0 then
    headers:remove("set-cookie")
    for _, cookie in ipairs(cookies) do headers:add("set-cookie", cookie) end
  end
end
`;
