// Declares stacks of a project and prints them: node declare-stack.ts <project> <stack>… A process of its own, because the
// SDK is changed in it, and because each project has its own program.

import { Synthesizer } from "../../plan/declare/synthesize.ts";
import type { DeclaredStack } from "../../plan/model.ts";

const [root = "", ...names] = process.argv.slice(2);
const synthesizer = await Synthesizer.load(root);
const stacks: DeclaredStack[] = [];
for (const name of names) stacks.push(await synthesizer.synthesize(name));
process.stdout.write(JSON.stringify(stacks));
