import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { changeComponent } from "./fleet-project.ts";
import type { Project } from "./projects.ts";
import { changesOf, type StackChange } from "./stack-changes.ts";

/** A change of whatever a stack may follow from. Any of them go together, as each has a place of its own. */
export interface AnyChange extends StackChange {
  /**
   * It updates the addresses that the SNAT entry takes its IP from. The stand-ins' provider does not say in a preview what an
   * update leaves as it is, and so the engine shows the entry too; together with a swap both show it.
   */
  readonly updatesAddresses?: true;
  /** Who refuses it: the engine and the plan, or the plan alone, which runs many stacks in one thread. */
  readonly refusedBy?: "both" | "plan";
}

const write = (file: string, text: string) => (project: Project) => {
  mkdirSync(dirname(join(project.root, file)), { recursive: true });
  writeFileSync(join(project.root, file), text);
};
const change = (file: string, edit: (text: string) => string) => (project: Project) => {
  const path = join(project.root, file);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
};
/** Every step of a change. */
const all =
  (...steps: readonly ((project: Project) => void)[]) =>
  (project: Project) => {
    for (const step of steps) step(project);
  };

/** The main file says something more, at its end. */
const main = (title: string, text: string, more?: Omit<AnyChange, "title" | "make">): AnyChange => ({
  title,
  make: change("infra/index.ts", (before) => `${before}\n${text}\n`),
  ...more,
});
/** The main file makes an address where something holds. */
const addressWhere = (name: string, condition: string, imports = ""): AnyChange =>
  main(
    `an address where ${condition}`,
    `import * as cloudFor_${name} from "@pulumi/alicloud";\n${imports}
if (${condition}) new cloudFor_${name}.ecs.EipAddress("${name}", { bandwidth: "7" });`,
  );
/** A component says something more, at its beginning. */
const component = (file: string, text: string) =>
  change(`components/${file}`, (before) => `${text}\n${before}`);
const projectFile = (edit: (text: string) => string) => change("Pulumi.yaml", edit);

/** Changes of every kind, as they look for the school demo. */
export const anyChanges: readonly AnyChange[] = [
  addressWhere("here", "true"),
  addressWhere("thread", "!isMainThread", 'import { isMainThread } from "node:worker_threads";'),
  addressWhere("variable", 'process.env.PULUMI_NODEJS_STACK === "demo" && process.env.PULUMI_NODEJS_DRY_RUN'),
  addressWhere("arguments", 'process.argv.length === 2 && process.argv[1]?.endsWith("cmd/run/index.js")'),
  addressWhere("folder", 'process.cwd().endsWith("/infra")'),
  addressWhere("options", "process.execArgv.length > 1"),
  addressWhere("organization", 'pulumi.getOrganization() === "organization"'),
  addressWhere("parent", "import.meta.main"),
  addressWhere(
    "relative",
    '!existsSync("Pulumi.yaml") && existsSync("index.ts")',
    'import { existsSync } from "node:fs";',
  ),
  main(
    "a transformation gives every address a description",
    `pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "alicloud:ecs/eipAddress:EipAddress" ? { props: { ...props, description: "any" }, opts } : undefined);`,
    { updatesAddresses: true },
  ),
  main("it throws", 'throw new Error("no more");', { refusedBy: "both" }),
  main("it throws for this stack", 'if (pulumi.getStack() === "demo") throw new Error("no more");', {
    refusedBy: "both",
  }),
  main("it fails late", 'void Promise.reject(new Error("late"));', { refusedBy: "both" }),
  main(
    "it makes one thing twice",
    'import * as k from "@pulumi/pulumi"; for (const _ of [1, 2]) new k.ComponentResource("x:y:Z", "z");',
    {
      refusedBy: "both",
    },
  ),
  main("it exports more than its default", "export const more = 1;", { refusedBy: "both" }),
  main(
    "it reads another school's file",
    'import fs from "node:fs"; fs.readFileSync("../stacks/Pulumi.lakeside.yaml");',
    {
      refusedBy: "plan",
    },
  ),
  {
    title: "another main file, with a thing more",
    make: all(
      projectFile((text) => text.replace("main: infra/index.ts", "main: infra/other.ts")),
      (project) =>
        write(
          "infra/other.ts",
          `${readFileSync(join(project.root, "infra/index.ts"), "utf8")}\nnew pulumi.ComponentResource("x:y:Other", "other");\n`,
        )(project),
    ),
  },
  {
    title: "something is loaded first, and changes an address",
    updatesAddresses: true,
    make: all(
      projectFile((text) => text.replace("compile-cache.js", "compile-cache.js --import=./first.ts")),
      write(
        "infra/first.ts",
        `import { createRequire } from "node:module";
const eip = createRequire(import.meta.url)("@pulumi/alicloud/ecs/eipAddress.js");
const Original = eip.EipAddress;
eip.EipAddress = class extends Original {
  constructor(name, args, options) { super(name, { ...args, tags: { ...args.tags, first: "yes" } }, options); }
};
`,
      ),
    ),
  },
  {
    title: "the project is described otherwise",
    make: projectFile((text) => text.replace(/description: .*/, "description: other")),
  },
  {
    title: "the project has another name",
    make: projectFile((text) => text.replace(/^name: .*/, "name: other")),
    refusedBy: "both",
  },
  {
    title: "the stack files are sought elsewhere",
    make: projectFile((text) => text.replace("stackConfigDir: stacks", "stackConfigDir: deploy")),
    refusedBy: "both",
  },
  {
    title: "the main file is gone",
    make: projectFile((text) => text.replace("infra/index.ts", "infra/gone.ts")),
    refusedBy: "both",
  },
  {
    title: "the project gives a default",
    make: projectFile((text) => `${text}config: { toy:flag: { value: true } }\n`),
    refusedBy: "plan",
  },
  {
    title: "a component reads a file of another folder",
    updatesAddresses: true,
    make: all(
      (project) => changeComponent(project, "egress/address.ts", 'bandwidth: "5"', "bandwidth: facts"),
      component(
        "egress/address.ts",
        'import { readFileSync } from "node:fs";\nconst facts = readFileSync(new URL("../../deploy/bandwidth", import.meta.url), "utf8");',
      ),
      write("deploy/bandwidth", "9"),
    ),
  },
  {
    title: "a component asks for the stack while it is loaded",
    make: component(
      "egress/source.ts",
      'import * as early from "@pulumi/pulumi";\nexport const here = early.getStack();',
    ),
    refusedBy: "plan",
  },
  changesOf("demo").swap("b"),
  changesOf("demo").address("c"),
  {
    title: "its stack file is a link",
    make: (project) => {
      const facts = join(project.folder("facts"), "demo.yaml");
      renameSync(project.fileOf("demo"), facts);
      symlinkSync("../facts/demo.yaml", project.fileOf("demo"));
    },
  },
  {
    title: "its stack file is no YAML",
    make: change("stacks/Pulumi.demo.yaml", () => "config: [\n"),
    refusedBy: "both",
  },
  {
    title: "its stack file says something that it must not",
    make: change("stacks/Pulumi.demo.yaml", (text) => text.replace("domain:", "domains:")),
    refusedBy: "both",
  },
  {
    title: "its platform's gateway is elsewhere",
    make: change("stacks/Pulumi.hz.yaml", (text) =>
      text.replace("rewriteRedirects: true", "rewriteRedirects: false"),
    ),
  },
];
