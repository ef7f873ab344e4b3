/** Whether what a program wrote, or an error of Node's, says that a disk is full: as Node, Go and Python say it. */
export function isFullDisk(said: string): boolean {
  return /ENOSPC|no space left on device/i.test(said);
}

/** What to say then. */
export const fullDisk = "the disk is full; free some space, then run this again";
