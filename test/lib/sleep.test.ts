import { expect, test } from "vitest";
import { sleep } from "../../lib/sleep.ts";

const longerThanTheTest = 3_600_000;

test("a pause is ended by its signal, without an error, before or after it began", async () => {
  await expect(sleep(longerThanTheTest, AbortSignal.abort())).resolves.toBe(undefined);
  const stop = new AbortController();
  const pause = sleep(longerThanTheTest, stop.signal);
  stop.abort("SIGINT");
  await expect(pause).resolves.toBe(undefined);
});

test("a pause without a signal ends by itself", async () => {
  await expect(sleep(0)).resolves.toBe(undefined);
});
