import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changeStack, soundSchool, textOf } from "../../cli/stack-edit.ts";
import { runGate, testDeps } from "../support/gate.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";

/** Runs `gate address …` on a school; says what it said, and how the stack file's lines changed. */
async function address(words: string, text?: string) {
  const [, school = ""] = words.split(" ");
  const before = text ?? exampleText(school);
  const root = stackFiles({ [school]: before });
  const { code, stdout, stderr } = await runGate(root, ["address", ...words.split(" ")]);
  const after = readFileSync(join(root, `stacks/Pulumi.${school}.yaml`), "utf8");
  expect(readdirSync(join(root, "stacks")).filter((each) => each.includes("tmp"))).toEqual([]);
  const [old, lines] = [before.split("\n"), after.split("\n")];
  return {
    code,
    stdout,
    stderr,
    added: lines.filter((line) => !old.includes(line)),
    removed: old.filter((line) => !lines.includes(line)),
    after,
  };
}

const done = (stdout: string, added: readonly string[], removed: readonly string[]) => ({
  code: 0,
  stdout,
  stderr: "",
  added,
  removed,
});
const refused = (what: string, fix: string) => ({
  code: 1,
  stdout: "",
  stderr: `error  ${what}\n  fix  ${fix}\n`,
  added: [],
  removed: [],
});

const file = "stacks/Pulumi.demo.yaml";
const addresses = "      addresses: { a: {}, b: {} }";
/** The demo school with its addresses, and with what it trusts, as given. */
const demo = (list: string, trusted = "[a, b]") =>
  exampleText("demo")
    .replace(addresses, `      addresses: ${list}`)
    .replace("trusted: [a, b]", `trusted: ${trusted}`);

describe("add", () => {
  test("allocates a standby under the next letter", async () => {
    expect(await address("add demo")).toMatchObject(
      done(
        `${file} now has the address c, a standby.\n` +
          "Next: pulumi up -s demo, which allocates it and binds it; its IP is egressIps.c in the outputs.\n" +
          "Then the school adds that IP to 企业可信IP, and after a minute: ./gate address trusted demo c\n",
        ["      addresses: { a: {}, b: {}, c: {} }"],
        [addresses],
      ),
    );
  });

  test("adopts one that exists, in a file that has a line for each", async () => {
    expect(await address("add lakeside --adopt eip-bp1lakeside00000002")).toMatchObject(
      done(
        "stacks/Pulumi.lakeside.yaml now has the address c, a standby.\n" +
          "Next: pulumi up -s lakeside, which adopts eip-bp1lakeside00000002 and binds it; its IP is egressIps.c in the outputs.\n" +
          "Then the school adds that IP to 企业可信IP, and after a minute: ./gate address trusted lakeside c\n",
        ["        c:", "          allocationId: eip-bp1lakeside00000002"],
        [],
      ),
    );
  });

  test("adds a line to a map that has a line for each, and leaves the comments and all other lines", async () => {
    const list = "{\r\n        a: {}, # first\r\n        b: {} # second\r\n      }";
    const text = demo(list.replaceAll("\r", "")).replaceAll("\n", "\r\n");
    expect(await address("add demo", text)).toMatchObject({
      code: 0,
      after: text.replace("b: {} # second\r\n", "b: {}, # second\r\n        c: {}\r\n"),
    });
  });

  test("takes a key that is chosen", async () => {
    expect(await address("add demo --key spare")).toMatchObject({
      code: 0,
      added: ["      addresses: { a: {}, b: {}, spare: {} }"],
    });
  });

  test.each([
    [
      "add demo --key b",
      "demo has an address b already",
      "choose another key, or leave --key out: a key belongs to one IP for as long as the school has it",
    ],
    ...["__proto__", "C"].map((key) => [
      `add demo --key ${key}`,
      `--key ${key}: an address key is lower-case letters, digits and hyphens`,
      "write it so that it could be one part of a host name",
    ]),
    ["add hz", "hz is a platform", "name a school"],
  ])("%s is refused", async (words = "", what = "", fix = "") => {
    expect(await address(words)).toMatchObject(refused(what, fix));
  });

  test("letters that are used up", async () => {
    expect(await address("add demo", demo("{ a: {}, b: {}, z: {} }"))).toMatchObject(
      refused("the letters are used up", "choose a key with --key"),
    );
  });

  test("what would break a rule is refused with the rule", async () => {
    const { code, stderr, added } = await address("add demo --adopt ip-1");
    expect({ code, added }).toEqual({ code: 1, added: [] });
    expect(stderr).toContain("an allocation id begins with eip-");
    expect(stderr).toMatch(
      /error {2}with the address c, demo would break rules\n {2}fix {2}correct them first\n$/,
    );
  });
});

