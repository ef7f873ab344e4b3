import type { SchoolConfig } from "./school-schema.ts";

type Filed = Pick<SchoolConfig, "domain" | "icp" | "otherDomains">;

/** A filed domain with its filing number, where that is known. */
export interface Domain {
  readonly name: string;
  readonly icp?: string;
}

/** All filed domains of a school, its first one first. */
export function domainsOf({ domain, icp, otherDomains = {} }: Filed): Domain[] {
  return [
    { name: domain, ...(icp === undefined ? {} : { icp }) },
    ...Object.entries(otherDomains).map(([name, icp]) => ({ name, icp })),
  ];
}

/** Which of some domains a host is under: of two, the nearer; `undefined`: none. */
export function domainOf(host: string, domains: readonly string[]): string | undefined {
  return domains.filter((domain) => host.endsWith(`.${domain}`)).sort((a, b) => b.length - a.length)[0];
}

/** Which of a school's domains one of its hosts is under; a sound file has it under one. */
export function filedDomain(host: string, school: Filed): string {
  const names = domainsOf(school).map(({ name }) => name);
  return domainOf(host, names) ?? school.domain;
}
