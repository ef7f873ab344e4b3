import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { demoWith, done, edited, refused } from "../support/edits.ts";
import { runGate } from "../support/gate.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";

/** Runs `gate retire …` on a stack. */
function retire(words: string, text?: string) {
  const [stack = ""] = words.split(" ");
  return edited(stack, ["retire", ...words.split(" ")], text);
}

const file = "stacks/Pulumi.demo.yaml";

describe("a whole school", () => {
  const trusted =
    "Before the destroy, the school takes the IP of a, b off 企业可信IP: whoever gets one next is trusted there.\n";
  const next = (stack: string, destroy: string, before = "") =>
    `Next: pulumi up -s ${stack} takes all of its protection off; it goes on serving, and can still be kept.\n` +
    `${before}Then: pulumi destroy -s ${stack}${destroy}.\n` +
    `Last: pulumi stack rm ${stack}, which removes stacks/Pulumi.${stack}.yaml too.\n`;

  test("is marked once, and told what it gives up", async () => {
    const all = next("demo", ", which gives the IP of a, b up for good", trusted);
    const marked = await retire("demo");
    expect(marked).toMatchObject(
      done(`${file} now says that demo is retired.\n${all}`, ["    retired: true"], []),
    );
    expect(await retire("demo", marked.after)).toMatchObject(
      done(`${file} says already that demo is retired.\n${all}`, [], []),
    );
  });

  test("is told what it hands back, and nothing of what is not ours", async () => {
    const { stdout } = await retire("lakeside");
    const effect = ", which gives the IP of b up for good, and hands eip-bp1lakeside00000001 (a) back";
    expect(stdout).toBe(
      `stacks/Pulumi.lakeside.yaml now says that lakeside is retired.\n${next("lakeside", effect, trusted)}`,
    );
  });

  test("is told that its NAT gateway and its entry are handed back", async () => {
    const text = exampleText("lakeside")
      .replace("nat: shared", "nat: { natGatewayId: ngw-1, snatTableId: stb-1 }\n      snatEntryId: snat-1")
      .replace("00000001 }\n        b", "00000001, bound: true }\n        b");
    const { stdout } = await retire("lakeside", text);
    const effect =
      ", which gives the IP of b up for good, and hands eip-bp1lakeside00000001 (a), snat-1, ngw-1 back";
    expect(stdout).toBe(
      `stacks/Pulumi.lakeside.yaml now says that lakeside is retired.\n${next("lakeside", effect, trusted)}`,
    );
  });

  test("has nothing to be taken off a list that is empty", async () => {
    const { stdout } = await retire("demo", demoWith("{ a: {}, b: {} }", "[]"));
    const effect = ", which gives the IP of a, b up for good";
    expect(stdout).toBe(`${file} now says that demo is retired.\n${next("demo", effect)}`);
  });

  test("a platform is, once no school is on it", async () => {
    const root = stackFiles();
    for (const school of ["demo", "lakeside", "northgate"])
      rmSync(join(root, `stacks/Pulumi.${school}.yaml`));
    expect(await runGate(root, ["retire", "hz"])).toEqual({
      code: 0,
      stdout: `stacks/Pulumi.hz.yaml now says that hz is retired.\n${next("hz", "")}`,
      stderr: "",
    });
  });

  test("a platform with schools is refused, and its file stays", async () => {
    const { code, stdout, stderr, added } = await retire("hz");
    expect({ code, stdout, added }).toEqual({ code: 1, stdout: "", added: [] });
    expect(stderr).toMatch(
      /rule {3}a platform is retired once no school is on it, and demo and 2 more still are\n {2}fix {4}first retire and destroy its schools: \.\/gate retire demo; or take retired out\n(?:.|\n)*error {2}with hz retired, hz would break rules\n {2}fix {2}correct them first\n$/,
    );
  });

  test.each([
    [
      "demo --delete",
      refused(
        "--delete removes something of a school from its file, and a whole stack goes by a destroy",
        "once ./gate retire demo is up: pulumi destroy -s demo, then pulumi stack rm demo",
      ),
    ],
    ["demo --still-trusted", refused("--still-trusted is said of an address", "leave it out")],
    [
      "demo verify-file api1",
      refused(
        "verify-file takes route and file",
        "write it like ./gate retire demo verify-file <route> <file>",
      ),
    ],
    ["demo adress b", refused("adress is nothing that a school has", "did you mean address?")],
    ["demo address", refused("address takes key", "write it like ./gate retire demo address <key>")],
    ["hz address a", refused("hz is a platform", "name a school")],
  ])("%s is refused", async (words, expected) => {
    expect(await retire(words)).toMatchObject(expected);
  });
});

