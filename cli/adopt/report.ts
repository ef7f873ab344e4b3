import { escapeControls } from "../../lib/problem.ts";
import { shellWord } from "../../lib/shell-word.ts";
import type { AdoptedHost, AdoptedSite, JudgedDirective } from "./nginx-site.ts";
import type { Directive } from "./nginx-text.ts";
import type { Verdict } from "./nginx-verdicts.ts";

const headings: Readonly<Record<Exclude<Verdict, "same">, string>> = {
  lost: "The gateway does not do",
  otherwise: "The gateway does otherwise",
};

/** What an nginx's hosts become, and each of its directives that the gateway does not do alike. */
export function siteText({ hosts, directives }: Pick<AdoptedSite, "hosts" | "directives">): string {
  const of = (verdict: Verdict): JudgedDirective[] => directives.filter((each) => each.verdict === verdict);
  const sections = (["lost", "otherwise"] as const).flatMap((verdict) => {
    const found = of(verdict);
    return found.length === 0 ? [] : [`${headings[verdict]}:\n${found.map(directiveText).join("\n")}`];
  });
  const alike = `${of("same").length} of ${directives.length} directives hold at the gateway as they do here.`;
  return `${[hosts.map(hostText).join("\n"), ...sections, alike].join("\n\n")}\n`;
}

function hostText({ key, host, upstream, verifyFiles }: AdoptedHost): string {
  const files = Object.keys(verifyFiles);
  return `${host}  route ${key}, to ${upstream}${files.length === 0 ? "" : `, with ${files.join(", ")}`}`;
}

function directiveText({ directive, note }: JudgedDirective): string {
  return `  ${directive.file}:${directive.line}  ${shown(directive)}\n    ${note}`;
}

/** A directive on one line, its block left out. */
function shown({ name, args, block }: Directive): string {
  const text = escapeControls([name, ...args].join(" ").replaceAll(/\s+/g, " "));
  return `${text.length > 100 ? `${text.slice(0, 99)}…` : text}${block === undefined ? "" : " { … }"}`;
}

/** How the old server's certificates are brought: they serve until DNS leads to the gateway, and the issuer can sign. */
export function certificatesText(slug: string, hosts: readonly AdoptedHost[]): string {
  const set = hosts.flatMap(({ key, certificate }) => {
    if (certificate === undefined) return [];
    const path = `schoolgate:certificates.${key}`;
    return [
      `  pulumi config set --path '${path}.chain' -s ${slug} < ${pathWord(certificate.chain)}`,
      `  pulumi config set --secret --path '${path}.key' -s ${slug} < ${pathWord(certificate.key)}`,
    ];
  });
  return set.length === 0
    ? ""
    : `To serve before DNS moves, bring the old server's certificates:\n${set.join("\n")}\n`;
}

const pathWord = (path: string): string => shellWord(escapeControls(path));
