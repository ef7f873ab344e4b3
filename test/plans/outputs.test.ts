// What schools paste into WeCom and DNS is nobody's resource: only the stack's outputs say that it changes.
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Plan } from "../../plan/model.ts";
import { plan } from "../../plan/plan.ts";
import { runGate } from "../support/gate.ts";
import { symbol } from "../support/plans.ts";
import { Repository } from "../support/repository.ts";

// Each plan starts threads that load the SDKs: a second on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

let project: Repository;

beforeAll(() => {
  project = new Repository();
  return () => project.remove();
});
beforeEach(() => project.git("checkout", "--quiet", "--", "."));

const planned = (): Promise<Plan> => plan({ root: project.root, against: "main" });
const egress = ["config", "schoolgate:school", "egress"];
const [a, b] = ["a", "b"].map((key) => symbol(`lakeside-egress-${key}-eip.ipAddress`));

test("a foreign address in the line that a school pastes is a change, and on top", async () => {
  project.edit("lakeside", (file) => {
    file.setIn([...egress, "addresses", "evil"], { ip: "8.8.8.8", external: true });
    file.setIn([...egress, "trusted"], ["a", "b", "old", "evil"]);
  });
  const { groups, totals } = await planned();
  expect(totals).toMatchObject({ unchanged: 3, changed: 1 });
  expect(groups.map(({ schools, changes, outputs }) => ({ schools, changes, outputs }))).toEqual([
    {
      schools: ["lakeside"],
      changes: [],
      outputs: [
        { path: "egressIps.evil", to: "8.8.8.8" },
        { path: "trustedIps", from: `${a};${b};47.111.68.103`, to: `${a};${b};47.111.68.103;8.8.8.8` },
      ],
    },
  ]);
});

test("where the schools' CNAME records lead is a change of each of them, and one group", async () => {
  project.edit("hz", (file) =>
    file.setIn(["config", "schoolgate:platform", "gateway", "address"], "gw-other.campus.example.com"),
  );
  const outputs = [
    { path: "cnameTarget", from: "gw-hz.campus.example.com", to: "gw-other.campus.example.com" },
  ];
  expect((await planned()).groups.map(({ schools, outputs }) => [schools, outputs])).toEqual([
    [["hz"], outputs],
    [["demo", "lakeside", "northgate"], outputs],
  ]);
  const { code, stdout } = await runGate(project.root, ["plan", "demo", "--against", "main"]);
  expect(code).toBe(2);
  expect(stdout).toContain(`1 of 1  demo  output cnameTarget
  output cnameTarget: "gw-hz.campus.example.com" → "gw-other.campus.example.com"
      → each school's CNAME records lead to the new name, before the old one ends

1 of 1 stack changes.
`);
});
