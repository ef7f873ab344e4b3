// What answers of the upstreams hub.17wanxiao.com:8080 and open.17wanxiao.com:443 lead a browser by. The script at the edge and
// a probe read the same: what one brings back is a leak to the other.

export const api1 = "api1.xxxedu.cn";
export const api2 = "api2.xxxedu.cn";

/** Values that lead to an upstream that the school has a host for. */
export const leadingToUpstreams: readonly (readonly [header: string, sent: string, broughtBack: string])[] = [
  ["Location", "https://hub.17wanxiao.com:8080/x?y=1#z", `https://${api1}/x?y=1#z`],
  ["Location", "http://open.17wanxiao.com/x", `https://${api2}/x`],
  ["Location", "//hub.17wanxiao.com/x", `https://${api1}/x`],
  ["Location", "https://hub.17wanxiao.com.:8080/x", `https://${api1}/x`],
  ["Location", "https://user@hub.17wanxiao.com:8080/x", `https://user@${api1}/x`],
  ["Location", "https://a:b@c@open.17wanxiao.com./x", `https://a:b@c@${api2}/x`],
  ["Location", "https:\\\\hub.17wanxiao.com\\x", `https://${api1}/x`],
  ["Location", "https://hub.17wanxiao.com\\@evil.example/x", `https://${api1}/@evil.example/x`],
  ["Location", "/\\hub.17wanxiao.com/x", `https://${api1}/x`],
  ["Location", "http:hub.17wanxiao.com/x", `https://${api1}/x`],
  ["Location", "https:////hub.17wanxiao.com/x", `https://${api1}/x`],
  ["Location", "https://%68ub.17wanxiao%2ecom/x", `https://${api1}/x`],
  ["Location", "https://hub.17wanxiao.com:08080/x", `https://${api1}/x`],
  ["Location", "ht\ttps://hub.17wanxiao.com/x", `https://${api1}/x`],
  ["Content-Location", "https://hub.17wanxiao.com:8080/new/index.html", `https://${api1}/new/index.html`],
  ["Refresh", "0; url=https://hub.17wanxiao.com:8080/x", `0; url=https://${api1}/x`],
  ["Refresh", "1;URL='https://hub.17wanxiao.com:8080/login'", `1;URL='https://${api1}/login'`],
  ["Refresh", '5 , url = "//open.17wanxiao.com/x" and more', `5 , url = "https://${api2}/x" and more`],
  ["Refresh", "0.5;https://hub.17wanxiao.com", `0.5;https://${api1}`],
  ["Refresh", "0; url='https://hub.17wanxiao.com '", `0; url='https://${api1}'`],
  ["Refresh", "3 https://hub.17wanxiao.com/x", `3 https://${api1}/x`],
  ["Set-Cookie", "a=1; Domain=hub.17wanxiao.com; Path=/", "a=1; Path=/"],
  ["Set-Cookie", "a=1; domain=.17wanxiao.com", "a=1"],
  ["Set-Cookie", "a=1; Domain=17WanXiao.com.; Secure", "a=1; Secure"],
];

/** Values that lead to no upstream. */
export const leadingElsewhere: readonly (readonly [header: string, sent: string])[] = [
  ["Location", "/hub.17wanxiao.com"],
  ["Location", "https:/hub.17wanxiao.com/x"],
  ["Location", "https:hub.17wanxiao.com/x"],
  ["Location", `https://${api1}/x`],
  ["Location", "https://hub.17wanxiao.com.evil.example/x"],
  ["Location", "https://hub.17wanxiao.com@evil.example/x"],
  ["Location", "https://evil.example\\@hub.17wanxiao.com/x"],
  ["Location", "weixin://hub.17wanxiao.com/x"],
  ["Content-Location", "index.html"],
  ["Refresh", "5"],
  ["Refresh", "5; url=/x"],
  ["Refresh", "0https://hub.17wanxiao.com/x"],
  ["Refresh", "url=https://hub.17wanxiao.com/x"],
  ["Refresh", "0; url='/x'https://hub.17wanxiao.com/x"],
  ["Set-Cookie", `a=1; Domain=${api1}`],
  ["Set-Cookie", "site=hub.17wanxiao.com"],
  ["Set-Cookie", "Domain=hub.17wanxiao.com; Path=/"],
];
