import { expect, test } from "vitest";
import { openStep } from "../../fleet/status/step.ts";
import { wecomSecretKey } from "../../infra/config/rules/secrets.ts";
import type { SchoolConfig } from "../../infra/config/school-schema.ts";
import { schoolStack } from "../support/stacks.ts";

/** The step that is open of the school demo, whose Secret is there, with these routes. */
function openWith(routes: SchoolConfig["routes"]) {
  const stack = schoolStack("demo");
  const config = { ...stack.config, [wecomSecretKey]: { secure: "v1:x" } };
  return openStep({ ...stack, config, school: { ...stack.school, routes } }, true);
}

test("a host without a verify file waits for one, until it is retired", () => {
  expect(openWith({ api1: "hub", api2: "open" })).toEqual({
    number: 4,
    title: "trusted domain",
    whose: "WeCom administrator",
    what: "hand over the verify file of api2",
  });
  expect(openWith({ api1: "hub", api2: { upstream: "open", retired: true } })).toBeUndefined();
});
