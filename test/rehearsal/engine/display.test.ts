import { expect, test } from "vitest";
import { planText, resultText } from "../../../rehearsal/engine/display.ts";
import { up } from "../../../rehearsal/engine/run.ts";
import { secret } from "../../../rehearsal/values.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { type Registrar, type ToyProgram, toyStack } from "../../support/toy-stack.ts";

const options = { stack: "dev", colors: false };

const school = (value: string, fixed: string, names: readonly string[]) => async (it: Registrar) => {
  const box = await it.component("box");
  const a = await it.thing("a", { fixed, password: secret(value) }, { parent: box.urn });
  await it.thing(
    "b",
    { value: it.output(a, "made"), tags: { owner: value } },
    { parent: box.urn, ...it.from(a, "value") },
  );
  await it.thing("still");
  for (const name of names) await it.thing(name);
  return { made: it.output(a, "made"), password: secret(value), kept: { deep: [1, 2] } };
};

/** What is printed of the last of some runs. */
async function printed(toy: Toy, ...programs: ToyProgram[]): Promise<[plan: string, result: string]> {
  const folder = temporaryFolder();
  let plan = "";
  let result = "";
  for (const program of programs) {
    const run = await up(toyStack(folder, toy, program), {
      confirm: (planned) => {
        plan = planText(planned, options);
        return true;
      },
    });
    result = resultText({ ...run, durationMs: 61_400 }, options);
  }
  return [plan, result];
}

test("prints a new stack", async () => {
  const [plan, result] = await printed(new Toy(), school("1", "x", []));
  expect(plan).toMatchInlineSnapshot(`
    "Previewing update (dev):

         Type                   Name      Plan    Info
     +   pulumi:pulumi:Stack    demo-dev  create
     +   ├─ toys:index:Box      box       create
     +   │  ├─ toy:index:Thing  a         create
     +   │  └─ toy:index:Thing  b         create
     +   └─ toy:index:Thing     still     create

    Outputs:
        kept    : {
            "deep": [
                1,
                2
            ]
        }
        made    : [unknown]
        password: [secret]

    Resources:
        + 5 to create
    "
  `);
  expect(result).toMatchInlineSnapshot(`
    "Updating (dev):

         Type                   Name      Status   Info
     +   pulumi:pulumi:Stack    demo-dev  created
     +   ├─ toys:index:Box      box       created
     +   │  ├─ toy:index:Thing  a         created
     +   │  └─ toy:index:Thing  b         created
     +   └─ toy:index:Thing     still     created

    Outputs:
        kept    : {
            "deep": [
                1,
                2
            ]
        }
        made    : "made a#1"
        password: [secret]

    Resources:
        + 5 created

    Duration: 1m1s
    "
  `);
});

test("prints changes of each kind", async () => {
  const toy = new Toy();
  toy.plant({ id: "old-1", type: "toy:index:Thing", inputs: { size: "m" } });
  const changed: ToyProgram = async (it) => {
    await it.thing("old", {}, { importId: "old-1" });
    return await school("2", "y", ["new"])(it);
  };
  const [plan, result] = await printed(toy, school("1", "x", ["gone"]), changed);
  expect(plan).toMatchInlineSnapshot(`
    "Previewing update (dev):

         Type                   Name      Plan     Info
         pulumi:pulumi:Stack    demo-dev
     =   ├─ toy:index:Thing     old       import
         ├─ toys:index:Box      box
     +-  │  ├─ toy:index:Thing  a         replace  [diff: ~fixed,~password]
     ~   │  └─ toy:index:Thing  b         update   [diff: ~tags,~value]
     +   ├─ toy:index:Thing     new       create
     -   └─ toy:index:Thing     gone      delete

        +-toy:index:Thing a
          ~ fixed   : "x" => "y" [replaces]
          ~ password: [secret] => [secret]
        ~ toy:index:Thing b
          ~ tags.owner: "1" => "2"
          ~ value     : "made a#1" => [unknown]

    Outputs:
        kept    : {
            "deep": [
                1,
                2
            ]
        }
        made    : [unknown]
      ~ password: [secret] => [secret]

    Resources:
        + 1 to create
        = 1 to import
        ~ 1 to update
        - 1 to delete
        +-1 to replace
        5 changes. 3 unchanged
    "
  `);
  expect(result).toMatchInlineSnapshot(`
    "Updating (dev):

         Type                   Name      Status    Info
         pulumi:pulumi:Stack    demo-dev
     =   ├─ toy:index:Thing     old       imported
         ├─ toys:index:Box      box
     +-  │  ├─ toy:index:Thing  a         replaced  [diff: ~fixed,~password]
     ~   │  └─ toy:index:Thing  b         updated   [diff: ~tags,~value]
     +   ├─ toy:index:Thing     new       created
     -   └─ toy:index:Thing     gone      deleted

    Outputs:
        kept    : {
            "deep": [
                1,
                2
            ]
        }
      ~ made    : "made a#1" => "made a#2"
      ~ password: [secret] => [secret]

    Resources:
        + 1 created
        = 1 imported
        ~ 1 updated
        - 1 deleted
        +-1 replaced
        5 changes. 3 unchanged

    Duration: 1m1s
    "
  `);
});

test("prints a run without changes", async () => {
  const [plan] = await printed(new Toy(), school("1", "x", []), school("1", "x", []));
  expect(plan).toMatchInlineSnapshot(`
    "Previewing update (dev):

         Type                 Name      Plan  Info
         pulumi:pulumi:Stack  demo-dev

    Outputs:
        kept    : {
            "deep": [
                1,
                2
            ]
        }
        made    : "made a#1"
        password: [secret]

    Resources:
        5 unchanged
    "
  `);
});

test("prints what went wrong, by resource", async () => {
  const toy = new Toy({
    onCall: (call) => {
      if (call === "create still") throw new Error("quota exceeded:\n20 of 20 in use");
    },
  });
  const [, result] = await printed(toy, school("1", "x", []));
  expect(result).toMatchInlineSnapshot(`
    "Updating (dev):

         Type                   Name      Status   Info
     +   pulumi:pulumi:Stack    demo-dev  created
     +   └─ toys:index:Box      box       created
     +      ├─ toy:index:Thing  a         created
     +      └─ toy:index:Thing  b         created

    Diagnostics:
      toy:index:Thing (still):
        error: quota exceeded:
        20 of 20 in use

    Resources:
        + 4 created

    Duration: 1m1s

    failed: dev did not go up; what is listed as done stays, and the same with --refresh goes on.
    "
  `);
});

test("colours only when asked", async () => {
  const run = await up(toyStack(temporaryFolder(), new Toy(), school("1", "x", [])));
  const colored = resultText(run, { ...options, colors: true });
  expect(colored).toContain("\u001b[32m+ 5 created");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(resultText(run, options));
});
