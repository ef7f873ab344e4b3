// What a reviewer reads of a real pull request, from git to the comment.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { runGate } from "../support/gate.ts";
import { Repository } from "../support/repository.ts";

vi.setConfig({ testTimeout: 180_000 });

const schools = [
  "birch",
  "cedar",
  "elm",
  "fir",
  "larch",
  "maple",
  "oak",
  "pine",
  "rowan",
  "spruce",
  "willow",
  "yew",
];

test("a timeout for all schools, one school's swap, another's protect: the comment says protect, swap, timeout", async () => {
  const project = repositoryOf(schools);
  project.git("switch", "--quiet", "--create", "change");
  edit(project, "edge/route.ts", 'const requestTimeout = "0s";', 'const requestTimeout = "300s";');
  edit(
    project,
    "egress/address.ts",
    "{ parent: this, protect, ignoreChanges: replacing }",
    '{ parent: this, protect: protect && slug !== "oak", ignoreChanges: replacing }',
  );
  project.edit("pine", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  project.commit("raise the timeout");
  const { code, stdout } = await runGate(project.root, ["plan", "--against", "main", "--format", "markdown"]);
  project.remove();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^## 12 of 13 stacks change: 2 option changes, 25 updates\n/);
  expect(stdout.split("\n").filter((line) => /^\| \d/.test(line))).toEqual([
    "| 1 | <code>oak</code> | unprotect EipAddress ×2, update HTTPRoute (request) ×2 | <b>schoolgate-protected-until-retired</b>, <b>schoolgate-active-trusted</b>, schoolgate-standby-address (advisory) |",
    "| 2 | <code>pine</code> | update SnatEntry (snatIp), update HTTPRoute (request) ×2 |  |",
    "| 3 | 10 stacks: <code>birch</code>, <code>cedar</code>, <code>elm</code>, … and 7 more | update HTTPRoute (request) ×2 |  |",
  ]);
  const route = "HTTPRoute (kubernetes:gateway.networking.k8s.io/v1:HTTPRoute)";
  const diffs = [...stdout.matchAll(/^```diff\n(.*?)\n```$/gms)].map(([, diff = ""]) =>
    diff.replaceAll(/^! update HTTPRoute \w+-(api[12])-https .*$/gm, `! $1 ${route}`),
  );
  // api1 has a rule for its verify file first.
  const timeouts = [
    ["api1", 2],
    ["api2", 1],
  ].flatMap(([key, rule]) => [
    `! ${key} ${route}`,
    `-   spec.rules[${rule}].timeouts.request: "0s"`,
    `+   spec.rules[${rule}].timeouts.request: "300s"`,
  ]);
  const unprotected = (key: string): string[] => [
    `! options EipAddress oak-egress-${key}-eip (alicloud:ecs/eipAddress:EipAddress)`,
    "-   option protect: true",
  ];
  expect(diffs).toEqual(
    [
      [...unprotected("a"), ...unprotected("b"), ...timeouts],
      [
        "-   output activeEgressIp: ‹pine-egress-a-eip.ipAddress›",
        "+   output activeEgressIp: ‹pine-egress-b-eip.ipAddress›",
        "#     → calls to WeCom leave from it: it is in the school's trusted IPs before the up",
        "! update SnatEntry pine-egress-snat (alicloud:vpc/snatEntry:SnatEntry)",
        "-   snatIp: ‹pine-egress-a-eip.ipAddress›",
        "+   snatIp: ‹pine-egress-b-eip.ipAddress›",
        ...timeouts,
      ],
      timeouts,
    ].map((lines) => lines.join("\n")),
  );
});

/** A project of these schools and their platform, committed to main. */
function repositoryOf(slugs: readonly string[]): Repository {
  const project = new Repository();
  for (const name of ["demo", "lakeside", "northgate"]) project.git("rm", "--quiet", project.fileOf(name));
  for (const [index, slug] of slugs.entries()) {
    const [block, code] = [`10.20.${index + 20}`, `Code${String(index).padStart(12, "0")}`];
    const school = {
      ...{ name: slug, platform: "hz", domain: `${slug}.edu.cn` },
      wecom: { verifyFiles: { api1: { [`WW_verify_${code}.txt`]: code } } },
      egress: {
        source: {
          cidr: `${block}.0/24`,
          zones: { "cn-hangzhou-i": `${block}.0/25`, "cn-hangzhou-j": `${block}.128/25` },
        },
        ...{ addresses: { a: {}, b: {} }, active: "a", trusted: ["a", "b"] },
      },
    };
    writeFileSync(project.fileOf(slug), stringify({ config: { "schoolgate:school": school } }));
  }
  project.commit("twelve schools");
  return project;
}

/** Changes a component: one text in its file, which is there once. */
function edit({ root }: Repository, file: string, from: string, to: string): void {
  const path = join(root, "components", file);
  const parts = readFileSync(path, "utf8").split(from);
  expect(parts.length).toBe(2);
  writeFileSync(path, parts.join(to));
}
