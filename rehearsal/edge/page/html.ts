import { contentPolicy, escapeHtml } from "../../../lib/html.ts";
import type { HostShown, SchoolShown, Shown } from "./schools.ts";
import { style } from "./style.ts";

export interface Page {
  readonly schools: readonly SchoolShown[];
  readonly ports: { readonly http: number; readonly https: number };
  /** PEM file with the authority behind the schools' certificates. */
  readonly authority: string;
}

/** Keeps what is shown as it is at the edge, without losing the place where somebody reads. */
const script = `
setInterval(async () => {
  try {
    const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
  } catch {
    document.querySelector("#state").textContent = "The edge is down.";
  }
}, 2000);
`;

/** The page of a local edge. */
export function pageHtml(page: Page): string {
  const { schools } = page;
  const empty = "<p>No school is up. Bring one up: <code>./gate rehearse demo --edge</code></p>";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style, script)}; connect-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>schoolgate: the local edge</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>The local edge</h1>
<p id="state" role="status">${allGood(schools) ? "Everything is served." : "Not everything is served."} Asked every two seconds.</p>
${schools.length === 0 ? empty : schools.map((school) => schoolHtml(school, page)).join("\n")}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function allGood(schools: readonly SchoolShown[]): boolean {
  return schools.every(({ hosts, objects }) =>
    [...objects, ...hosts.flatMap(({ page, verifyFiles }) => [page, ...verifyFiles])].every(
      ({ good }) => good,
    ),
  );
}

function schoolHtml({ slug, hosts, objects }: SchoolShown, page: Page): string {
  return `<section>
<h2>${escapeHtml(slug)}</h2>
${hosts.map(hostHtml).join("\n")}
<h3>Objects</h3>
<table>
<thead><tr><th scope="col">In namespace ${escapeHtml(`school-${slug}`)}</th><th scope="col">State</th></tr></thead>
<tbody>
${objects.map((each) => `<tr><th scope="row">${escapeHtml(each.url)}</th>${foundHtml(each)}</tr>`).join("\n")}
</tbody>
</table>
${elsewhere(hosts, page)}
</section>`;
}

function hostHtml({ host, upstream, certificate, page, verifyFiles }: HostShown): string {
  const shown =
    certificate === undefined
      ? '<td class="bad">none is shown</td>'
      : `<td class="good">by ${escapeHtml(certificate.issuer)}, until ${escapeHtml(certificate.until)}</td>`;
  const rows = [page, ...verifyFiles].map(
    (each) =>
      `<tr><th scope="row"><a href="${escapeHtml(throughPath(each.url))}">${escapeHtml(each.url)}</a></th>${foundHtml(each)}</tr>`,
  );
  return `<h3>${escapeHtml(host)} → ${escapeHtml(upstream)}</h3>
<table>
<thead><tr><th scope="col">Address</th><th scope="col">Answer</th></tr></thead>
<tbody>
${rows.join("\n")}
<tr><th scope="row">Certificate</th>${shown}</tr>
</tbody>
</table>`;
}

function foundHtml({ found, good }: Shown): string {
  return `<td class="${good ? "good" : "bad"}">${escapeHtml(found)}</td>`;
}

/** Where this page shows what an address answers: the names resolve nowhere else. */
function throughPath(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `/through/${protocol.slice(0, -1)}/${host}${pathname}`;
}

/** How to look with one's own programs: the names and the authority are this edge's alone. */
function elsewhere(hosts: readonly HostShown[], { ports, authority }: Page): string {
  const lines = hosts.map(
    ({ host, page }) =>
      `curl --cacert ${authority} --connect-to ${host}:443:127.0.0.1:${ports.https} ${page.url}`,
  );
  const mapped = hosts.flatMap(({ host }) => [
    `MAP ${host}:80 127.0.0.1:${ports.http}`,
    `MAP ${host}:443 127.0.0.1:${ports.https}`,
  ]);
  const keys = hosts.flatMap(({ certificate }) => (certificate ? [certificate.keyDigest] : []));
  const browser = `chromium --user-data-dir="$(mktemp -d)" --host-resolver-rules="${mapped.join(", ")}" --ignore-certificate-errors-spki-list=${keys.join(",")} ${hosts.map(({ page }) => page.url).join(" ")}`;
  return `<h3>With your own programs</h3>
<p>The links above are fetched by this page through the edge. The hosts resolve nowhere yet, and their certificates are signed by an
authority that only this edge has, <code>${escapeHtml(authority)}</code>: a program must be told both.</p>
<pre>${escapeHtml([...lines, browser].join("\n"))}</pre>`;
}