describe("trusted", () => {
  test("adds the key, and names the swap", async () => {
    expect(await address("trusted northgate a")).toMatchObject(
      done(
        "stacks/Pulumi.northgate.yaml now says that the school trusts a. Nothing changes in the cloud.\n" +
          "Next, when b is blocked: ./gate swap northgate --to a\n",
        ["      trusted: [b, c, a]"],
        ["      trusted: [b, c]"],
      ),
    );
  });

  test("begins the list with the first one, the active one", async () => {
    const text = exampleText("demo").replace("      trusted: [a, b]\n", "");
    expect(await address("trusted demo a", text)).toMatchObject(
      done(
        `${file} now says that the school trusts a. Nothing changes in the cloud.\n`,
        ["      trusted: [a]"],
        [],
      ),
    );
  });

  test("has nothing to do when it is there, or is not there to be removed", async () => {
    const empty = demo("{ a: {}, b: {} }", "[] # step 5");
    expect(await address("trusted demo a", empty)).toMatchObject(
      done(
        `${file} now says that the school trusts a. Nothing changes in the cloud.\n`,
        ["      trusted: [a] # step 5"],
        ["      trusted: [] # step 5"],
      ),
    );
    expect(await address("trusted demo b")).toMatchObject(
      done(`${file} has b among trusted already.\n`, [], []),
    );
    expect(await address("trusted northgate a --remove")).toMatchObject(
      done("stacks/Pulumi.northgate.yaml has a not among trusted.\n", [], []),
    );
  });

  test("--remove takes it out, and names the next step of giving it up", async () => {
    expect(await address("trusted demo b --remove")).toMatchObject(
      done(
        `${file} now says that the school does not trust b. Nothing changes in the cloud.\n` +
          "Next, to give the address up: ./gate address retire demo b\n",
        ["      trusted: [a]"],
        ["      trusted: [a, b]"],
      ),
    );
  });

  test("--remove of one that is retired leaves it retired", async () => {
    const text = demo("{ a: {}, b: { retired: still-trusted } }");
    expect(await address("trusted demo b --remove", text)).toMatchObject(
      done(
        `${file} now says that the school does not trust b. Nothing changes in the cloud.\n` +
          "Next, to give the address up: ./gate address retire demo b --delete\n",
        ["      addresses: { a: {}, b: { retired: true } }", "      trusted: [a]"],
        ["      addresses: { a: {}, b: { retired: still-trusted } }", "      trusted: [a, b]"],
      ),
    );
  });

  test.each([
    ["trusted demo d", "demo has no address d", "choose one of a, b"],
    [
      "trusted demo a --remove",
      "a is the active address: without it, WeCom answers every call with errcode 60020",
      "swap to another one first: ./gate swap demo --to <key>",
    ],
  ])("%s is refused", async (words, what, fix) => {
    expect(await address(words)).toMatchObject(refused(what, fix));
  });
});

describe("retire", () => {
  const next =
    "Next: pulumi up -s demo takes its protection off; it stays bound, and can still be kept.\n" +
    "When no connection uses it any more, 15 minutes after the swap: ./gate address retire demo b --delete\n";

  test("marks one that the school has taken off its list, once", async () => {
    const text = demo("{ a: {}, b: {} }", "[a]");
    const marked = await address("retire demo b", text);
    expect(marked).toMatchObject(
      done(
        `${file} now says that b is retired.\n${next}`,
        ["      addresses: { a: {}, b: { retired: true } }"],
        [addresses],
      ),
    );
    expect(await address("retire demo b", marked.after)).toMatchObject(
      done(`${file} says already that b is retired.\n${next}`, [], []),
    );
  });

  test("marks one that is trusted when told so, and writes that down", async () => {
    expect(await address("retire demo b --still-trusted")).toMatchObject(
      done(
        `${file} now says that b is retired.\n${next}`,
        ["      addresses: { a: {}, b: { retired: still-trusted } }"],
        [addresses],
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
    expect(await address("retire demo b --delete", demo(`{ a: {}, ${retired} }`, "[a]"))).toMatchObject(
      done(
        `${file} has no address b any more.\nNext: pulumi up -s demo ${effect}.\n`,
        ["      addresses: { a: {} }"],
        [`      addresses: { a: {}, ${retired} }`],
      ),
    );
  });

  test("--delete takes one that is still trusted out of both lists, when told so", async () => {
    const text = demo("{ a: {}, b: { retired: still-trusted } }");
    expect(await address("retire demo b --delete --still-trusted", text)).toMatchObject({
      code: 0,
      added: ["      addresses: { a: {} }", "      trusted: [a]"],
    });
  });

  test("--delete removes one that is not ours at once", async () => {
    const text = exampleText("lakeside").replace("[a, b, old]", "[a, b]");
    expect(await address("retire lakeside old --delete", text)).toMatchObject(
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
      "retire demo a",
      refused(
        "a is the active address: the school's calls leave from it",
        "swap to another one first: ./gate swap demo --to <key>",
      ),
    ],
    ["retire demo b", trustedStill("demo", "b")],
    ["retire demo b --delete", trustedStill("demo", "b")],
    ["retire lakeside old", trustedStill("lakeside", "old")],
    [
      "retire northgate a --delete",
      refused(
        "a is not retired, so the next up would refuse to let it go",
        "first ./gate address retire northgate a, and pulumi up -s northgate",
      ),
    ],
    [
      "retire lakeside old --still-trusted",
      refused(
        "old is an address that is not ours: there is no protection to take off",
        "remove it at once: ./gate address retire lakeside old --delete",
      ),
    ],
    ["retire demo d", refused("demo has no address d", "choose one of a, b")],
  ])("%s is refused", async (words, expected) => {
    expect(await address(words)).toMatchObject(expected);
  });
});

test("an edit that left the file as it was is never reported as a change", () => {
  const { deps } = testDeps(stackFiles());
  const stack = soundSchool("demo", deps);
  expect(() => changeStack(stack, textOf(stack, deps), "the address c", deps)).toThrow(
    `${file} is the same with the address c`,
  );
});
