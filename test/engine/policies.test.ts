// The policy pack in previews of Pulumi's own engine, and a plan's judgement of the same programs by the same rules.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rules } from "../../policies/rules.ts";
import { brokenPrograms } from "../support/broken-programs.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { judgedByPlan } from "../support/judged.ts";
import { Project } from "../support/projects.ts";
import { type PolicyViolation, PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("the policy pack", () => {
  let project: Project;
  const stacks = new Map<string, PulumiStack>();

  beforeAll(async () => {
    project = new Project("policies");
    for (const name of ["demo", "hz", "lakeside", "northgate"]) {
      stacks.set(name, await PulumiStack.init(project, name));
    }
  });
  afterAll(() => project.remove());

  const stackOf = (name: string): PulumiStack => {
    const stack = stacks.get(name);
    if (stack === undefined) throw new Error(`there is no stack ${name}`);
    return stack;
  };

  it.each(["demo", "hz", "lakeside", "northgate"])("has nothing against %s, nor has a plan", async (name) => {
    const run = await stackOf(name).review();
    expect(run).toMatchObject({ result: "succeeded", problems: [], violations: [] });
    expect(run.text).toContain("✅ schoolgate@v0.1.0 ");
    expect(judgedByPlan(project.root, name)).toEqual([]);
  });

  it.each(brokenPrograms)(
    "tells of $title, and a plan of the same",
    async ({ stack, file, from, to, told }) => {
      const undo = change(join(project.root, file), from, to);
      try {
        const { result, violations } = await stackOf(stack).review();
        expect(violations.map(shortOfEngine).sort()).toEqual([...told].sort());
        const mandatory = violations.some(({ level }) => level === "mandatory");
        expect(result).toBe(mandatory ? "failed" : "succeeded");
        const planned = judgedByPlan(project.root, stack);
        expect(planned.map(({ policy, urn = "", message }) => [policy, nameOf(urn), message])).toEqual(told);
        expect(planned.map(({ level }) => level)).toEqual(told.map(([policy]) => ruleOf(policy).level));
      } finally {
        undo();
      }
    },
  );

  it("reads a brought chain in a preview, and a plan, which has no passphrase, does not", async () => {
    const undo = change(
      join(project.root, "components/edge/certificate.ts"),
      '"tls.crt": brought.chain,',
      '"tls.crt": pulumi.concat("garbage", brought.chain),',
    );
    try {
      const { result, violations } = await stackOf("northgate").review();
      const told = (route: string, host: string) => [
        "schoolgate-certificates-match-hosts",
        `northgate-${route}-https`,
        `serves ${host} with ${route}-brought-tls: a chain is PEM certificates, the host's own first: paste the chain as the issuer sent it`,
      ];
      expect([result, violations.map(shortOfEngine).sort()]).toEqual([
        "failed",
        [told("campus", "campus.northgate.example.cn"), told("pay", "pay.northgate.example.cn")],
      ]);
      expect(judgedByPlan(project.root, "northgate")).toEqual([]);
    } finally {
      undo();
    }
  });

  it("is broken by these changes in every rule", () => {
    const broken = new Set(brokenPrograms.flatMap(({ told }) => told.map(([policy]) => policy)));
    expect([...broken].sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it("cannot run where it asks for what an up finds out, nor can a plan", async () => {
    const undo = change(
      join(project.root, "components/egress/egress.ts"),
      "...source.snatSource }",
      "sourceCidr: used.ip }",
    );
    try {
      const { result, violations } = await stackOf("demo").review();
      // The closed list refuses it besides.
      const unable = violations.filter(({ level }) => level === "advisory");
      const told = unable.map(({ urn, message, ...rest }) => ({
        ...rest,
        // What is said of a stack the engine says of its root.
        ...(nameOf(urn) === "schoolgate-demo" ? {} : { urn }),
        message: message.trimEnd(),
      }));
      expect([result, told]).toEqual([
        "failed",
        [
          {
            policy: "schoolgate-snat-sources",
            level: "advisory",
            message:
              "can't run policy 'schoolgate-snat-sources' from policy pack 'schoolgate@v0.1.0' during preview: " +
              "string value at .sourceCidr can't be known during preview",
          },
        ],
      ]);
      const planned = judgedByPlan(project.root, "demo");
      expect(planned.filter(({ level }) => level === "advisory")).toEqual(told);
    } finally {
      undo();
    }
  });

  it("once a stack is up, lets an address go that was adopted, and one that was not", async () => {
    const stack = stackOf("lakeside");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const egress = ["config", "schoolgate:school", "egress"];
    for (const [active, retired] of [
      ["b", "a"],
      ["a", "b"],
    ] as const) {
      const text = readFileSync(project.fileOf("lakeside"), "utf8");
      project.edit("lakeside", (file) => {
        file.setIn([...egress, "active"], active);
        file.setIn([...egress, "addresses", retired, "retired"], "still-trusted");
      });
      const { result, violations } = await stack.review();
      const told = [
        [
          "schoolgate-standby-address",
          "lakeside-egress-snat",
          "has no address to swap to: add one to the school's addresses, such as b: {}",
        ],
      ];
      expect([result, violations.map(shortOfEngine)]).toEqual(["succeeded", told]);
      const planned = judgedByPlan(project.root, "lakeside");
      expect(planned.map(({ policy, urn = "", message }) => [policy, nameOf(urn), message])).toEqual(told);
      writeFileSync(project.fileOf("lakeside"), text);
    }
  });

  it("once a stack is up, refuses an active address that the school is not told to list", async () => {
    const stack = stackOf("demo");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    expect(await stack.review()).toMatchObject({ result: "succeeded", violations: [] });
    const { egressIps } = await stack.outputs();
    const { a, b } = egressIps as Record<string, string>;
    const undo = change(
      join(project.root, "components/egress/egress.ts"),
      "!isOffTheList(addresses[key])",
      'key !== "a"',
    );
    try {
      const { result, violations } = await stack.review();
      expect([result, violations.map(shortOfEngine)]).toEqual([
        "failed",
        [
          [
            "schoolgate-active-trusted",
            "schoolgate-demo",
            `calls leave from ${a}, and trustedIps has only ${b}: put it in there`,
          ],
        ],
      ]);
    } finally {
      undo();
    }
  });
});

/** Changes the one place of a file that reads so, and gives back what undoes it. */
function change(file: string, from: string, to: string): () => void {
  const text = readFileSync(file, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold ${from} once`);
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
  return () => writeFileSync(file, text);
}

const ruleOf = (policy: string) => {
  const rule = rules.find(({ name }) => name === policy);
  if (rule === undefined) throw new Error(`there is no rule ${policy}`);
  return rule;
};

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

/** A violation in short, without the rule's description that the engine puts before each finding. */
function shortOfEngine({ policy, urn, message }: PolicyViolation): readonly [string, string, string] {
  const [description, ...finding] = message.trimEnd().split("\n");
  expect(description).toBe(ruleOf(policy).description);
  return [policy, nameOf(urn), finding.join("\n")];
}
