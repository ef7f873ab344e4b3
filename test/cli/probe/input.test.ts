import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { runGate } from "../../support/gate.ts";
import { probedProject } from "../../support/probes.ts";
import { stackFiles } from "../../support/stack-files.ts";

let root: string;
beforeEach(() => {
  root = probedProject("a-token");
});

describe("wrong input is refused before anything is asked", () => {
  const refused = async (argv: readonly string[], what: string, fix: string) => {
    expect(await runGate(root, ["probe", ...argv])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${what}\n  fix  ${fix}\n`,
    });
  };
  const outputs = ["--from-outputs", "outputs.json"];

  test.each([["https://127.0.0.1:3128"], ["http://127.0.0.1"], ["http://user:pw@relay:3128"], ["relay"]])(
    "--via %s",
    (via) =>
      refused(
        ["demo", ...outputs, "--via", via],
        "--via is a proxy as http://host:port, or direct",
        "name the school's relay, such as --via http://127.0.0.1:3128 behind kubectl port-forward",
      ),
  );
  test.each(["dns.example", "1.1.1.1:0", "1.1.1.1,", "1.1.1.1:70000"])("--resolvers %s", (resolvers) =>
    refused(
      ["demo", ...outputs, "--resolvers", resolvers],
      `--resolvers is IPs joined by commas, and "${resolvers.split(",").at(-1)}" is none`,
      "write it like 223.5.5.5,119.29.29.29",
    ),
  );
  test("a token without a way to WeCom", () =>
    refused(
      ["demo", ...outputs, "--token-file", "token"],
      "--token-file is given without --via",
      "say how to reach WeCom from the school's address: --via",
    ));
  test("a file that holds no token; what it holds is not shown", async () => {
    writeFileSync(join(root, "token"), '{"access_token": "secret"}');
    await refused(
      ["demo", ...outputs, "--via", "direct", "--token-file", "token"],
      `${root}/token does not hold an access token: letters, digits, _ and - on one line`,
      "write the access_token of WeCom's gettoken answer into it, without quotes",
    );
  });
  test.each([
    ["a token", ["demo", ...outputs, "--via", "direct", "--token-file", "folder"]],
    ["outputs", ["demo", "--from-outputs", "folder"]],
  ])("a folder in the place of the file with %s, which is named", async (_, argv) => {
    mkdirSync(join(root, "folder"));
    await refused(argv, `${root}/folder: it is a folder, or no file at all`, "name a file");
  });
  test("a platform", () => refused(["hz"], "hz is a platform", "name a school"));
  test("no such school", async () => {
    const { code, stderr } = await runGate(stackFiles(), ["probe", "demmo"]);
    expect(code).toBe(1);
    expect(stderr).toContain("error  demmo cannot be probed as it is\n  fix  correct it first\n");
  });
});
