import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readWorldFolder } from "../../../rehearsal/plugins/world-folder.ts";
import { folder } from "../alicloud/support.ts";

describe("the folder of a stand-in world", () => {
  it("may be empty", async () => {
    const path = await folder();
    expect(await readWorldFolder(path)).toEqual({
      cloudFile: join(path, "cloud.json"),
      clusterFile: join(path, "cluster.json"),
      alicloud: { vpcs: [], vswitches: [], natGateways: [], eips: [], snatEntries: [], quotas: {} },
      kubernetes: { namespaces: [] },
      faults: [],
    });
  });

  it("says what is there before, and what goes wrong", async () => {
    const path = await folder();
    const vpcs = [{ vpcId: "vpc-hz", cidrBlock: "10.20.0.0/16" }];
    const kubernetes = { namespaces: ["gateway"] };
    await writeFile(join(path, "world.json"), JSON.stringify({ alicloud: { vpcs }, kubernetes }));
    await writeFile(
      join(path, "faults.yaml"),
      "- { call: CreateSnatEntry, when: after, timeout: true }\n- { call: create kubernetes:core/v1:ConfigMap, when: before, kill: true }\n",
    );
    expect(await readWorldFolder(path)).toMatchObject({
      alicloud: { vpcs },
      kubernetes,
      faults: [
        { call: "CreateSnatEntry", nth: 1, times: 1, when: "after", timeout: true },
        { call: "create kubernetes:core/v1:ConfigMap", nth: 1, times: 1, when: "before", kill: true },
      ],
    });
  });

  it("is refused when it is not there or not named", async () => {
    const none = join(await folder(), "none");
    const unset = "set SCHOOLGATE_REHEARSAL to the folder of the stand-in world, e.g. .rehearsal/demo";
    await expect(readWorldFolder(undefined)).rejects.toThrow(new Error(unset));
    await expect(readWorldFolder("")).rejects.toThrow(new Error(unset));
    await expect(readWorldFolder(none)).rejects.toThrow(
      new Error(`SCHOOLGATE_REHEARSAL is ${none}, which is no folder; make it first`),
    );
  });

  it("is refused when a file of it is wrong, by the file's name", async () => {
    const path = await folder();
    const world = join(path, "world.json");
    await writeFile(world, "{");
    await expect(readWorldFolder(path)).rejects.toThrow(
      `${world} is not JSON: Expected property name or '}'`,
    );
    await writeFile(world, '{"alicloud":{"vpc":[]},"kubernetes":{"namespaces":[""]}}');
    await expect(readWorldFolder(path)).rejects.toThrow(
      new Error(
        `${world} is wrong:\n  alicloud: Unrecognized key: "vpc"\n  kubernetes.namespaces.0: Too small: expected string to have >=1 characters`,
      ),
    );
    await writeFile(world, "{}");
    await writeFile(join(path, "faults.yaml"), "[{ call: CreateEip, when: before, kill: true }]");
    await expect(readWorldFolder(path)).rejects.toThrow(
      new Error(
        `${path}/faults.yaml is wrong:\n  [0].call: there is no call "CreateEip"; the nearest is "CreateVSwitch"`,
      ),
    );
  });
});
