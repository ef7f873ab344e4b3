import { type CloudState, deleted, type Transition } from "./cloud-state.ts";

interface Changing {
  status: string;
  transition?: Transition | undefined;
}

/** Brings every asynchronous operation that is due to its end. The file holds due times, so any process may do it. */
export function settle(state: CloudState, now: number): void {
  finishDue(state.vswitches, now);
  finishDue(state.natGateways, now);
  finishDue(state.eips, now);
  finishDue(state.snatEntries, now);
  finishDue(state.routeTables, now);
  finishDue(state.routeEntries, now);
  for (const eip of Object.values(state.eips)) if (eip.status === "Available") delete eip.instanceId;
}

function finishDue(records: Record<string, Changing>, now: number): void {
  for (const [id, record] of Object.entries(records)) {
    if (record.transition === undefined || record.transition.at > now) continue;
    if (record.transition.to === deleted) {
      delete records[id];
    } else {
      record.status = record.transition.to;
      delete record.transition;
    }
  }
}
