// A lock between processes of one machine. Node has no flock(2), so the lock is a file that names its owner, and an
// owner that died without unlocking is recognised by its process id.
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

interface Owner {
  readonly pid: number;
  /** Tells this holding of the lock from every other one. */
  readonly nonce: string;
}

const retryMs = 10;
const patienceMs = 30_000;
/** The end of the line of callers of this process, per lock: they queue here, only processes meet at the file. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other caller, in this process or another one, holds the lock.
 * @param path the lock file; its folder must exist.
 * @throws after 30 s of waiting for a living owner: the message names it.
 */
export function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(() => locked(path, work));
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  void settled.then(() => {
    if (queues.get(path) === settled) queues.delete(path);
  });
  return turn;
}

async function locked<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(path);
  try {
    return await work();
  } finally {
    await unlink(path);
  }
}

async function acquire(path: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const own: Owner = { pid: process.pid, nonce: randomUUID() };
  // Written aside and linked into place, the lock never exists without its owner's name in it.
  const draft = `${path}.${own.nonce}`;
  await writeFile(draft, JSON.stringify(own));
  try {
    while (!(await linked(draft, path))) {
      const owner = await ownerOf(path);
      if (owner === undefined) continue;
      if (!isAlive(owner.pid)) await takeAway(path, owner);
      else if (Date.now() > deadline) {
        throw new Error(
          `${path} is held by process ${owner.pid} for more than ${patienceMs / 1000} s. End it, or wait for it.`,
        );
      } else await sleep(retryMs);
    }
  } finally {
    await unlink(draft);
  }
}

/**
 * Removes the lock of a dead owner. Of several processes that find it dead, each looks again under a lock on this one
 * removal, so that none removes the lock which another has taken since.
 */
function takeAway(path: string, dead: Owner): Promise<void> {
  return locked(`${path}.dead-${dead.nonce}`, async () => {
    if ((await ownerOf(path))?.nonce === dead.nonce) await unlink(path);
  });
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
