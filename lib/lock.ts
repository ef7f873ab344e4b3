// A lock between processes, and between machines that share a folder: a symbolic link whose target names the owner.
// Creating a link is atomic, and fails where one exists. So every lock names its owner, and a killed process leaves
// nothing but its lock.

import { randomUUID } from "node:crypto";
import { readdir, readlink, rm, symlink } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { processStart } from "./process-start.ts";
import { Refusal, unusable } from "./refusal.ts";
import { codeOf } from "./system-errors.ts";

const pollMs = 20;

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

/** Takes the lock of a folder: the link `lock` in it; see `takeLockAt`. */
export function takeLock(folder: string, options: LockOptions): Promise<Release> {
  return takeLockAt(join(folder, "lock"), options);
}

/**
 * Takes a lock. A dead owner's lock is taken over, by one process when several try. The owner on another machine
 * never counts as dead.
 * @param path the lock's own path; its folder must exist
 * @throws Refusal that names the owner, when the lock is held
 */
export async function takeLockAt(path: string, options: LockOptions): Promise<Release> {
  const me = await ownerNow(options.command);
  const deadline = Date.now() + (options.waitMs ?? 0);
  for (;;) {
    const owner = await tryLock(path, me);
    if (owner === undefined) break;
    if (Date.now() >= deadline) throw new Refusal(heldBy(owner, path, options.what ?? "this stack"));
    await sleep(pollMs);
  }
  await removeDeadTakers(path);
  return () => release(path, me);
}

/** Tries once. Returns who holds the lock, or nothing when it is ours. */
async function tryLock(path: string, me: LockOwner): Promise<LockOwner | undefined> {
  try {
    await symlink(JSON.stringify(me), path);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw unusable(path, "made", error);
  }
  const owner = await readOwner(path);
  if (owner === undefined) return await tryLock(path, me);
  if (!(await isDead(owner))) return owner;
  return await takeOver(path, owner, me);
}

/**
 * Removes a dead owner's lock and tries again. Meanwhile it holds a second lock, named after the dead one, so that
 * nobody removes the lock of a living owner who came in between.
 */
async function takeOver(path: string, dead: LockOwner, me: LockOwner): Promise<LockOwner | undefined> {
  const right = `${path}.after-${dead.token}`;
  const rival = await tryLock(right, me);
  if (rival !== undefined) return rival;
  try {
    await release(path, dead);
  } finally {
    await release(right, me);
  }
  return await tryLock(path, me);
}

/** A process that dies during a takeover leaves its second lock behind. Once the lock is taken, nobody needs it. */
async function removeDeadTakers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.after-`)) continue;
    const right = join(dirname(path), name);
    const owner = await readOwner(right);
    if (owner !== undefined && (await isDead(owner))) await release(right, owner);
  }
}

async function release(path: string, owner: LockOwner): Promise<void> {
  if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true });
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readlink(path)));
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    // EINVAL: it is no link. Without a code: it is a link to something else.
    if (code !== undefined && code !== "EINVAL") throw unusable(path, "read", error);
    throw new Refusal(
      `${path} does not say who holds it. If no rehearsal of this stack is running, delete it and run this again.`,
    );
  }
}

async function isDead(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return true;
  }
  return owner.start !== null && (await processStart(owner.pid)) !== owner.start;
}

async function ownerNow(command: string): Promise<LockOwner> {
  return {
    pid: process.pid,
    start: await processStart(process.pid),
    host: hostname(),
    user: userName(),
    command,
    since: new Date().toISOString(),
    token: randomUUID(),
  };
}

/** The user's name, or the user's number where it has no name, as in a container with an arbitrary user id. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

function heldBy(owner: LockOwner, path: string, what: string): string {
  const elsewhere = owner.host === hostname() ? "" : ` on ${owner.host}`;
  return (
    `another run holds ${what}: ${owner.user}'s "${owner.command}" (process ${owner.pid}${elsewhere}), ` +
    `since ${owner.since}.\nWait until it has ended; if it cannot be running any more, delete ${path} and run this again.`
  );
}
