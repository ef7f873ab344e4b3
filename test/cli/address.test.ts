import { describe, expect, test } from "vitest";
import { changeStack, soundSchool, textOf } from "../../cli/stack-edit.ts";
import { demoWith, done, edited, refused } from "../support/edits.ts";
import { testDeps } from "../support/gate.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";

/** Runs `gate address …` on a school. */
function address(words: string, text?: string) {
  const [, school = ""] = words.split(" ");
  return edited(school, ["address", ...words.split(" ")], text);
}

const file = "stacks/Pulumi.demo.yaml";
const addresses = "      addresses: { a: {}, b: {} }";

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
    const text = demoWith(list.replaceAll("\r", "")).replaceAll("\n", "\r\n");
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
    expect(await address("add demo", demoWith("{ a: {}, b: {}, z: {} }"))).toMatchObject(
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
    const empty = demoWith("{ a: {}, b: {} }", "[] # step 5");
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
          "Next, to give the address up: ./gate retire demo address b\n",
        ["      trusted: [a]"],
        ["      trusted: [a, b]"],
      ),
    );
  });

  test("--remove of one that is retired leaves it retired", async () => {
    const text = demoWith("{ a: {}, b: { retired: still-trusted } }");
    expect(await address("trusted demo b --remove", text)).toMatchObject(
      done(
        `${file} now says that the school does not trust b. Nothing changes in the cloud.\n` +
          "Next, to give the address up: ./gate retire demo address b --delete\n",
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

test("an edit that left the file as it was is never reported as a change", () => {
  const { deps } = testDeps(stackFiles());
  const stack = soundSchool("demo", deps);
  expect(() => changeStack(stack, textOf(stack, deps), "the address c", deps)).toThrow(
    `${file} is the same with the address c`,
  );
});
