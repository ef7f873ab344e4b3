/** What a probe says, in English: the table that every other language has to fill. */
export const en = {
  report: {
    state: { pass: "pass", fail: "fail", waiting: "not yet", "could not ask": "could not ask" },
    whose: {
      "school network admin": "school network admin",
      "WeCom admin": "WeCom admin",
      platform: "platform",
    },
    found: "found",
    expected: "expected",
    next: "next",
    step: (whose: string, next: string): string => `${whose}: ${next}`,
    summary: (school: string, state: string, passed: number, all: number): string =>
      `${school} is ${state}: ${passed} of ${all} checks pass`,
    overall: { serving: "serving", "in progress": "in progress", stuck: "stuck" },
    now: "now",
    alike: (gateway: string): string => `${gateway} answers every page and verify file as the hosts do now.`,
    differs: (gateway: string): string => `What ${gateway} answers otherwise than the hosts do now:`,
    notKnown: (why: string): string => `The stack's addresses are not known: ${why}.`,
    watched: (state: string, failing: readonly string[]): string =>
      `${state}${failing.length === 0 ? "" : `: ${failing.join(", ")}`}`,
  },
  list: (items: readonly string[]): string => items.join(", "),
  clauses: (items: readonly string[]): string => items.join("; "),
  unreached: {
    forbidden: "this machine forbids the connection",
    noWay: "this machine has no way to that network",
    noLookUp: "names cannot be looked up from here",
    noAddress: "the name has no address",
    noAnswer: "no answer in time",
    refused: "the connection is refused",
    cutOff: "the connection is cut off",
    unreachable: "the address cannot be reached",
    tls: "the TLS handshake failed",
    notHttp: "the answer is no HTTP",
  },
  noDns: {
    EBADRESP: "an answer that is no DNS",
    ECANCELLED: "no answer in time",
    ECONNREFUSED: "no DNS server answers there",
    EFORMERR: "the DNS server does not understand",
    ENOTIMP: "the DNS server does not know that question",
    EREFUSED: "the DNS server refuses to answer",
    ESERVFAIL: "the DNS server failed (SERVFAIL)",
    ETIMEOUT: "no answer in time",
  },
  seeOtherChecks: "see the dns, tcp and tls checks",
  relay: "look at the relay and at the way there, then probe again",
  calls: "calls to WeCom",
  noContentType: "no content type",
  dns: {
    thisMachine: "this machine's",
    noRecord: "no record",
    hasNoAddress: (says: string): string => `${says}, which has no address`,
    by: (says: string, servers: string): string => `${says} (${servers})`,
    otherServers: "look at this machine's network, or give DNS servers that it reaches by --resolvers",
    giveAddress: (gateway: string): string => `give ${gateway} the address of the gateway's load balancer`,
    onlyCname: (host: string, gateway: string): string =>
      `make ${host} a CNAME to ${gateway}, and remove its other records, AAAA included`,
    cname: (host: string, gateway: string): string => `make ${host} a CNAME to ${gateway}`,
    wait: "wait until the new record is known everywhere",
  },
  filing: {
    expected: "no block for want of an ICP filing",
    none: "no block seen on :80",
    page: "Alibaba Cloud's block page (403) on :80",
    cutOff: (gateway: string): string => `:80 is cut off for this name, and not for ${gateway}`,
    file: (domain: string): string =>
      `file ${domain} with Alibaba Cloud besides its present filing (接入备案); where that is done, ask again in a day`,
  },
  caa: {
    expected: (authority: string | undefined): string =>
      `${authority ?? "the platform's authority"} may issue`,
    look: "look at this machine's network, or at the school's DNS servers",
    critical: (at: string, property: string): string =>
      `${at} has the critical property ${property}, with which no authority may issue`,
    takeOff: (property: string, at: string): string => `take ${property} off ${at}`,
    none: "no CAA record: any authority may",
    nobody: (at: string): string => `${at} lets no authority issue`,
    lets: (at: string, authorities: string): string => `${at} lets ${authorities} issue`,
    compare: "compare with the authority behind the platform's issuer",
    add: (at: string, authority: string): string => `add a CAA record to ${at}: 0 issue "${authority}"`,
    byHttp: (at: string, authority: string): string =>
      `let it issue by http-01 at ${at}: 0 issue "${authority}; validationmethods=http-01"`,
    byAlone: (found: string, methods: string): string => `${found}, by ${methods} alone`,
    accountAlone: (found: string, account: string): string => `${found}, for the account ${account} alone`,
    compareAccount: "compare with the account of the platform's issuer (kubectl describe clusterissuer: Uri)",
  },
  tcp: {
    open: "ports 80 and 443 open",
    see: "see the dns check first; then the gateway's load balancer and its security group",
  },
  tls: {
    expected: "a trusted certificate for the host, TLS 1.2 or newer",
    waitForIssuer:
      "wait for the certificate (kubectl get certificate -A); issuing begins when the host's DNS is right, and nothing blocks it",
    bringUp: "pulumi up: the certificate that the school brings is not served yet",
    seeIssuer: "see why the issuer does not renew: kubectl describe certificate -A",
    setNew: "set the school's new certificate under schoolgate:certificates, and pulumi up",
    expired: (date: string): string => `a certificate that expired on ${date}`,
    otherNames: (names: string): string => `a certificate for ${names}`,
    seeWhat: "see what answers there: the host may point at another server",
    distrusted: (code: string): string => `a certificate that is not trusted (${code})`,
    wholeChain: "serve the whole chain of a public authority",
    daysLeft: (days: number, date: string): string => `a certificate with ${days} days left, until ${date}`,
    fine: (protocol: string, names: string, days: number): string =>
      `${protocol}, ${names}, ${days} days left`,
    http1: (hosts: string): string => `; HTTP/1.1 alone, as it is for ${hosts} too`,
    noName: "no name",
  },
  ipv6: {
    expected: "the gateway at every AAAA record",
    remedy: (gateway: string): string =>
      `have the gateway's load balancer answer there, or take the AAAA record off ${gateway}`,
    fromElsewhere: (remedy: string): string =>
      `probe from a machine that has IPv6; where that fails, ${remedy}`,
  },
  page: {
    missing: "pulumi up; where the routes are there, see whether the upstream still has this page",
    upstream: "look at the upstream, and at the Backend and BackendTLSPolicy that lead to it",
    elsewhere: "see that nothing else answers for this host: a proxy, a firewall, the school's login",
    empty: "200, an empty page",
  },
  leak: {
    expected: (headers: readonly string[]): string =>
      `no upstream's name in ${headers.slice(0, -1).join(", ")} or ${headers.at(-1)}`,
    nothing: "no answer to look at",
    none: (answers: number): string => `none in ${answers === 1 ? "1 answer" : `${answers} answers`}`,
    leadsTo: (header: string, host: string): string => `${header} leads to ${host}`,
    inQuery: (header: string, host: string): string => `${header} names ${host} in its query`,
    cookie: "a cookie's Domain",
    rewrite: "set rewriteRedirects: true in the platform's stack file, and pulumi up of the platform",
    byVendor: "have the vendor set the school's host as the app's public address",
    orRoute: (byVendor: string): string => `${byVendor}, or give the school a route to that upstream`,
    noQueries: (byVendor: string): string => `${byVendor}: the gateway does not rewrite queries`,
  },
  verifyFile: {
    expected: (code: string): string => `200 text/plain, ${code}, within 1 s`,
    elsewhere: "look for a proxy, firewall or redirect between the school's host and the gateway",
    redirect: (status: number): string => `${status}, a redirect, which WeCom does not follow`,
    notUp: "pulumi up: the stack file lists this file, and the gateway does not answer it yet",
    blockPage: "403, Alibaba Cloud's block page",
    seeFiling: "see the filing check",
    otherBody: (body: string): string => `200 with ${body}`,
    bytes: (length: number, start: string): string => `${length} bytes: ${start}`,
    slow: (milliseconds: number): string => `the right answer after ${milliseconds} ms`,
    seeLoad: "probe from another network; then look at the gateway's load",
    one: "a verify file of WeCom's",
    none: (route: string): string => `the stack file has none for ${route}`,
    download: (school: string, route: string): string =>
      `download it from 网页授权及JS-SDK → 设置可信域名 → 申请校验域名; the platform then runs ./gate verify-file ${school} ${route} <file>`,
  },
  egress: {
    noVia: "no way to WeCom through the school's address was given (--via)",
    active: (ip: string | undefined): string =>
      ip === undefined ? "the active address" : `the active address, ${ip}`,
    unsaid: (errcode: number): string =>
      `WeCom's answer (errcode ${errcode}) does not say where the call came from`,
    sees: (ip: string): string => `WeCom sees ${ip}`,
    activeUnknown: (found: string): string => `${found}; which address is active is not known`,
    logIn: "pulumi login and select the stack's backend, or give --from-outputs; then compare",
    ipv6: (found: string): string => `${found}, an IPv6 address`,
    notOurs: (found: string): string => `${found}, which is none of the school's addresses`,
    standby: (found: string, key: string): string => `${found}, which is the standby address ${key}`,
    up: (school: string): string =>
      `pulumi up -s ${school}; then restart the callers, whose kept-alive connections stay where they were`,
    notPinned: "see that the caller runs in the pinned vSwitches, and that these route to the NAT gateway",
    notByNat:
      "have the caller reach WeCom by IPv4 alone, from the pinned vSwitches: a NAT gateway carries no IPv6",
  },
  trust: {
    expected: "errcode 40029: the address is trusted",
    answer: (errcode: number, ip: string | undefined): string =>
      `errcode ${errcode}${ip === undefined ? "" : ` from ${ip}`}`,
    trusted: (found: string): string => `${found}: the address is trusted`,
    notTrusted: (found: string): string => `${found}: the address is not trusted`,
    ipv6: (found: string): string => `${found}: an IPv6 address, which nobody is to enter`,
    notOurs: (found: string): string => `${found}: none of the school's addresses, and not to be entered`,
    enter: (line: string | undefined): string =>
      `enter ${line ?? "the output trustedIps"} in 企业可信IP of this app, wait a minute, and probe again`,
    lookUp: "look the errcode up in WeCom's documentation",
    others: {
      40014: "get a new access token: this one is not valid, or has expired",
      42001: "get a new access token: this one has expired",
      45009: "WeCom limits this app's calls: ask again in an hour",
      45033: "WeCom limits this app's calls at once: ask again in a minute",
    },
  },
  wecom: {
    notWeCom: (host: string, status: number): string =>
      `what answers for ${host} is not WeCom (HTTP ${status})`,
    proxy: (address: string): string => `the proxy ${address}`,
    notThrough: (way: string, host: string, status: string): string =>
      `${way} does not let calls to ${host}:443 through${status}`,
    noCertificate: (host: string, code: string): string =>
      `what answers for ${host} has no valid certificate (${code})`,
  },
};

/** The words of a probe in one language. Commands, addresses and names of WeCom's console stand as they are in each. */
export type ProbeTexts = typeof en;
