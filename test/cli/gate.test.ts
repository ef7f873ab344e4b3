import { expect, test } from "vitest";
import project from "../../package.json" with { type: "json" };
import { runGate } from "../support/gate.ts";
import { stackFiles } from "../support/stack-files.ts";

const refusal = (what: string, fix: string) => ({
  code: 1,
  stdout: "",
  stderr: `error  ${what}\n  fix  ${fix}\n`,
});

test.each([
  [["chek"], "gate has no command chek", "did you mean check? ./gate --help shows them all"],
  [
    ["check", "--jso"],
    "check has no flag --jso",
    "did you mean --json? ./gate check --help shows what it takes",
  ],
  [
    ["check", "-j"],
    "check has no flag -j",
    "choose one of --platform, --changed, --json, --help; ./gate check --help shows what it takes",
  ],
  [["check", "--json=yes"], "--json takes no value", "write --json alone"],
  [["check", "--json", "--json"], "--json is given twice", "keep one of the two"],
  [["new"], "new needs <school>", "./gate new --help shows what it takes"],
  [["new", "a", "b"], "new takes 1 word, and b is one more", "./gate new --help shows what it takes"],
  [["new", "a", "--name"], "--name needs a value", "./gate new --help shows what it takes"],
  [["new", "a", "--name", "--nat"], "--name needs a value", "./gate new --help shows what it takes"],
  [
    ["review", "post"],
    "review post needs --on <github|gitlab>",
    "./gate review post --help shows what it takes",
  ],
  [
    ["review", "post", "--on", "github", "--run", "1"],
    "review post needs --plan <file>",
    "./gate review post --help shows what it takes",
  ],
  [
    ["review", "preview", "demo"],
    "review preview needs --out <folder>",
    "./gate review preview --help shows what it takes",
  ],
  [["verify-file", "demo"], "verify-file needs <route>", "./gate verify-file --help shows what it takes"],
  [
    ["address", "ad"],
    "gate address has no command ad",
    "did you mean add? ./gate address --help shows them all",
  ],
  [
    ["address", "add", "demo", "c"],
    "address add takes 1 word, and c is one more",
    "./gate address add --help shows what it takes",
  ],
  [
    ["constructor"],
    "gate has no command constructor",
    "choose one of address, adopt, check, cloud, drift, edge, handover, new, plan, probe, rehearse, retire, review, rollout, status, swap, verify-file; ./gate --help shows them all",
  ],
])("gate %j is refused", async (argv, what, fix) => {
  expect(await runGate(stackFiles(), argv)).toEqual(refusal(what, fix));
});

test("gate alone shows what there is, and fails", async () => {
  const { code, stdout, stderr } = await runGate(stackFiles(), []);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatchInlineSnapshot(`
    "A vendor's campus app inside each school's WeCom (./gate)

    USAGE ./gate [OPTIONS] address|adopt|check|cloud|drift|edge|handover|new|plan|probe|rehearse|retire|review|rollout|status|swap|verify-file

    OPTIONS

      --version    Show schoolgate's version
        --trace    Show where in the program an error arose

    COMMANDS

          address    Add an address, say that the school trusts it: edits of the stack file
            adopt    Write the stack file of a school that is live: from the nginx that serves it; then what its calls use in the account
            check    Validate stacks: every problem at once, with its place and the way out
            cloud    Keep a stand-in of Alibaba Cloud up, for its own clients: the Pulumi plugin, the CLI, the SDKs
            drift    What cloud and cluster hold otherwise than the states, equal drift in one group, worst first; changes nothing
             edge    Keep the local edge up between rehearsals: the real Kubernetes API, cert-manager and Envoy
         handover    The sheet for the school, in Chinese: what to enter where, step by step
              new    Write a valid stack file for a school; asks for what is missing on a terminal
             plan    What a change does to every school, and what rules it breaks; without credentials
            probe    Is it really serving? Asks DNS, the two hosts and WeCom, as seen from here
         rehearse    Go up on stand-ins: no cloud, no credentials; shows the plan, then applies it
           retire    Announce that a school, a platform, or something of a school leaves: its protection goes off, and it goes on serving
           review    In CI: say in a pull or merge request what a plan found, and hold real previews beside it
          rollout    Bring a reviewed plan up on Pulumi's engine, school by school in waves: whatever an up would do besides holds a school back
           status    How every school is, worst first: file, state, outstanding changes, lock, addresses, certificates, open step; without a secret
             swap    Make a standby address active: one guarded change of the SNAT entry. With --all, of every school that calls from a blocked address
      verify-file    Take a downloaded verify file into the stack file

    Use ./gate <command> --help for more information about a command.
    "
  `);
});

