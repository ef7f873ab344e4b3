import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { messageOf, RehearsalError } from "./errors.ts";
import { processStart } from "./process-start.ts";

const pollMs = 100;

const ownerSchema = z.object({
  pid: z.number(),
  start: z.string().nullable(),
  host: z.string(),
  user: z.string(),
  command: z.string(),
  since: z.string(),
  token: z.string(),
});

/** Who holds a lock. `start` tells a process from a later one of the same pid; null where the system does not say. */
export type LockOwner = z.infer<typeof ownerSchema>;

export interface LockOptions {
  /** What the owner does, for others to read. */
  readonly command: string;
  /** What is held, in words. Default: "this stack". */
  readonly what?: string;
  /** How long to wait for the owner, in milliseconds. Default: 0, refuse at once. */
  readonly waitMs?: number;
}

/** Lets go of the lock; calling it again does nothing. */
export type Release = () => Promise<void>;

/**
 * Takes the lock of a folder: the file `lock` with the owner in it. A lock whose owner is dead is taken over; of
 * several that try, one gets it. A lock of another machine is never judged dead.
 * @throws RehearsalError that names the owner, when the lock is held
 */
export async function takeLock(folder: string, options: LockOptions): Promise<Release> {
  const path = join(folder, "lock");
  const me = await ownerNow(options.command);
  const deadline = Date.now() + (options.waitMs ?? 0);
  for (;;) {
    const owner = await tryLock(path, me);
    if (owner === undefined) return () => release(path, me);
    if (Date.now() >= deadline) throw new RehearsalError(heldBy(owner, path, options.what ?? "this stack"));
    await sleep(pollMs);
  }
}

/** Tries once. Returns who holds the lock, or nothing when it is ours. */
async function tryLock(path: string, me: LockOwner): Promise<LockOwner | undefined> {
  const mine = `${path}.${me.token}`;
  await writeFile(mine, JSON.stringify(me), { mode: 0o600 }).catch((error: unknown) => {
    throw new RehearsalError(`${path} cannot be written: ${messageOf(error)}`);
  });
  try {
    // link, unlike a write, puts the whole content in place at once and never over another's.
    await link(mine, path);
    return undefined;
  } catch (error) {
    if (!isExisting(error)) throw new RehearsalError(`${path} cannot be written: ${messageOf(error)}`);
  } finally {
    await rm(mine, { force: true });
  }
  const owner = await readOwner(path);
  if (owner === undefined) return await tryLock(path, me);
  if (!(await isDead(owner))) return owner;
  return await takeOver(path, owner, me);
}

/**
 * Takes a dead owner's lock: under a lock of its own, named after the dead one, so that of several one only
 * replaces the file, and none replaces that of a living owner who came in between.
 */
async function takeOver(path: string, dead: LockOwner, me: LockOwner): Promise<LockOwner | undefined> {
  const right = `${path}.after-${dead.token}`;
  const rival = await tryLock(right, me);
  if (rival !== undefined) return rival;
  try {
    const owner = await readOwner(path);
    if (owner?.token !== dead.token) return owner ?? (await tryLock(path, me));
    const mine = `${path}.${me.token}`;
    await writeFile(mine, JSON.stringify(me), { mode: 0o600 });
    await rename(mine, path);
    return undefined;
  } finally {
    await release(right, me);
  }
}

async function release(path: string, me: LockOwner): Promise<void> {
  const owner = await readOwner(path);
  if (owner?.token === me.token) await rm(path, { force: true });
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new RehearsalError(`${path} cannot be read: ${messageOf(error)}`);
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    throw new RehearsalError(
      `${path} does not say who holds it. If no rehearsal of this stack is running, delete that file and run again.`,
    );
  }
}

async function isDead(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return true;
  }
  return owner.start !== null && (await processStart(owner.pid)) !== owner.start;
}

async function ownerNow(command: string): Promise<LockOwner> {
  return {
    pid: process.pid,
    start: await processStart(process.pid),
    host: hostname(),
    user: userInfo().username,
    command,
    since: new Date().toISOString(),
    token: randomUUID(),
  };
}

function heldBy(owner: LockOwner, path: string, what: string): string {
  const elsewhere = owner.host === hostname() ? "" : ` on ${owner.host}`;
  return (
    `another run holds ${what}: ${owner.user}'s "${owner.command}" (process ${owner.pid}${elsewhere}), ` +
    `since ${owner.since}.\nWait until it has ended; if it cannot be running any more, delete ${path} and run again.`
  );
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
