// A school that an nginx serves: its stack file, and what becomes of each directive.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { runGate } from "../support/gate.ts";
import { stackFiles } from "../support/stack-files.ts";

let root: string;
beforeEach(() => {
  root = stackFiles();
});

/** Adopts the school `west` from a file of this text. */
async function adopt(text: string | Buffer, ...flags: string[]) {
  writeFileSync(join(root, "nginx.txt"), text);
  const given = ["--nginx", "nginx.txt", "--name", "西大", "--domain", "west.edu.cn", "--platform", "hz"];
  return runGate(root, ["adopt", "west", ...given, ...flags]);
}

const stackFile = () => readFileSync(join(root, "stacks/Pulumi.west.yaml"), "utf8");

/** What `nginx -T` prints. */
const dump = `# configuration file /etc/nginx/nginx.conf:
user www-data;
events { worker_connections 768; }
http {
    sendfile on;
    include mime.types;
    client_max_body_size 20m;
    log_format main '$remote_addr - [$time_local] "$request"; {x}';
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    include /etc/nginx/conf.d/*.conf;
}

# configuration file /etc/nginx/mime.types:
types { text/html html htm; }

# configuration file /etc/nginx/conf.d/west.conf:
upstream hub { server hub.17wanxiao.com:8080; keepalive 16; }
server {
    listen 80;
    server_name api1.west.edu.cn pay.old.west.edu.cn other.example.com;
    location = /WW_verify_54wuPnLpuTWkAF0Z.txt { return 200 "54wuPnLpuTWkAF0Z"; }
    location / { return 301 https://$host$request_uri; }
}
server {
    listen 443 ssl;
    server_name API1.west.edu.cn;
    ssl_certificate /etc/nginx/tls/api1.pem;
    ssl_certificate_key /etc/nginx/tls/api1.key;
    location ~ "^/a{2}/" { deny all; }
    location / {
        proxy_pass https://hub;
        proxy_set_header Host hub.17wanxiao.com:8080;
        proxy_set_header Connection $connection_upgrade;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_read_timeout 300s; # long; {
        sub_filter 'hub.17wanxiao.com:8080' 'api1.west.edu.cn';
        rewrite_by_lua_block { -- }
            if x then y = { a = "}" } end
        }
        client_max_body_size 1m;
    }
}
server {
    listen 443 ssl;
    server_name pay.old.west.edu.cn;
    location / { proxy_pass https://203.0.113.7; proxy_set_header Host open.17wanxiao.com; }
}
`;

