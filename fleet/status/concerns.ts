import { fileOf } from "../../infra/config/folder.ts";
import type { Problem } from "../../lib/problem.ts";
import { count } from "../../lib/report.ts";
import type { Outcomes } from "../../plan/threads/planning.ts";
import type { Lock } from "../backend/backend.ts";
import type { PendingOperation } from "../backend/checkpoint.ts";
import type { Address, Certificate, Concern } from "./model.ts";

/** Renewal takes days at a school, and holidays are a week. */
const shortDays = 21;

export function fileConcerns(name: string, problems: readonly Problem[]): Concern[] {
  const [first] = problems;
  if (first === undefined) return [];
  const more = problems.length === 1 ? "" : `, and ${count(problems.length - 1, "more problem")}`;
  const what = `${first.path === "" ? first.file : first.path}: ${first.rule}${more}`;
  return [{ level: "broken", what, fix: `./gate check ${name}` }];
}

export function platformConcern(platform: string): Concern {
  return {
    level: "broken",
    what: `the stack file of its platform ${platform} has problems`,
    fix: `./gate check ${platform}`,
  };
}

/** A stack that is up and has no file is out of everybody's sight. */
export function orphanConcern(name: string): Concern {
  return {
    level: "broken",
    what: "it is up, and has no stack file",
    fix: `restore ${fileOf(name)} from git; or pulumi destroy -s ${name}, which refuses what is protected`,
  };
}

export function stateConcern(name: string, what: string): Concern {
  return {
    level: "broken",
    what: `its state cannot be read: ${what}`,
    fix: `see what pulumi stack export -s ${name} says`,
  };
}

export function pendingConcerns(name: string, pending: readonly PendingOperation[]): Concern[] {
  if (pending.length === 0) return [];
  const operations = pending.map(({ type, resource }) => `${type} ${resource}`).join(", ");
  return [
    {
      level: "broken",
      what: `an up was cut off, and what came of it is not in the state: ${operations}`,
      fix: `pulumi refresh -s ${name}, which asks of each creation whether to import or to forget it`,
    },
  ];
}

export function lockConcerns(name: string, locks: readonly Lock[]): Concern[] {
  return locks.map((lock) => ({
    level: "attention",
    what: `an update holds its lock: ${holderOf(lock)}`,
    fix: `wait for it; if that process is gone, pulumi cancel -s ${name}`,
  }));
}

/** Who holds a lock, in words. */
export function holderOf({ user, host, pid, since }: Lock): string {
  const who = [user, host].filter((part) => part !== undefined).join("@");
  const process = pid === undefined ? "" : `, process ${pid}`;
  return `${who === "" ? "its file does not say who" : who}${process}${since === undefined ? "" : `, since ${since}`}`;
}

export function certificateConcerns(certificates: readonly Certificate[]): Concern[] {
  return certificates.flatMap(({ route, host, days }) => {
    if (days === undefined || days > shortDays) return [];
    return [
      {
        level: "attention" as const,
        what: `the certificate of ${host} ends in ${count(days, "day")}`,
        fix: `have its successor issued, and bring it: schoolgate:certificates.${route}`,
      },
    ];
  });
}

/** Without a standby that the school has listed, a blocked address takes days to leave. */
export function standbyConcerns(name: string, addresses: readonly Address[]): Concern[] {
  const listed = addresses.some(({ trusted }) => trusted);
  if (!listed || addresses.some(({ role, trusted }) => role === "standby" && trusted)) return [];
  const standby = addresses.find(({ role }) => role === "standby");
  return [
    {
      level: "attention",
      what: "no standby address is in the school's trusted IPs: a blocked one could not be swapped",
      fix:
        standby === undefined
          ? `./gate address add ${name}, and have the school enter it`
          : `have the school enter ${standby.ip ?? standby.key}, then ./gate address trusted ${name} ${standby.key}`,
    },
  ];
}

/** Why outstanding changes are not known, or will not go up. */
export function planConcerns(name: string, outcome: ReturnType<Outcomes["get"]>): Concern[] {
  if (outcome === undefined) return [];
  const look = `pulumi stack export -s ${name} --file ${name}.json, then ./gate plan --state ${name}.json`;
  const failures = "failure" in outcome ? [outcome.failure] : outcome.problems.map(({ message }) => message);
  if (failures.length > 0)
    return [{ level: "broken", what: `what an up would do is not known: ${failures.join("; ")}`, fix: look }];
  if ("failure" in outcome || !outcome.levels.includes("mandatory")) return [];
  return [{ level: "broken", what: "an up would be refused: it breaks a mandatory rule", fix: look }];
}
