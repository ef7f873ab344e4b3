// Whatever `gate check` accepts goes up on stand-ins: the whole program.
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { anySchool } from "../support/any-school.ts";
import { Project } from "../support/projects.ts";

it("whatever school is accepted goes up", async () => {
  const project = new Project();
  onTestFinished(() => project.remove());
  let number = 0;
  await fc.assert(
    fc.asyncProperty(anySchool(), async (school) => {
      const slug = `any-${++number}`;
      writeFileSync(
        project.fileOf(slug),
        stringify({ config: { "schoolgate:school": school } }, { aliasDuplicateObjects: false }),
      );
      const { result, problems, outputs } = await up(rehearsalOf(project.root, project.load(slug)));
      expect({ result, problems }).toEqual({ result: "succeeded", problems: [] });
      const ips = outputs.egressIps as Record<string, string>;
      expect(outputs.activeEgressIp).toBe(ips.a);
      expect(outputs.trustedIps).toBe(
        Object.keys(school.egress.addresses)
          .map((key) => ips[key])
          .join(";"),
      );
    }),
    // Each is two runs of the whole program.
    { numRuns: 3, endOnFailure: true },
  );
});