test("its hosts, verify files and certificates, and what the gateway does not do alike", async () => {
  const { code, stdout, stderr } = await adopt(dump, "--cidr", "10.20.40.0/24");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "api1.west.edu.cn  route api1, to hub, with WW_verify_54wuPnLpuTWkAF0Z.txt
    pay.old.west.edu.cn  route pay-old, to open, with WW_verify_54wuPnLpuTWkAF0Z.txt

    The gateway does not do:
      /etc/nginx/conf.d/west.conf:13  location ~ ^/a{2}/ { … }
        the gateway sends every path of a host to one upstream
      /etc/nginx/conf.d/west.conf:18  proxy_set_header X-Real-IP $remote_addr
        the upstream does not get this header
      /etc/nginx/conf.d/west.conf:20  sub_filter hub.17wanxiao.com:8080 api1.west.edu.cn
        the gateway does not do it
      /etc/nginx/conf.d/west.conf:21  rewrite_by_lua_block { … }
        the gateway does not do it

    The gateway does otherwise:
      /etc/nginx/nginx.conf:6  client_max_body_size 20m
        the gateway sets no limit
      /etc/nginx/conf.d/west.conf:19  proxy_read_timeout 300s
        5 s to connect, 300 s for a request to come; an answer may take any time, unless it is silent for 60 s
      /etc/nginx/conf.d/west.conf:24  client_max_body_size 1m
        the gateway sets no limit

    15 of 22 directives hold at the gateway as they do here.

    Wrote stacks/Pulumi.west.yaml.
    To serve before DNS moves, bring the old server's certificates:
      pulumi config set --path 'schoolgate:certificates.api1.chain' -s west < /etc/nginx/tls/api1.pem
      pulumi config set --secret --path 'schoolgate:certificates.api1.key' -s west < /etc/nginx/tls/api1.key
    Next: ./gate rehearse west
    "
  `);
  expect(stackFile()).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=schema.json
    config:
      schoolgate:school:
        name: 西大
        platform: hz
        domain: west.edu.cn
        # Public host <key>.west.edu.cn → upstream of the platform.
        routes: { api1: hub, pay-old: { host: pay.old.west.edu.cn, upstream: open } }
        # The issuer signs once DNS leads to the gateway. Until then the old server's certificates serve, set under
        # schoolgate:certificates by \`pulumi config set --path\` (-s west), and:
        # certificate: { from: secret }
        # Step 3, from the app's page in WeCom; its Secret by \`pulumi config set --secret schoolgate:wecomSecret -s west\`:
        # nothing here uses it, it is kept for the OAuth service.
        wecom:
          # corpId: ww…
          # agentId: 1000002
          verifyFiles:
            api1: { WW_verify_54wuPnLpuTWkAF0Z.txt: 54wuPnLpuTWkAF0Z }
            pay-old: { WW_verify_54wuPnLpuTWkAF0Z.txt: 54wuPnLpuTWkAF0Z }
        # Step 4: ./gate verify-file west api1 <the downloaded WW_verify_….txt>
        # Step 6: entry: { flag: … }
        egress:
          nat: dedicated
          source:
            cidr: 10.20.40.0/24
            zones: { cn-hangzhou-j: 10.20.40.0/25, cn-hangzhou-i: 10.20.40.128/25 }
          # Two elastic IPs: b stands by for the day when a is blocked.
          addresses: { a: {}, b: {} }
          # Step 5: once the school has entered both in 企业可信IP, trusted: [a, b]
          active: a
    "
  `);
  expect(await runGate(root, ["check", "west"])).toEqual({
    code: 0,
    stdout: "No problems in 1 school and 1 platform.\n",
    stderr: "",
  });
});

const served = (servers: string) => `http {\n${servers}\n}\n`;
const host = (directives: string, name = "api1.west.edu.cn") =>
  served(`server {\nserver_name ${name};\nlocation / {\n${directives}\n}\n}`);

describe("nothing is written where the file does not say all", () => {
  const oneName = "write each of the school's hosts in its place, and adopt again";
  const addIt = "add it to the platform's upstreams, or choose the platform that has it: hub, open";
  const rows: readonly (readonly [what: string, text: string, line: number, rule: string, fix: string])[] = [
    [
      "a regex name",
      host("proxy_pass https://open.17wanxiao.com;", "~^api\\d"),
      3,
      "server_name ~^api\\d names no single host",
      oneName,
    ],
    [
      "a wildcard name",
      host("proxy_pass https://open.17wanxiao.com;", "*.west.edu.cn"),
      3,
      "server_name *.west.edu.cn names no single host",
      oneName,
    ],
    [
      "a variable",
      host("proxy_pass https://$backend;"),
      5,
      "proxy_pass https://$backend is made of a variable",
      "write the address that the variable has for this host in its place, and adopt again",
    ],
    [
      "another upstream",
      host("proxy_pass http://10.0.0.7:8080/;"),
      5,
      "proxy_pass http://10.0.0.7:8080/ leads to 10.0.0.7:8080, which is no upstream of the platform",
      addIt,
    ],
    [
      "a pool of two",
      served(
        "upstream two { server open.17wanxiao.com:443; server 10.0.0.7:443; }\nserver { server_name api1.west.edu.cn; location / { proxy_pass https://two; } }",
      ),
      3,
      "proxy_pass https://two leads to open.17wanxiao.com:443, 10.0.0.7:443, which is no upstream of the platform",
      addIt,
    ],
    [
      "two hosts that would have one route",
      host("proxy_pass https://open.17wanxiao.com;", "pay.old.west.edu.cn pay-old.west.edu.cn"),
      2,
      "pay.old.west.edu.cn and pay-old.west.edu.cn would both be the route pay-old",
      "take one of them out of server_name, adopt again, and give it a route with a host of its own",
    ],
    [
      "what a terminal would obey",
      host('proxy_pass "https://open\u001b[31m.example";'),
      5,
      "proxy_pass https://open\\u{1b}[31m.example leads to open\\u{1b}[31m.example:443, which is no upstream of the platform",
      addIt,
    ],
    [
      "files of its own",
      host("root /var/www;"),
      2,
      "api1.west.edu.cn has no location / with a proxy_pass",
      "write one to the upstream that serves it, or take api1.west.edu.cn out of server_name, and adopt again",
    ],
  ];
  test.each(rows)("%s", async (_, text, line, rule, fix) => {
    const { code, stdout, stderr } = await adopt(text);
    expect([code, stdout, stderr]).toEqual([
      1,
      "",
      `nginx.txt:${line}:1\n  rule   ${rule}\n  fix    ${fix}\n\n1 problem in 1 file\n\nerror  nginx.txt does not say all that a stack file needs\n  fix  correct this first\n`,
    ]);
    expect(existsSync(join(root, "stacks/Pulumi.west.yaml"))).toBe(false);
  });
});

