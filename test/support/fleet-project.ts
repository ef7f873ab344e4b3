import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Document } from "yaml";
import { quoteUnsafe } from "../../infra/config/plain-scalar.ts";
import { compareStacks } from "../../plan/compare/diff.ts";
import { fingerprint, Grouping } from "../../plan/group/group.ts";
import type { Group, StackPlan } from "../../plan/model.ts";
import { declaredIn } from "./declared.ts";
import { Project } from "./projects.ts";

/** What a school of a test has for itself alone. */
export interface OwnFacts {
  readonly slug: string;
  readonly name: string;
  readonly domain: string;
  /** First two numbers of its block, under 10. */
  readonly block: readonly [number, number];
  /** Code of its verify file. */
  readonly code: string;
}

/** A stack's plan with the digest of what it has in common with others. */
export interface FingerprintedPlan extends StackPlan {
  readonly fingerprint: string;
}

/** The groups of plans, as a whole plan makes them one by one. */
export function groups(plans: Iterable<FingerprintedPlan>): Group[] {
  const grouping = new Grouping();
  for (const { fingerprint: digest, ...plan } of plans) grouping.add(plan, digest);
  return grouping.groups();
}

/** A project with one platform and these schools, all of one shape, and nothing else. */
export function schoolsOfOneShape(schools: readonly OwnFacts[]): Project {
  const project = new Project();
  for (const name of ["demo", "lakeside", "northgate"]) rmSync(project.fileOf(name));
  project.edit("hz", (file) =>
    file.setIn(["config", "schoolgate:platform", "network", "cidr"], "10.0.0.0/8"),
  );
  for (const { slug, name, domain, block, code } of schools) {
    const source = `10.${block.join(".")}`;
    const school = {
      ...{ name, platform: "hz", domain },
      wecom: { verifyFiles: { api1: { [`WW_verify_${code}.txt`]: code } } },
      egress: {
        source: {
          cidr: `${source}.0/24`,
          zones: { "cn-hangzhou-i": `${source}.0/25`, "cn-hangzhou-j": `${source}.128/25` },
        },
        ...{ addresses: { a: {}, b: {} }, active: "a", trusted: ["a", "b"], relay: true },
      },
    };
    const file = new Document({ config: { "schoolgate:school": school } });
    // A code may look like a number to one of the file's two readers.
    quoteUnsafe(file);
    writeFileSync(project.fileOf(slug), file.toString());
  }
  return project;
}

/** Changes a component of a project: one text in its file, which is there once. */
export function changeComponent({ root }: Project, file: string, from: string, to: string): void {
  const path = join(root, "components", file);
  const parts = readFileSync(path, "utf8").split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
}

/** The plan of each stack between two projects. */
export async function plansBetween(
  base: Project,
  head: Project,
  names: readonly string[],
): Promise<FingerprintedPlan[]> {
  const [before, after] = await Promise.all([
    declaredIn(base.root, ...names),
    declaredIn(head.root, ...names),
  ]);
  return names.map((name, at) => {
    const [from, to] = [before[at], after[at]];
    const changes = compareStacks(from, to).changes;
    const stack = { name, kind: "school" as const, base: from, head: to };
    return { name, kind: "school", changes, violations: [], fingerprint: fingerprint(stack, changes, []) };
  });
}
