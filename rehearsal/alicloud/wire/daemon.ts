// The process of one front. It reads its order on standard input, writes one line when it serves or why it cannot,
// and serves until SIGTERM.

import { join } from "node:path";
import { json } from "node:stream/consumers";
import { codeOf, messageOf } from "../../../lib/system-errors.ts";
import { replaceFile } from "../../../lib/write-file.ts";
import { loadFaults } from "../../faults.ts";
import { Cloud, cloudFile } from "../cloud.ts";
import { actions } from "../cloud-actions.ts";
import { type FrontNews, type FrontOrder, type FrontRecord, recordFile } from "./background-front.ts";
import { startFront } from "./server.ts";

function tell(news: FrontNews): void {
  process.stdout.write(`${JSON.stringify(news)}\n`);
}

try {
  const { folder, world, port, startedWith, recount } = (await json(process.stdin)) as FrontOrder;
  const faults = await loadFaults(join(folder, "faults.yaml"), { calls: Object.keys(actions), types: [] });
  const file = join(folder, "cloud.json");
  if (recount)
    await cloudFile(file).change((state) => {
      state.calls = {};
    });
  const cloud = await Cloud.open({ file, world, faults });
  const front = await startFront({ folder, cloud, port });
  const { environment, log } = front;
  const record: FrontRecord = { pid: process.pid, port: front.port, environment, log, startedWith };
  replaceFile(recordFile(folder), `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
  process.once("SIGTERM", () => void front.close().then(() => process.exit(0)));
  process.on("SIGINT", () => undefined);
  // The process that started it may be gone.
  process.stdout.on("error", () => undefined);
  tell({ ready: true });
} catch (error) {
  const code = codeOf(error);
  tell({ failed: messageOf(error), ...(code !== undefined && { code }) });
  process.exitCode = 1;
}
