import { resolve } from "node:path";
import { readNamedBytes } from "../../lib/read-file.ts";
import { Refusal } from "../../lib/refusal.ts";
import { nginxConfig } from "../adopt/nginx-files.ts";
import { hostsUnder } from "../adopt/nginx-hosts.ts";
import { type AdoptedSite, adoptSite } from "../adopt/nginx-site.ts";
import type { Directive } from "../adopt/nginx-text.ts";
import { certificatesText, siteText } from "../adopt/report.ts";
import { command, type ExitCode } from "../command.ts";
import { type Found, type Gathered, gatherSchool, newSchoolArgs, writeSchool } from "../new-school.ts";

/** `gate adopt`: a stack file for a school that an nginx serves already, and what becomes of each of its directives. */
export const adopt = command(
  {
    name: "adopt",
    description:
      "Write the stack file of a school that an nginx serves, and say what becomes of each directive",
  },
  {
    ...newSchoolArgs,
    nginx: {
      type: "string",
      valueHint: "file",
      required: true,
      description:
        "What `nginx -T` prints on the old server (/dev/stdin: from a pipe), or one file without includes",
    },
  },
  [
    "./gate adopt lakeside --nginx nginx.txt --name 湖滨学院 --domain lakeside.example.cn --platform hz",
    "ssh old nginx -T | ./gate adopt lakeside --nginx /dev/stdin --name 湖滨学院 --domain lakeside.example.cn --platform hz",
  ],
  async (args, deps): Promise<ExitCode> => {
    const { cwd, stdout } = deps;
    const config = nginxConfig(readNamedBytes(resolve(cwd, args.nginx)), args.nginx);
    const school = await gatherSchool(args, deps);
    const site = adopted(config, school, args.nginx);
    const file = writeSchool(school, foundIn(site, school.domain), deps);
    stdout.write(`${siteText(site)}\nWrote ${file}.\n${certificatesText(args.school, site.hosts)}`);
    stdout.write(`Next: ./gate rehearse ${args.school}\n`);
    return 0;
  },
);

/** @throws {Refusal} with all that is in the way of a stack file */
function adopted(config: readonly Directive[], { domain, upstreams }: Gathered, source: string): AdoptedSite {
  const found = hostsUnder(config, domain);
  if (found.hosts.length + found.unread.length === 0) {
    throw new Refusal(
      `${source} has no server_name under ${domain}`,
      "give what nginx -T prints on the server that serves the school, or another --domain",
    );
  }
  const site = adoptSite(found, domain, upstreams);
  if (site.problems.length > 0)
    throw new Refusal(
      `${source} does not say all that a stack file needs`,
      "correct this first",
      site.problems,
    );
  return site;
}

function foundIn({ hosts }: AdoptedSite, domain: string): Found {
  const verifyFiles = hosts.filter((each) => Object.keys(each.verifyFiles).length > 0);
  return {
    routes: Object.fromEntries(
      hosts.map(({ key, host, upstream }) => [
        key,
        host === `${key}.${domain}` ? upstream : { host, upstream },
      ]),
    ),
    ...(verifyFiles.length > 0 && {
      verifyFiles: Object.fromEntries(verifyFiles.map((each) => [each.key, each.verifyFiles])),
    }),
    isServed: hosts.some(({ certificate }) => certificate !== undefined),
  };
}
