import { expect, test } from "vitest";
import { runGate } from "../support/gate.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";

test("sound stacks are counted", async () => {
  expect(await runGate(stackFiles(), ["check"])).toEqual({
    code: 0,
    stdout: "No problems in 3 schools and 1 platform.\n",
    stderr: "",
  });
  expect((await runGate(stackFiles(), ["check", "demo"])).stdout).toBe(
    "No problems in 1 school and 1 platform.\n",
  );
});

test("problems are the result: they go to stdout, and the exit code is 1", async () => {
  const root = stackFiles({ demo: exampleText("demo").replace("active: a", "active: c") });
  expect(await runGate(root, ["check", "demo", "lakeside"])).toEqual({
    code: 1,
    stdout: `stacks/Pulumi.demo.yaml:22:15  schoolgate:school.egress.active
  value  "c"
  rule   active is a key of addresses
  fix    choose one of a, b

1 problem in 1 file
`,
    stderr: "",
  });
});

test("--json prints one object", async () => {
  const root = stackFiles({ demo: exampleText("demo").replace("active: a", "active: c") });
  const sound = await runGate(stackFiles(), ["check", "--json", "demo"]);
  const broken = await runGate(root, ["check", "--json", "demo"]);
  expect([sound.code, JSON.parse(sound.stdout)]).toEqual([
    0,
    {
      ok: true,
      stacks: [
        { name: "demo", kind: "school", file: "stacks/Pulumi.demo.yaml" },
        { name: "hz", kind: "platform", file: "stacks/Pulumi.hz.yaml" },
      ],
      problems: [],
      advice: [],
    },
  ]);
  expect([broken.code, JSON.parse(broken.stdout)]).toEqual([
    1,
    {
      ok: false,
      stacks: [{ name: "hz", kind: "platform", file: "stacks/Pulumi.hz.yaml" }],
      problems: [
        {
          file: "stacks/Pulumi.demo.yaml",
          path: "schoolgate:school.egress.active",
          line: 22,
          column: 15,
          value: '"c"',
          rule: "active is a key of addresses",
          fix: "choose one of a, b",
        },
      ],
      advice: [],
    },
  ]);
});

test("a platform that names nobody to call is advised to, and nothing fails", async () => {
  const hz = exampleText("hz").replace(/^ +contact: .*\n/m, "");
  const root = stackFiles({ hz });
  expect(await runGate(root, ["check"])).toEqual({
    code: 0,
    stdout: `No problems in 3 schools and 1 platform.

stacks/Pulumi.hz.yaml  schoolgate:platform.contact
  advice a handover sheet says whom the school's administrators call, and this platform names nobody
  fix    write contact: { name: …, telephone: …, channel: … }
`,
    stderr: "",
  });
  expect(JSON.parse((await runGate(root, ["check", "--json", "hz"])).stdout)).toEqual({
    ok: true,
    stacks: [{ name: "hz", kind: "platform", file: "stacks/Pulumi.hz.yaml" }],
    problems: [],
    advice: [
      {
        file: "stacks/Pulumi.hz.yaml",
        path: "schoolgate:platform.contact",
        rule: "a handover sheet says whom the school's administrators call, and this platform names nobody",
        fix: "write contact: { name: …, telephone: …, channel: … }",
      },
    ],
  });
});

test("what is retired is said, with the step after it", async () => {
  const demo = exampleText("demo");
  const whole = demo.replace("    name: 示例大学\n", "    name: 示例大学\n    retired: true\n");
  const address = demo
    .replace("addresses: { a: {}, b: {} }", "addresses: { a: {}, b: { retired: true } }")
    .replace("trusted: [a, b]", "trusted: [a]");
  const adviceOf = async (text: string) => {
    const { stdout } = await runGate(stackFiles({ demo: text }), ["check", "--json", "demo"]);
    return (JSON.parse(stdout) as { advice: unknown }).advice;
  };
  const file = "stacks/Pulumi.demo.yaml";
  expect(await adviceOf(whole)).toEqual([
    {
      file,
      path: "schoolgate:school.retired",
      rule: "demo is retired: once that is up its protection is off, and it goes on serving",
      fix: "next pulumi destroy -s demo, which gives the IP of a, b up for good, and pulumi stack rm demo; to keep it, take retired out",
    },
  ]);
  const name = "WW_verify_54wuPnLpuTWkAF0Z.txt";
  const retiredFile = demo.replace(
    `${name}: 54wuPnLpuTWkAF0Z`,
    `${name}: { code: 54wuPnLpuTWkAF0Z, retired: true }`,
  );
  expect(await adviceOf(retiredFile)).toEqual([
    {
      file,
      path: `schoolgate:school.wecom.verifyFiles.api1["${name}"].retired`,
      rule: `the verify file ${name} of api1 is retired: once that is up its protection is off, and it goes on serving`,
      fix: `next ./gate retire demo verify-file api1 ${name} --delete; to keep it, take retired out`,
    },
  ]);
  const retiredRoute = demo.replace("api2: open", "api2: { upstream: open, retired: true }");
  expect(await adviceOf(retiredRoute)).toEqual([
    {
      file,
      path: "schoolgate:school.routes.api2.retired",
      rule: "the route api2 is retired: once that is up its protection is off, and it goes on serving",
      fix: "next ./gate retire demo route api2 --delete; to keep it, take retired out",
    },
  ]);
  expect(await adviceOf(address)).toEqual([
    {
      file,
      path: "schoolgate:school.egress.addresses.b.retired",
      rule: "the address b is retired: once that is up its protection is off, and it goes on serving",
      fix: "next ./gate retire demo address b --delete; to keep it, take retired out",
    },
  ]);
});

test("a Secret in the clear is reported and never shown", async () => {
  const root = stackFiles({ demo: `${exampleText("demo")}  schoolgate:wecomSecret: topsecretvalue\n` });
  for (const argv of [["check"], ["check", "--json"]]) {
    const { code, stdout } = await runGate(root, argv);
    expect(code).toBe(1);
    expect(stdout).not.toContain("topsecretvalue");
  }
});
