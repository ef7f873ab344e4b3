import { type Advice, type Path, shownPath } from "../../lib/problem.ts";
import { fileOf } from "./folder.ts";
import { leavingAddresses } from "./leaving.ts";
import { isRetired } from "./rules/addresses.ts";
import { platformKey } from "./rules/platform.ts";
import { schoolKey } from "./school-facts.ts";
import { routesOf, type SchoolConfig, verifyFilesOf } from "./school-schema.ts";
import type { PlatformStack, SchoolStack, Stack } from "./stacks.ts";

/** Where something is advised, what is better, and the way there. */
type Advised = readonly [path: Path, rule: string, fix: string];

/** Advice on a sound stack. */
export function adviceOn(stack: Stack): Advice[] {
  const advised = stack.kind === "school" ? onSchool(stack) : onPlatform(stack);
  return advised.map(([path, rule, fix]) => ({
    file: fileOf(stack.name),
    path: shownPath(path),
    rule,
    fix,
  }));
}

function onPlatform({ name, platform }: PlatformStack): Advised[] {
  const advised: Advised[] = [];
  if (platform.contact === undefined) {
    advised.push([
      [platformKey, "contact"],
      "a handover sheet says whom the school's administrators call, and this platform names nobody",
      "write contact: { name: …, telephone: …, channel: … }",
    ]);
  }
  if (platform.retired) advised.push(leaving([platformKey, "retired"], name, destroying(name, "")));
  return advised;
}

function onSchool({ name, school }: SchoolStack): Advised[] {
  if (school.retired) {
    return [leaving([schoolKey, "retired"], name, destroying(name, leavingAddresses(school)))];
  }
  return [...onRoutes(name, school), ...onVerifyFiles(name, school), ...onAddresses(name, school)];
}

function onRoutes(name: string, school: SchoolConfig): Advised[] {
  return Object.entries(routesOf(school))
    .filter(([, { retired }]) => retired)
    .map(([route]) =>
      leaving(
        [schoolKey, "routes", route, "retired"],
        `the route ${route}`,
        `./gate retire ${name} route ${route} --delete`,
      ),
    );
}

function onVerifyFiles(name: string, school: SchoolConfig): Advised[] {
  return Object.entries(verifyFilesOf(school)).flatMap(([route, files]) =>
    Object.entries(files)
      .filter(([, { retired }]) => retired)
      .map(([file]) =>
        leaving(
          [schoolKey, "wecom", "verifyFiles", route, file, "retired"],
          `the verify file ${file} of ${route}`,
          `./gate retire ${name} verify-file ${route} ${file} --delete`,
        ),
      ),
  );
}

function onAddresses(name: string, { egress }: SchoolConfig): Advised[] {
  return Object.entries(egress.addresses)
    .filter(([, address]) => isRetired(address))
    .map(([key]) =>
      leaving(
        [schoolKey, "egress", "addresses", key, "retired"],
        `the address ${key}`,
        `./gate retire ${name} address ${key} --delete`,
      ),
    );
}

function leaving(path: Path, what: string, next: string): Advised {
  return [
    path,
    `${what} is retired: once that is up its protection is off, and it goes on serving`,
    `next ${next}; to keep it, take retired out`,
  ];
}

function destroying(name: string, addresses: string): string {
  return `pulumi destroy -s ${name}${addresses === "" ? "" : `, which ${addresses}`}, and pulumi stack rm ${name}`;
}
