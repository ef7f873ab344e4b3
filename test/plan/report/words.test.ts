import { expect, test } from "vitest";

import { en } from "../../../plan/report/texts/en.ts";
import { whatHappens } from "../../../plan/report/words.ts";

import { change, types } from "../../support/plans.ts";

const guards = (option: "protect" | "retainOnDelete" | "ignoreChanges", mayReplace?: true) =>
  change("demo", "options", types.eip, "demo-egress-a-eip", {
    options: [{ option, from: true }],
    ...(mayReplace && { mayReplace }),
  });

test("what guards an address no more is said by its name", () => {
  expect(whatHappens([guards("protect")], en)).toBe("unprotect EipAddress");
  expect(whatHappens([guards("retainOnDelete")], en)).toBe("stop retaining EipAddress");
  expect(whatHappens([guards("ignoreChanges", true)], en)).toBe("options or replace EipAddress");
});
