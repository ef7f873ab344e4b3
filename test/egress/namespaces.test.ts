// The network of a test leaves nothing behind, however the test ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, inject, test, vi } from "vitest";
import { Namespaces, processesIn } from "../support/egress/namespaces.ts";

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 60_000, interval: 20 });

describe.skipIf(inject("envoy") === "")("the network", () => {
  test("ends with all that runs in it", async () => {
    const namespaces = await Namespaces.open();
    const { identity, folder } = namespaces;
    namespaces.start("pod-1", ["sleep", "infinity"]);
    await until(() => processesIn(identity).length > 2);
    await namespaces.close();
    expect(processesIn(identity)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test("ends with a test that is killed", async () => {
    const script = join(import.meta.dirname, "../support/egress/holder-program.ts");
    const holder = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(holder.stdout), "line")) as [string];
    const { identity, folder } = JSON.parse(line) as { identity: string; folder: string };
    await until(() => processesIn(identity).length > 2);
    expect(existsSync(folder)).toBe(true);
    const ended = once(holder, "exit");
    holder.kill("SIGKILL");
    await ended;
    await until(() => processesIn(identity).length === 0);
    expect(existsSync(folder)).toBe(false);
  });
});