describe("a route", () => {
  const command = "./gate retire demo route api2";
  const line = "    routes: { api1: hub, api2: open }";
  const retired = "    routes: { api1: hub, api2: { upstream: open, retired: true } }";
  const next =
    "Next: pulumi up -s demo takes the protection of its verify files off; api2.xxxedu.cn goes on serving, and can be kept.\n" +
    `Once nobody asks for api2.xxxedu.cn any more, and it is in no box of WeCom: ${command} --delete\n`;

  test("is marked once, in its place", async () => {
    const marked = await retire("demo route api2");
    expect(marked).toMatchObject(done(`${file} now says that api2 is retired.\n${next}`, [retired], [line]));
    expect(await retire("demo route api2", marked.after)).toMatchObject(
      done(`${file} says already that api2 is retired.\n${next}`, [], []),
    );
  });

  test("that stands in no file is spelled out, with the other", async () => {
    expect(await retire("demo route api2", exampleText("demo").replace(`${line}\n`, ""))).toMatchObject({
      code: 0,
      added: ["    routes:", "      api1: hub", "      api2: { upstream: open, retired: true }"],
      removed: [],
    });
  });

  test("--delete removes it, with its verify files", async () => {
    const text = exampleText("demo")
      .replace(line, retired)
      .replace("      verifyFiles:\n", "      verifyFiles:\n        api2: { WW_verify_A1.txt: A1 }\n");
    const gone = `${file} has no route api2 any more.\nNext: pulumi up -s demo; then api2.xxxedu.cn is served no more, and its DNS record can go.\n`;
    expect(await retire("demo route api2 --delete", text)).toMatchObject(
      done(
        gone,
        ["    routes: { api1: hub }"],
        ["        api2: { WW_verify_A1.txt: A1 }", retired].reverse(),
      ),
    );
  });

  test.each([
    ["route api3", "demo has no route api3", "did you mean api1, or api2?"],
    ["route constructor", "demo has no route constructor", "choose one of api1, api2"],
    [
      "route api2 --delete",
      "api2 is not retired, so the next plan would refuse to let it go",
      `first ${command}, and pulumi up -s demo`,
    ],
  ])("%s is refused", async (words, what, fix) => {
    expect(await retire(`demo ${words}`)).toMatchObject(refused(what, fix));
  });

  test("under the entry URL is refused", async () => {
    const { code, stderr, added } = await retire("demo route api1");
    expect({ code, added }).toEqual({ code: 1, added: [] });
    expect(stderr).toBe(
      "stacks/Pulumi.demo.yaml:9:47  schoolgate:school.routes.api1.retired\n  value  true\n" +
        "  rule   the entry URL is on this route's host, so it is not retired\n" +
        "  fix    first name another in entry.route, and have the school enter the new URL in WeCom\n\n" +
        "1 problem in 1 file\n\nerror  with api1 retired, demo would break rules\n  fix  correct them first\n",
    );
  });
});

describe("a verify file", () => {
  const name = "WW_verify_54wuPnLpuTWkAF0Z.txt";
  const command = `./gate retire demo verify-file api1 ${name}`;
  const line = `        api1: { ${name}: 54wuPnLpuTWkAF0Z }`;
  const retired = `        api1: { ${name}: { code: 54wuPnLpuTWkAF0Z, retired: true } }`;
  const next =
    "Next: pulumi up -s demo takes its protection off; it is still answered, and can be kept.\n" +
    `Once the school no longer has the host as 可信域名 of that app: ${command} --delete\n`;

  test("is marked once, in its place", async () => {
    const marked = await retire(`demo verify-file api1 ${name}`);
    expect(marked).toMatchObject(
      done(`${file} now says that ${name} is retired.\n${next}`, [retired], [line]),
    );
    expect(await retire(`demo verify-file api1 ${name}`, marked.after)).toMatchObject(
      done(`${file} says already that ${name} is retired.\n${next}`, [], []),
    );
  });

  test("--delete removes it, and with the last one the key above it", async () => {
    const gone = done(
      `${file} has no verify file ${name} any more.\nNext: pulumi up -s demo; then its address answers 404.\n`,
      [],
      ["      verifyFiles:", retired],
    );
    const text = exampleText("demo").replace(line, retired);
    expect(await retire(`demo verify-file api1 ${name} --delete`, text)).toMatchObject(gone);
    const other = "WW_verify_sLiFnl9UzNfQ9jxT.txt: sLiFnl9UzNfQ9jxT";
    const two = text.replace("api1: { WW", `api1: { ${other}, WW`);
    expect(await retire(`demo verify-file api1 ${name} --delete`, two)).toMatchObject({
      code: 0,
      added: [`        api1: { ${other} }`],
    });
  });

  test.each([
    ["api3", name, "demo has no verify files of api3", "did you mean api1?"],
    ["api1", "WW_verify_A1.txt", "demo has no verify file WW_verify_A1.txt of api1", `choose one of ${name}`],
    ["constructor", name, "demo has no verify files of constructor", "choose one of api1"],
  ])("%s %s is refused", async (route, name, what, fix) => {
    expect(await retire(`demo verify-file ${route} ${name}`)).toMatchObject(refused(what, fix));
  });

  test("--delete before it is retired is refused", async () => {
    expect(await retire(`demo verify-file api1 ${name} --delete`)).toMatchObject(
      refused(
        `${name} is not retired, so the next up would refuse to let it go`,
        `first ${command}, and pulumi up -s demo`,
      ),
    );
  });
});

