import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { secret } from "../../../rehearsal/values.ts";
import { asOrdinaryUser } from "../../support/ordinary-user.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { brief, type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

const program =
  (value: unknown): ToyProgram =>
  async (it) => {
    const a = await it.thing("a", { value });
    await it.thing("b", {}, { dependencies: [a.urn] });
  };

/** A folder with the state of two things, changed once, so that there is a backup. */
async function stackFolder() {
  const folder = temporaryFolder();
  const toy = new Toy();
  for (const value of ["1", "2"]) await up(toyStack(folder, toy, program(value)));
  return { folder, toy, path: join(folder, "state.json") };
}

type State = { resources: Record<string, unknown>[] };

/** Damages of a state file's contents, and how each is called. */
const damages: { name: string; reason: string; damage: (path: string) => void }[] = [
  { name: "cut off", reason: "it is not JSON, or cut off", damage: (path) => truncateSync(path, 100) },
  { name: "empty", reason: "it is empty", damage: (path) => truncateSync(path, 0) },
  { name: "gone", reason: "it is missing, but its backup is there", damage: (path) => rmSync(path) },
  {
    name: "of another shape",
    reason:
      "it does not have the shape of a state file at resources.1.id (Invalid input: expected string, received number)",
    damage: edited((state) => ({
      ...state,
      resources: state.resources.map((each, at) => (at === 1 ? { ...each, id: 7 } : each)),
    })),
  },
  {
    name: "of a later format",
    reason: "it does not have the shape of a state file at format (Invalid input: expected 2)",
    damage: edited((state) => ({ ...state, format: 3 })),
  },
  {
    name: "of another stack",
    reason: "it belongs to stack other of project demo",
    damage: edited((state) => ({ ...state, stack: "other" })),
  },
  {
    name: "with a resource twice",
    reason: `${urnOf("b")} is in it twice`,
    damage: edited((state) => ({ ...state, resources: [...state.resources, ...state.resources.slice(-1)] })),
  },
  {
    name: "with a dangling dependency",
    reason: `the dependency ${urnOf("a")} of ${urnOf("b")} is not in it`,
    damage: edited((state) => ({
      ...state,
      resources: state.resources.filter(({ urn }) => urn !== urnOf("a")),
    })),
  },
  {
    name: "with a dangling parent",
    reason: `the parent urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev of ${urnOf("a")} is not in it`,
    damage: edited((state) => ({ ...state, resources: state.resources.slice(1) })),
  },
  {
    name: "with a dangling provider",
    reason: `the provider urn:pulumi:dev::demo::pulumi:providers:toy::default_1_2_3 of ${urnOf("a")} is not in it`,
    damage: edited((state) => ({
      ...state,
      resources: state.resources.filter(({ type }) => type !== "pulumi:providers:toy"),
    })),
  },
];

function edited(edit: (state: State) => unknown) {
  return (path: string) =>
    writeFileSync(path, JSON.stringify(edit(JSON.parse(readFileSync(path, "utf8")) as State)));
}

test.each(damages)("a state file $name is refused, and the way back works", async ({ reason, damage }) => {
  const { folder, toy, path } = await stackFolder();
  damage(path);
  const damaged = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const { result, problems, steps } = await up(toyStack(folder, toy, program("2")));
  expect([result, steps]).toEqual(["failed", []]);
  expect(problems.map(({ message }) => message.replace(/\d{4}-[\d-]+T[\d:.]+Z/, "<time>"))).toEqual([
    `${path} is damaged: ${reason}.\n` +
      "The backup of <time> (4 resources) is intact. Go back to it with\n" +
      `    cp ${path}.bak ${path}\n` +
      "or start over with --reset, which forgets the stack and its stand-in cloud.",
  ]);
  expect(existsSync(path) ? readFileSync(path, "utf8") : undefined).toBe(damaged);

  copyFileSync(`${path}.bak`, path);
  const again = await up(toyStack(folder, toy, program("2")));
  expect([again.problems, toy.things.map(({ id, inputs }) => [id, inputs.value])]).toEqual([
    [],
    [
      ["a#1", "2"],
      ["b#1", undefined],
    ],
  ]);
});

test("when the backup is damaged too, only starting over is offered", async () => {
  const { folder, toy, path } = await stackFolder();
  for (const file of [path, `${path}.bak`]) truncateSync(file, 10);
  const { problems } = await up(toyStack(folder, toy, program("2")));
  expect(problems.map(({ message }) => message)).toEqual([
    `${path} is damaged: it is not JSON, or cut off.\n` +
      "Its backup is damaged too (it is not JSON, or cut off): " +
      "start over with --reset, which forgets the stack and its stand-in cloud.",
  ]);
});

test("a folder that cannot be written is refused before anything is done", async () => {
  const toy = new Toy();
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  const { problems } = await up(toyStack(join(path, "state"), toy, program("1")));
  expect(problems.map(({ message }) => message)).toEqual([
    `${join(path, "state")} cannot be written: a file is where a folder should be; look at the path, or move that file away`,
  ]);
  expect(toy.calls).toEqual([]);
});

test("a read-only folder is refused before anything is done", () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  const module = (path: string) => JSON.stringify(join(import.meta.dirname, "../../..", path));
  const answer = asOrdinaryUser(
    `import { up } from ${module("rehearsal/engine/run.ts")};
    import { Toy } from ${module("test/support/toy.ts")};
    import { toyStack } from ${module("test/support/toy-stack.ts")};
    const toy = new Toy();
    const { problems } = await up(toyStack(process.argv[1], toy, (it) => it.thing("a")));
    console.log(JSON.stringify({ told: problems.map(({ message }) => message), calls: toy.calls }));`,
    folder,
  );
  expect(JSON.parse(answer)).toEqual({
    told: [`${folder} cannot be written: permission denied; give yourself the right to it`],
    calls: [],
  });
});

test("when the state cannot be written any more, no further call is made and nothing is lost", async () => {
  const { folder, path } = await stackFolder();
  const before = readFileSync(path, "utf8");
  // A folder in the place of the next backup's name makes the write fail, as a full disk would.
  const toy = new Toy();
  mkdirSync(join(`${path}.bak.new`, "x"), { recursive: true });
  const { result, problems } = await up(toyStack(folder, toy, program("3")));
  expect([result, problems[0]?.message.startsWith(`${path} cannot be written: `)]).toEqual(["failed", true]);
  expect([toy.calls, readFileSync(path, "utf8")]).toEqual([[], before]);
});

test("a secret that changes is a change that shows neither value", async () => {
  const folder = temporaryFolder();
  const toy = new Toy();
  await up(toyStack(folder, toy, program(secret("correct horse"))));
  const same = await up(toyStack(folder, toy, program(secret("correct horse"))));
  expect(brief(same.steps)).toEqual([]);
  const changed = await up(toyStack(folder, toy, program(secret("battery staple"))));
  expect(changed.steps.filter(({ op }) => op === "update").map(({ diff }) => diff)).toEqual([
    [{ path: "value", from: "[secret]", to: "[secret]", replaces: false }],
  ]);
});
