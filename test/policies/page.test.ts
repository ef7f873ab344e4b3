import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostsLeave } from "../../plan/judge/hosts-leave.ts";
import { fleetRules } from "../../plan/judge/judge.ts";
import { addressesLeave, retireFirst } from "../../plan/judge/refusals.ts";
import { rules } from "../../policies/rules.ts";

test.each(["docs/policies.md", "docs/zh-CN/policies.md"])(
  "%s names every rule once, in the order in which they judge",
  (file) => {
    const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
    const named = [...text.matchAll(/^\| (`schoolgate-.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(.*?)`/g)].map(([, name]) => name),
    );
    expect(named).toEqual(
      [...rules, ...fleetRules, retireFirst, hostsLeave, addressesLeave].map(({ name }) => name),
    );
  },
);