describe("an address", () => {
  const next =
    "Next: pulumi up -s demo takes its protection off; it stays bound, and can still be kept.\n" +
    "When no connection uses it any more, 15 minutes after the swap: ./gate retire demo address b --delete\n";

  test("marks one that the school has taken off its list, once", async () => {
    const text = demoWith("{ a: {}, b: {} }", "[a]");
    const marked = await retire("demo address b", text);
    expect(marked).toMatchObject(
      done(
        `${file} now says that b is retired.\n${next}`,
        ["      addresses: { a: {}, b: { retired: true } }"],
        ["      addresses: { a: {}, b: {} }"],
      ),
    );
    expect(await retire("demo address b", marked.after)).toMatchObject(
      done(`${file} says already that b is retired.\n${next}`, [], []),
    );
  });

  test("marks one that is trusted when told so, and writes that down", async () => {
    expect(await retire("demo address b --still-trusted")).toMatchObject(
      done(
        `${file} now says that b is retired.\n${next}`,
        ["      addresses: { a: {}, b: { retired: still-trusted } }"],
        ["      addresses: { a: {}, b: {} }"],
      ),
    );
  });

  test.each([
    ["b: { retired: true }", "unbinds it and releases its IP for good"],
    [
      "b: { allocationId: eip-bp1demo0000000000001, retired: true }",
      "unbinds eip-bp1demo0000000000001 and hands it back",
    ],
  ])("--delete removes the key of %s", async (retired, effect) => {
    expect(await retire("demo address b --delete", demoWith(`{ a: {}, ${retired} }`, "[a]"))).toMatchObject(
      done(
        `${file} has no address b any more.\nNext: pulumi up -s demo ${effect}.\n`,
        ["      addresses: { a: {} }"],
        [`      addresses: { a: {}, ${retired} }`],
      ),
    );
  });

  test("--delete takes one that is still trusted out of both lists, when told so", async () => {
    const text = demoWith("{ a: {}, b: { retired: still-trusted } }");
    expect(await retire("demo address b --delete --still-trusted", text)).toMatchObject({
      code: 0,
      added: ["      addresses: { a: {} }", "      trusted: [a]"],
    });
  });

  test("--delete removes one that is not ours at once", async () => {
    const text = exampleText("lakeside").replace("[a, b, old]", "[a, b]");
    expect(await retire("lakeside address old --delete", text)).toMatchObject(
      done(
        "stacks/Pulumi.lakeside.yaml has no address old any more.\nNothing changes in the cloud: it was never ours.\n",
        [],
        ["        old: { ip: 47.111.68.103, external: true }"],
      ),
    );
  });

  const trustedStill = (school: string, key: string) =>
    refused(
      `the school still trusts ${key}: whoever gets its IP next could call WeCom as the school's server`,
      `have the school take it off 企业可信IP, then ./gate address trusted ${school} ${key} --remove; or add --still-trusted`,
    );

  test.each([
    [
      "demo address a",
      refused(
        "a is the active address: the school's calls leave from it",
        "swap to another one first: ./gate swap demo --to <key>",
      ),
    ],
    ["demo address b", trustedStill("demo", "b")],
    ["demo address b --delete", trustedStill("demo", "b")],
    ["lakeside address old", trustedStill("lakeside", "old")],
    [
      "northgate address a --delete",
      refused(
        "a is not retired, so the next up would refuse to let it go",
        "first ./gate retire northgate address a, and pulumi up -s northgate",
      ),
    ],
    [
      "lakeside address old --still-trusted",
      refused(
        "old is an address that is not ours: there is no protection to take off",
        "remove it at once: ./gate retire lakeside address old --delete",
      ),
    ],
    ["demo address d", refused("demo has no address d", "choose one of a, b")],
  ])("%s is refused", async (words, expected) => {
    expect(await retire(words)).toMatchObject(expected);
  });
});
