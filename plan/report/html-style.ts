/** The plan's page: wide and narrow, light and dark, on paper. */
export const style = `
:root { color-scheme: light dark;
  --ink: light-dark(#1d2129, #e6e9ef); --dim: light-dark(#4e5969, #a9b2c0); --page: light-dark(#fff, #14171c);
  --shade: light-dark(#f5f6f8, #1d2128); --line: light-dark(#c9cdd4, #3b424e); --accent: light-dark(#0e5fd8, #7db2ff);
  --red: light-dark(#b3261e, #ff9d96); --red-shade: light-dark(#fdeceb, #3d1d1d);
  --green: light-dark(#12652f, #7fdb9b); --green-shade: light-dark(#e7f6ec, #17321f);
  --amber: light-dark(#7d4a00, #f3c26b); --amber-shade: light-dark(#fff4e0, #372a12); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; color: var(--ink); background: var(--page);
  font: 15px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
header { padding-top: 1.25rem; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.3; }
h2 { display: inline; margin: 0; font-size: 1.0625rem; }
h3 { margin: 1rem 0 .35rem; font-size: .9375rem; }
p, ul, .names-line { margin: .35rem 0; }
code, td, tbody th { font: .8125rem/1.6 ui-monospace, "SF Mono", Consolas, Menlo, "Noto Sans Mono CJK SC", monospace; }
h2 code, h3 code { font-size: 1em; font-weight: 600; }
.dim { color: var(--dim); font-weight: 400; }
.box { margin: .6rem 0; padding: .5rem .75rem; border-left: 4px solid var(--line); background: var(--shade); }
.box.mandatory { border-color: var(--red); background: var(--red-shade); }
.box.advisory { border-color: var(--amber); background: var(--amber-shade); }
.message { white-space: pre-wrap; }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end;
  margin: .75rem -1.25rem; padding: .6rem 1.25rem; background: var(--page); border-bottom: 1px solid var(--line); }
label { display: grid; gap: .1rem; color: var(--dim); font-size: .8125rem; }
input, select, button { min-height: 2.1rem; max-width: 100%; padding: .2rem .5rem; font: inherit; font-size: .9375rem; color: var(--ink);
  background: var(--page); border: 1px solid var(--dim); border-radius: 4px; }
select { max-width: 17rem; }
button { color: var(--accent); border-color: var(--accent); cursor: pointer; }
output { flex-basis: 100%; color: var(--dim); font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; }
.group { margin: .6rem 0; border: 1px solid var(--line); border-radius: 6px; }
.group > summary { padding: .55rem .75rem; background: var(--shade); border-radius: 6px; }
.group.mandatory { border-left: 4px solid var(--red); }
.group.advisory { border-left: 4px solid var(--amber); }
.body { padding: .1rem .9rem .75rem; }
.many .body { content-visibility: auto; contain-intrinsic-size: auto 20rem; }
.rule { margin-left: .4rem; padding: 0 .45rem; border-radius: 1rem; font-size: .8125rem; }
.rule.mandatory { color: var(--red); background: var(--red-shade); border: 1px solid var(--red); }
.rule.advisory { color: var(--amber); background: var(--amber-shade); border: 1px solid var(--amber); }
.names { display: inline; margin: 0; padding: 0; list-style: none; }
.names li { display: inline-block; margin-right: .6rem; }
.more { margin: .25rem 0; }
.more > summary { color: var(--accent); width: fit-content; }
.operation { display: inline-block; min-width: 5.2rem; margin-right: .4rem; padding: 0 .4rem; border: 1px solid; border-radius: 4px; text-align: center;
  font-size: .8125rem; color: var(--amber); background: var(--amber-shade); }
.create, .import { color: var(--green); background: var(--green-shade); }
.delete, .replace, .options { color: var(--red); background: var(--red-shade); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead th:first-child { width: 24%; }
thead th { padding: .1rem .5rem; color: var(--dim); font-size: .8125rem; font-weight: 600; text-align: left; }
td, tbody th { padding: .15rem .5rem; border: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400;
  white-space: pre-wrap; overflow-wrap: anywhere; }
tbody th { background: var(--shade); }
tr.line td { padding-block: 0; border-block: 0; }
tr.line + tr:not(.line) td, tr.line th + td { border-top: 1px solid var(--line); }
tbody { border: 1px solid var(--line); }
.from { background: var(--red-shade); }
.to { background: var(--green-shade); }
td { padding-left: 1.5rem; }
del, ins { display: block; position: relative; text-decoration: none; }
del::before, ins::before { position: absolute; left: -1.1rem; }
del::before { content: "−" / ""; color: var(--red); }
ins::before { content: "+" / ""; color: var(--green); }
mark { color: inherit; background: none; font-weight: 700; text-decoration: underline; text-underline-offset: 2px; }
.why { display: block; color: var(--red); font: 600 .75rem/1.5 system-ui, sans-serif; }
footer { padding-bottom: 2rem; }
kbd { padding: 0 .3rem; border: 1px solid var(--dim); border-radius: 3px; font: .8125rem/1.5 ui-monospace, monospace; }
@media (max-width: 44rem) {
  form { position: static; }
  label, select, input { width: 100%; }
  label { flex: 1 1 9rem; }
  .body { padding-inline: .4rem; }
  table, tbody { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  tbody tr { display: grid; grid-template-columns: 1fr 1fr; }
  tbody th, td:only-of-type { grid-column: 1 / -1; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 9.5pt; }
  header, main, footer { max-width: none; padding: 0; }
  .many .body { content-visibility: visible; }
  form, .keys, .more:not([open]) > summary::marker { display: none; }
  .group > summary, h3 { break-after: avoid; }
  tr, .box { break-inside: avoid; }
  thead { display: table-header-group; }
  * { print-color-adjust: exact; }
}
`;
