import { isMap as isMapNode, isScalar, isSeq, type Node } from "yaml";
import { didYouMean } from "../../lib/nearest.ts";
import {
  type Finding,
  finding,
  isEncrypted,
  keyFinding,
  kindOf,
  type Path,
  type Problem,
  shownPath,
} from "../../lib/problem.ts";
import { isRecord } from "../../lib/value.ts";
import { parseYaml, type YamlText } from "./yaml-text.ts";

/** What one stack file holds. */
export interface StackFile {
  /** The file's path as problems name it. */
  readonly file: string;
  /** The file's `config` map as written: encrypted values are `{ secure: … }`. Empty when the file cannot be used. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What is wrong with the file's own form. */
  readonly problems: readonly Problem[];
  /** Puts findings, whose paths start in `config`, at their places in the file. */
  readonly locate: (findings: readonly Finding[]) => Problem[];
}

/** Keys that Pulumi itself keeps beside `config`. */
const pulumiKeys = ["config", "encryptionsalt", "encryptedkey", "secretsprovider"];

/** Keys of our namespace in `config`. */
const ownKeys = [
  "schoolgate:school",
  "schoolgate:platform",
  "schoolgate:certificates",
  "schoolgate:wecomSecret",
];

/** Reads a stack file's bytes; `file` is how problems name it. */
export function parseStackFile(bytes: Uint8Array, file: string): StackFile {
  const yaml = parseYaml(bytes, file);
  if (!("value" in yaml)) return { file, config: {}, problems: yaml, locate: unlocated(file) };
  const findings = [...formFindings(yaml.value), ...yaml.ambiguous];
  const config = isRecord(yaml.value) && isRecord(yaml.value.config) ? yaml.value.config : {};
  return {
    file,
    config,
    problems: findings.map((each) => place(each, yaml, file)),
    // Parses the text again, so that a thousand sound files do not keep their documents in memory.
    locate: (inConfig) => {
      const again = inConfig.length === 0 ? [] : parseYaml(bytes, file);
      if (!("value" in again)) return [];
      return inConfig.map((each) => {
        const path = each.path.length === 0 ? [] : ["config", ...each.path];
        return place({ ...each, path }, again, file);
      });
    },
  };
}

/** Problems of a file into which nothing can point, such as one that is missing. */
export function unlocated(file: string): (findings: readonly Finding[]) => Problem[] {
  return (findings) => findings.map(({ at: _, path, ...rest }) => ({ file, path: shownPath(path), ...rest }));
}

/** What is wrong with the file's outer form: everything but the values of our keys. */
function formFindings(value: unknown): Finding[] {
  const example = "write it like stacks/Pulumi.demo.yaml";
  if (value === null) return [finding([], undefined, "the file is empty", example)];
  if (!isRecord(value))
    return [finding([], undefined, `a stack file is a map, and this is ${kindOf(value)}`, example)];
  const outer = Object.keys(value)
    .filter((key) => !pulumiKeys.includes(key) && key !== "environment")
    .map((key) => keyFinding([key], "this key is not one of Pulumi's", didYouMean(key, pulumiKeys)));
  if (Object.hasOwn(value, "environment")) {
    const rule =
      "a stack's configuration is in its file alone, and an environment adds values that no reviewer sees";
    outer.push(keyFinding(["environment"], rule, "write its values into config, and remove it"));
  }
  outer.push(...undecipherable(value));
  if (!("config" in value)) return [...outer, finding([], undefined, "config is required", example)];
  if (!isRecord(value.config)) {
    return [
      ...outer,
      finding(["config"], undefined, `config is a map, and this is ${kindOf(value.config)}`, example),
    ];
  }
  const inner = Object.keys(value.config).flatMap((key) => configKeyFindings(key));
  const kinds = ["schoolgate:school", "schoolgate:platform"].filter((key) =>
    Object.hasOwn(value.config as object, key),
  );
  if (kinds.length === 2) {
    const rule = "a stack is a school or a platform, and this file is both";
    inner.push(
      keyFinding(["config", "schoolgate:platform"], rule, "move the platform into a file of its own"),
    );
  }
  if (kinds.length === 0) {
    const rule = "a stack is a school or a platform, and this file is neither";
    inner.push(finding(["config"], undefined, rule, "add schoolgate:school or schoolgate:platform"));
  }
  return [...outer, ...inner];
}

/**
 * A secret that was encrypted by a passphrase or by one's own key can only be decrypted with the salt or the
 * encrypted key beside it. Pulumi Cloud's secrets need neither, and begin differently.
 */
function undecipherable(file: Record<string, unknown>): Finding[] {
  if (["encryptionsalt", "encryptedkey"].some((key) => Object.hasOwn(file, key))) return [];
  const path = firstOf(
    file.config,
    ["config"],
    (value) => isEncrypted(value) && value.secure.startsWith("v1:"),
  );
  if (path === undefined) return [];
  const rule = "what decrypts this secret is missing: encryptionsalt, or encryptedkey with secretsprovider";
  return [
    finding(
      path,
      undefined,
      rule,
      "take it over from the file that the secret was set in, or set the secret again",
    ),
  ];
}

/** The path of the first value, depth first, that passes the test. */
function firstOf(value: unknown, path: Path, isMeant: (value: unknown) => boolean): Path | undefined {
  if (isMeant(value)) return path;
  const children = Array.isArray(value) ? value.entries() : Object.entries(isRecord(value) ? value : {});
  for (const [key, child] of children) {
    const found = firstOf(child, [...path, key], isMeant);
    if (found !== undefined) return found;
  }
  return undefined;
}

function configKeyFindings(key: string): Finding[] {
  const [namespace, name] = key.split(":", 2);
  const path = ["config", key];
  if (name === undefined) {
    return [
      keyFinding(path, "a key of config is <namespace>:<name>", didYouMean(`schoolgate:${key}`, ownKeys)),
    ];
  }
  if (namespace !== "schoolgate" || ownKeys.includes(key)) return [];
  return [keyFinding(path, "this key is not known in the namespace schoolgate", didYouMean(key, ownKeys))];
}

/** A finding at its place; its path starts at the file's root. */
export function place(item: Finding, yaml: YamlText, file: string): Problem {
  const { at, path, ...rest } = item;
  const shown = path[0] === "config" && path.length > 1 ? path.slice(1) : path;
  return {
    file,
    path: shownPath(shown),
    ...yaml.places.at(offsetOf(path, yaml.document.contents, at)),
    ...rest,
  };
}

/**
 * Where a path's value begins. For a missing path: where the map begins that should hold it. For an empty value,
 * which has no place: where its key begins.
 */
function offsetOf(path: Path, root: Node | null, at: "key" | undefined): number {
  let node = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    if (isSeq<Node>(node) && typeof part === "number") {
      node = node.items[part] ?? null;
    } else if (isMapNode<Node, Node | null>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return offset;
      offset = pair.key.range?.[0] ?? offset;
      if (at === "key" && index === path.length - 1) return offset;
      node = pair.value;
    } else {
      return offset;
    }
    const empty = node === null || (isScalar(node) && node.value === null);
    if (!empty) offset = node?.range?.[0] ?? offset;
  }
  return offset;
}
