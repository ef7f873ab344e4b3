import { describe, expect, it } from "vitest";
import { nodeProblem } from "../../infra/node-version.js";

describe("nodeProblem", () => {
  it.each(["v24.0.0", "v24.21.0", "v26.10.0", "v100.0.0"])("lets %s run", (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  it.each(["v20.20.2", "v22.18.0", "v23.11.1", "v8.0.0"])("says what to do about %s", (version) => {
    expect(nodeProblem(version)).toBe(
      `schoolgate runs on Node 24 or newer, and pulumi found ${version} on PATH.\n` +
        "The project brings its own: run `npm ci`, then put its node_modules/.bin in front of PATH.",
    );
  });

  it("does not take what is no version for a new one", () => {
    expect(nodeProblem("unknown")).toMatch(/^schoolgate runs on Node 24 or newer, and pulumi found unknown/);
  });
});
