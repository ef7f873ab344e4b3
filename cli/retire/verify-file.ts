import { verifyFilesOf } from "../../infra/config/school-schema.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { pruneIn, setIn } from "../edit-yaml.ts";
import { inSchool, soundSchool } from "../stack-edit.ts";
import { type Leaving, type RetiringStep, saysGone, saysRetired } from "./step.ts";

/** A verify file leaves: WeCom asks for it again while the domain is trusted, so the school is asked first. */
export function retireVerifyFile({ school, words, isLast }: Leaving, deps: Deps): RetiringStep {
  const [route = "", file = ""] = words;
  const stack = soundSchool(school, deps);
  const byRoute = verifyFilesOf(stack.school);
  const files = Object.hasOwn(byRoute, route) ? byRoute[route] : undefined;
  if (files === undefined)
    throw new Refusal(`${school} has no verify files of ${route}`, didYouMean(route, Object.keys(byRoute)));
  const found = Object.hasOwn(files, file) ? files[file] : undefined;
  if (found === undefined)
    throw new Refusal(
      `${school} has no verify file ${file} of ${route}`,
      didYouMean(file, Object.keys(files)),
    );
  const at = inSchool("wecom", "verifyFiles", route, file);
  const command = `./gate retire ${school} verify-file ${route} ${file}`;
  if (!isLast) {
    return {
      stack,
      ...saysRetired(file),
      edit: (text) => setIn(text, at, { code: found.code, retired: true }),
      next: [
        `Next: pulumi up -s ${school} takes its protection off; it is still answered, and can be kept.`,
        `Once the school no longer has the host as 可信域名 of that app: ${command} --delete`,
      ],
    };
  }
  if (!found.retired) {
    throw new Refusal(
      `${file} is not retired, so the next up would refuse to let it go`,
      `first ${command}, and pulumi up -s ${school}`,
    );
  }
  return {
    stack,
    ...saysGone(`verify file ${file}`),
    edit: (text) => pruneIn(text, at, inSchool("wecom")),
    next: [`Next: pulumi up -s ${school}; then its address answers 404.`],
  };
}
