import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, keyFinding, type Path } from "../../../lib/problem.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

/** The name of a verify file; its first group is the file's code. A path has at most 1,024 characters (Gateway API). */
export const verifyFileName = /^WW_verify_([A-Za-z0-9]{1,1000})\.txt$/;

/** The most bytes of a body that the edge answers itself. */
export const mostBodyBytes = 4096;

/** An HTTPRoute has 16 rules (Gateway API), of which three on :80 are no verify file's. */
const mostFiles = 13;

const at = (...path: string[]): Path => [schoolKey, "wecom", "verifyFiles", ...path];

/** A verify file belongs to a route: it is answered on that route's host. */
export function verifyFileRoutes({ verifyFiles, routeKeys }: SchoolFacts): Finding[] {
  if (!routeKeys) return [];
  return Object.keys(verifyFiles)
    .filter((key) => !routeKeys.has(key))
    .map((key) =>
      keyFinding(
        at(key),
        "verify files belong to a route, and no route has this key",
        didYouMean(key, routeKeys),
      ),
    );
}

/** WeCom asks for exactly this form of name, and nothing else may be answered in its place. */
export function verifyFileNames({ verifyFiles }: SchoolFacts): Finding[] {
  return files(verifyFiles)
    .filter(({ name }) => !verifyFileName.test(name))
    .map(({ route, name }) =>
      keyFinding(
        at(route, name),
        "a verify file is named WW_verify_<letters and digits>.txt",
        "take the file as downloaded: ./gate verify-file <school> <route> <path>",
      ),
    );
}

/** The body is the name's code alone, as WeCom's checker compares it. */
export function verifyFileBodies({ verifyFiles }: SchoolFacts): Finding[] {
  return files(verifyFiles).flatMap(({ route, name, body }) => {
    const rule = bodyRule(body, verifyFileName.exec(name)?.[1]);
    const fix = "take the file as downloaded: ./gate verify-file <school> <route> <path>";
    return rule === undefined ? [] : [finding(at(route, name), body, rule, fix)];
  });
}

/** All files of a host are rules of one route. */
export function verifyFilesFit({ verifyFiles }: SchoolFacts): Finding[] {
  return Object.entries(verifyFiles).flatMap(([route, named]) => {
    const count = Object.keys(named).length;
    if (count <= mostFiles) return [];
    const rule = `a host answers at most ${mostFiles} verify files, and these are ${count}`;
    return [
      finding(at(route), undefined, rule, "remove those of apps that trust another of the school's hosts"),
    ];
  });
}

/** The rule that a verify file's body breaks; `undefined` when it is the code alone. */
export function bodyRule(body: string, code: string | undefined): string | undefined {
  if (body.startsWith("\uFEFF")) return "a verify file's body is its code alone, without a byte order mark";
  if (/[\r\n]/.test(body)) return "a verify file's body is its code alone, without a newline";
  if (body.includes("%")) return "a verify file's body has no %: the edge would read it as a variable";
  if (Buffer.byteLength(body) > mostBodyBytes)
    return `a verify file's body has at most ${mostBodyBytes} bytes`;
  if (code !== undefined && body !== code) return `a verify file's body is the code in its name, ${code}`;
  return undefined;
}

function files(verifyFiles: SchoolFacts["verifyFiles"]): { route: string; name: string; body: string }[] {
  return Object.entries(verifyFiles).flatMap(([route, named]) =>
    Object.entries(named).map(([name, body]) => ({ route, name, body })),
  );
}
