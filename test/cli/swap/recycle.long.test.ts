// A school with a relay goes up, is swapped and swapped back: what each swap says of the connections through the relay.
import { expect, onTestFinished, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { rehearsalOf } from "../../../rehearsal/rehearse.ts";
import { runGate } from "../../support/gate.ts";
import { Project } from "../../support/projects.ts";

const swap = (root: string, words: string) => runGate(root, ["swap", ...words.split(" ")]);

test("gate swap --recycle, rehearsed, says what it does on a cluster; without it, the swap says what it is for", async () => {
  const project = new Project();
  onTestFinished(() => project.remove());
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "relay"], true));
  expect((await up(rehearsalOf(project.root, project.load("demo")))).result).toBe("succeeded");
  const there = await swap(project.root, "demo --to b --rehearse --yes --allow-dirty --recycle");
  expect(there.stdout).toBe(
    "Calls of demo leave from b (203.0.113.2): the stand-in cloud's SNAT table says so.\n" +
      "Callers that reach WeCom without the relay may keep connections on a (203.0.113.1) for up to 15 minutes: restart them to be done with it.\n" +
      "Back: ./gate swap demo --to a --rehearse. To give a up, not before those 15 minutes: ./gate retire demo address a\n" +
      "stacks/Pulumi.demo.yaml says active: b; only stand-ins were swapped: the command after Back takes that back.\n" +
      "On a cluster, --recycle restarts the pods of wecom-relay in school-demo one by one; a rehearsal has none.\n",
  );
  const back = await swap(project.root, "demo --to a --rehearse --yes --allow-dirty");
  expect(back.stdout).toContain(
    "Connections that are kept alive may stay on b (203.0.113.2) for up to 15 minutes: the same again with --recycle ends those through the relay.\n",
  );
});