test("--version is the project's", async () => {
  expect(await runGate(stackFiles(), ["--version"])).toEqual({
    code: 0,
    stdout: `${project.version}\n`,
    stderr: "",
  });
});

test("--help shows the same, and a command's shows its examples", async () => {
  const root = stackFiles();
  const [alone, main, check] = await Promise.all(
    [[], ["--help"], ["check", "--help"]].map((argv) => runGate(root, argv)),
  );
  expect(main).toEqual({ code: 0, stdout: alone?.stderr, stderr: "" });
  expect(check?.stdout).toMatchInlineSnapshot(`
    "Validate stacks: every problem at once, with its place and the way out (./gate check)

    USAGE ./gate check [OPTIONS] [SCHOOL…]

    ARGUMENTS

      SCHOOL…    Schools or platforms, by name or by a pattern such as 'north*'. Default: all

    OPTIONS

      --platform=<platform>    Of this platform alone: its own stack, and its schools'
            --changed=<ref>    Only what differs from where the branch began, as a plan against the ref finds it
                     --json    Print one JSON object: { ok, stacks, problems, advice }

    EXAMPLES

      ./gate check
      ./gate check demo 'north*'
      ./gate check --platform hz --changed main
      ./gate check --json | jq '.problems[].path'
    "
  `);
});

test("a group shows its commands, and each of them its examples", async () => {
  const root = stackFiles();
  const [alone, help, add] = await Promise.all(
    [["address"], ["address", "--help"], ["address", "add", "--help"]].map((argv) => runGate(root, argv)),
  );
  expect(alone).toEqual({ code: 1, stdout: "", stderr: help?.stdout });
  expect(help?.stdout).toMatchInlineSnapshot(`
    "Add an address, say that the school trusts it: edits of the stack file (./gate address)

    USAGE ./gate address add|trusted

    COMMANDS

          add    Give a school one more address: a standby, allocated or adopted
      trusted    Write down that the school has an address in WeCom's trusted IPs (企业可信IP)

    Use ./gate address <command> --help for more information about a command.
    "
  `);
  expect(add?.stdout).toMatch(
    /^Give a school one more address.*\n\nUSAGE \.\/gate address add \[OPTIONS\] <SCHOOL>\n/,
  );
});

test("an error that nobody foresaw is one line, and the trace is shown when asked for", async () => {
  const argv = ["check", "\0"];
  const broken = {
    get root(): string {
      throw new TypeError("a bug\nwith more");
    },
  };
  const { gate } = await import("../../cli/gate.ts");
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const deps = Object.defineProperty(
    { stdout: stream, stderr: stream, colour: {}, now: () => new Date() },
    "root",
    Object.getOwnPropertyDescriptor(broken, "root") ?? {},
  );
  expect(await gate(argv, deps as never)).toBe(1);
  expect(written).toEqual([
    "error  this is a bug in schoolgate: a bug\n  fix  run the command again with --trace, and report what it prints\n",
  ]);
  await gate([...argv, "--trace"], deps as never);
  expect(written.at(-1)).toMatch(/^TypeError: a bug\nwith more\n {4}at /);
});
