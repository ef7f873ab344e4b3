/** How often to check for the parent, in milliseconds. */
const everyMs = 500;

/**
 * Calls `end` when the process that started this one is gone: an engine that was killed ends none of its plugins.
 * This alone keeps nothing alive.
 */
export function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    end();
  }, everyMs);
  look.unref();
}
