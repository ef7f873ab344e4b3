import { certificatesKey } from "../../infra/config/rules/certificates.ts";
import { routesOf } from "../../infra/config/school-schema.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { pruneIn, removeIn, setIn } from "../edit-yaml.ts";
import { inSchool, soundSchool } from "../stack-edit.ts";
import { type Leaving, type RetiringStep, saysGone, saysRetired } from "./step.ts";

/** A route leaves, with its host, verify files and brought certificate. Which ones may not, the rules on routes say. */
export function retireRoute({ school: name, words, isLast }: Leaving, deps: Deps): RetiringStep {
  const [key = ""] = words;
  const stack = soundSchool(name, deps);
  const { routes } = stack.school;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined)
    throw new Refusal(`${name} has no route ${key}`, didYouMean(key, Object.keys(routes)));
  const { host, retired } = routesOf(stack.school)[key] ?? { host: "" };
  const command = `./gate retire ${name} route ${key}`;
  // A file may leave the routes to their default.
  const spelledOut = (text: string): string => setIn(text, inSchool("routes"), routes);
  if (!isLast) {
    return {
      stack,
      ...saysRetired(key),
      edit: (text) =>
        typeof route === "string"
          ? setIn(spelledOut(text), inSchool("routes", key), { upstream: route, retired: true })
          : setIn(text, inSchool("routes", key, "retired"), true),
      next: [
        `Next: pulumi up -s ${name} takes the protection of its verify files off; ${host} goes on serving, and can be kept.`,
        `Once nobody asks for ${host} any more, and it is in no box of WeCom: ${command} --delete`,
      ],
    };
  }
  if (!retired) {
    throw new Refusal(
      `${key} is not retired, so the next plan would refuse to let it go`,
      `first ${command}, and pulumi up -s ${name}`,
    );
  }
  return {
    stack,
    ...saysGone(`route ${key}`),
    edit: (text) => {
      const noRoute = removeIn(text, inSchool("routes", key));
      const noFiles = pruneIn(noRoute, inSchool("wecom", "verifyFiles", key), inSchool("wecom"));
      return removeIn(noFiles, ["config", certificatesKey, key]);
    },
    next: [`Next: pulumi up -s ${name}; then ${host} is served no more, and its DNS record can go.`],
  };
}
