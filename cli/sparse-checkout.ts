import { fileOf, readStackFile } from "../infra/config/folder.ts";
import { schoolKey } from "../infra/config/school-facts.ts";
import { Refusal } from "../lib/refusal.ts";
import { isRecord } from "../lib/value.ts";
import { notCheckedOut, sparseFix } from "../plan/checkout/not-checked-out.ts";

/** @throws {Refusal} when a sparse checkout leaves out a stack's file, or its platform's: it is not missing */
export function refuseHidden(root: string, name: string): void {
  const school = readStackFile(root, name)?.config[schoolKey];
  const files = [name, isRecord(school) ? String(school.platform) : name].map(fileOf);
  const hidden = notCheckedOut(root).find((file) => files.includes(file));
  if (hidden !== undefined) throw new Refusal(`a sparse checkout leaves out ${hidden}`, sparseFix(root));
}
