// What Pulumi's SDK offers and the engine does not do. Options that no SDK is needed for are in options.test.ts.
import { expect, test } from "vitest";
import { messages } from "../../support/program-stack.ts";

test.each([
  { how: "transforms", message: "The Pulumi CLI does not support transforms. Please update the Pulumi CLI" },
  { how: "hooks", message: "The Pulumi CLI does not support resource hooks. Please update the Pulumi CLI" },
  {
    how: "a remote component",
    message:
      'toy:index:Remote "r" uses remote components, which the rehearsal does not support: take it out, or use ' +
      "Pulumi's own engine",
  },
  {
    how: "a stack reference",
    message:
      'there is no stand-in for the package "pulumi": the rehearsal knows toy. Run such a program with Pulumi\'s own engine.',
  },
  {
    how: "hideDiffs",
    message:
      'toy:index:Thing "a" uses the option hideDiffs, which the rehearsal does not support: take it out, or use ' +
      "Pulumi's own engine",
  },
])("$how: refused, not ignored", async ({ how, message }) => {
  const { result, problems } = await messages(how);
  expect(result).toBe("failed");
  expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
});