describe("what nginx would not read either", () => {
  const checked = "give what nginx -T prints: nginx checks it first";
  test.each([
    ["http {\n server {", "nginx.txt:2: a { that is not closed", checked],
    ["listen 80", "nginx.txt:1: listen does not end with a ;", checked],
    ["http {\n listen 80\n}", "nginx.txt:2: listen does not end with a ;", checked],
    ["}\n", "nginx.txt:1: a } that closes nothing", checked],
    ["\n;", "nginx.txt:2: a ; without a directive before it", checked],
    ['\nreturn 200 "x;\n', 'nginx.txt:2: a " that is not closed', checked],
    ["a_by_lua_block { x = '}'", "nginx.txt:1: a { that is not closed", checked],
    [
      "# configuration file /etc/nginx/nginx.conf:\ninclude a.conf;\n# configuration file /etc/nginx/a.conf:\ninclude a.conf;\n",
      "/etc/nginx/a.conf:1 includes a.conf, which includes itself",
      "give what nginx -T prints: nginx checks it first",
    ],
    [
      "include conf.d/west.conf;",
      "nginx.txt:1 includes conf.d/west.conf, which is not in what was given",
      "give what nginx -T prints: it holds every file",
    ],
    [
      "",
      "nginx.txt has no server_name under west.edu.cn",
      "give what nginx -T prints on the server that serves the school, or another --domain",
    ],
    [
      Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]),
      "nginx.txt is not UTF-8",
      "convert it first: iconv -f GBK -t UTF-8 nginx.txt > utf8.conf",
    ],
  ])("%j", async (text, what, fix) => {
    expect(await adopt(text)).toEqual({ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n` });
  });
});

test("a certificate's path is a word of the shell, and a directive's text is shown", async () => {
  const text = host("proxy_pass https://open.17wanxiao.com; sub_filter a '\u001b[2J';").replace(
    "location",
    "ssl_certificate '/tls/a b.pem'; ssl_certificate_key /tls/$ssl_server_name.key;\nlocation",
  );
  const { code, stdout } = await adopt(text);
  expect(code).toBe(0);
  expect(stdout.split("\n").filter((line) => /sub_filter|pulumi config/.test(line))).toEqual([
    "  nginx.txt:6  sub_filter a \\u{1b}[2J",
    "  pulumi config set --path 'schoolgate:certificates.api1.chain' -s west < '/tls/a b.pem'",
    "  pulumi config set --secret --path 'schoolgate:certificates.api1.key' -s west < '/tls/$ssl_server_name.key'",
  ]);
});

test("a school that has a stack file keeps it", async () => {
  writeFileSync(join(root, "nginx.txt"), dump);
  const before = readFileSync(join(root, "stacks/Pulumi.demo.yaml"), "utf8");
  expect(await runGate(root, ["adopt", "demo", "--nginx", "nginx.txt"])).toEqual({
    code: 1,
    stdout: "",
    stderr: "error  stacks/Pulumi.demo.yaml exists\n  fix  choose another slug, or edit that file\n",
  });
  expect(readFileSync(join(root, "stacks/Pulumi.demo.yaml"), "utf8")).toBe(before);
});
