// A stack file has two readers: gate's and Pulumi's. What gate takes, Pulumi must take for the same.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inlineYaml } from "../../infra/config/plain-scalar.ts";
import { parseYaml } from "../../infra/config/yaml-text.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describeOnPulumi("gate and Pulumi read one file alike", () => {
  const readers = ["numbers", "words", "texts", "characters"] as const;
  const digits = fc
    .array(fc.constantFrom(..."0123456789abcdefABCDEFxob_.+-:TtZzpP "), { minLength: 1, maxLength: 18 })
    .map((characters) => characters.join(""));
  const scalars: Record<(typeof readers)[number], fc.Arbitrary<string>> = {
    numbers: digits,
    words: fc.constantFrom(
      ..."yes no on off y N True NULL ~ null nan .inf -.INF = << inf +inf 0o17 0x1F 1e400 ~/a ./a ../a ~a .a".split(
        " ",
      ),
    ),
    texts: fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
    characters: fc.string({
      unit: fc.constantFrom(
        "?",
        "\u0085",
        "\u2028",
        "\u2029",
        "\r",
        "\n",
        "\t",
        "\u00a0",
        "\u200b",
        "\ufffe",
        '"',
        "'",
        "\\",
        "/",
        "#",
        ":",
        " ",
        "é",
      ),
      minLength: 1,
      maxLength: 5,
    }),
  };
  const quoted = fc
    .oneof(...Object.values(scalars))
    .chain((text) => fc.constantFrom(JSON.stringify(text), `'${text.replaceAll("'", "''")}'`));
  const place = fc.constantFrom<(scalar: string) => string>(
    (scalar) => `- ${scalar}`,
    (scalar) => `- a: ${scalar} # comment`,
    (scalar) => `- ${scalar}: 1`,
    (scalar) => `- ${scalar}:`,
    (scalar) => `- [${scalar}, 1]`,
    (scalar) => `- [${scalar}: ]`,
    (scalar) => `- { a: ${scalar}, ${scalar}: 1 }`,
    (scalar) => `- {"a":${scalar}}`,
    (scalar) => `- ${scalar}\n  ${scalar}`,
    (scalar) => `- |\n    ${scalar}`,
    (scalar) => `- >-\n    ${scalar}\n    ${scalar}`,
  );
  const entry = fc
    .tuple(place, fc.oneof(...Object.values(scalars), quoted))
    .map(([put, scalar]) => put(scalar));
  test("whatever stands in a file, where gate takes it", { timeout: 300_000 }, () => {
    const pulumi = pulumiReader();
    let taken = 0;
    fc.assert(
      fc.property(fc.array(entry, { minLength: 300, maxLength: 300 }), (entries) => {
        const sound = entries.filter((each) => gateReads(fileOf([each])) !== undefined);
        taken += sound.length;
        expect(readOtherwise(sound, pulumi)).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(taken).toBeGreaterThan(500);
  });

  test("whatever gate writes: any text on one line", { timeout: 300_000 }, () => {
    const values = fc.array(
      fc
        .oneof(...Object.values(scalars))
        .filter((text) => !/^<<$|[\n\r\u0085\u2028\u2029\ufffd-\uffff]/.test(text)),
      { minLength: 300, maxLength: 300 },
    );
    const pulumi = pulumiReader();
    fc.assert(
      fc.property(values, (texts) => {
        const entries = texts.map((text) => `- ${inlineYaml({ [text]: text })}`);
        expect(gateReads(fileOf(entries))).toEqual(texts.map((text) => ({ [text]: text })));
        expect(readOtherwise(entries, pulumi)).toEqual([]);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  /** The entries that Pulumi takes for something else than gate, by halves. */
  function readOtherwise(entries: readonly string[], pulumi: (text: string) => unknown): unknown[] {
    const [gate, engine] = [gateReads(fileOf(entries)), pulumi(fileOf(entries))];
    if (entries.length === 0 || isDeepStrictEqual(gate, engine)) return [];
    if (entries.length === 1) return [{ written: entries[0], gate, engine }];
    const half = Math.ceil(entries.length / 2);
    return [...readOtherwise(entries.slice(0, half), pulumi), ...readOtherwise(entries.slice(half), pulumi)];
  }
});

/** A stack file that has these entries of a list at `other:values`. */
function fileOf(entries: readonly string[]): string {
  const lines = entries.flatMap((entry) => entry.split("\n"));
  return `config:\n  other:values:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

/** What gate reads at `other:values`; `undefined` where it refuses the file. */
function gateReads(text: string): unknown {
  const yaml = parseYaml(Buffer.from(text), "stacks/Pulumi.x.yaml");
  if (!("value" in yaml) || yaml.ambiguous.length > 0) return undefined;
  return (yaml.value as { config: Record<string, unknown> }).config["other:values"];
}

/** What Pulumi's own command reads at `other:values` of a stack file; its error where it does not read the file. */
function pulumiReader(): (text: string) => unknown {
  const folder = temporaryFolder();
  const backend = join(folder, "backend");
  mkdirSync(backend);
  writeFileSync(join(folder, "Pulumi.yaml"), "name: schoolgate\nruntime: nodejs\n");
  const env = {
    PATH: process.env.PATH,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const run = (...args: string[]) => spawnSync("pulumi", args, { cwd: folder, env, encoding: "utf8" });
  run("stack", "init", "x");
  return (text) => {
    writeFileSync(join(folder, "Pulumi.x.yaml"), text);
    const { status, stdout, stderr } = run("config", "--json", "--stack", "x");
    if (status !== 0) return stderr.trim();
    return (JSON.parse(stdout) as Record<string, { objectValue: unknown }>)["other:values"]?.objectValue;
  };
}
