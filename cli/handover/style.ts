/** The page's style: read on a screen of any width, and printed on A4. */
export const style = `
:root { color-scheme: light; --ink: #1d2129; --dim: #4e5969; --line: #c9cdd4; --shade: #f2f3f5; --accent: #0e5fd8; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.7;
  font: 16px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 5rem; }
h1 { font-size: 1.625rem; line-height: 1.3; margin: 0 0 .75rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--accent); }
p, ul, ol, table { margin: .5rem 0; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--accent); overflow-wrap: anywhere; }
.notice { padding: .5rem .75rem; background: #fff7e8; border-left: 4px solid #d25f00; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--shade); color: var(--dim); white-space: nowrap; }
tbody th { min-width: 8.5em; font-weight: 600; }
.value { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; }
.value > span:first-child { font-weight: 600; }
.copy { display: inline-flex; flex-wrap: wrap; align-items: center; gap: .25rem .5rem; max-width: 100%; }
code { padding: .1rem .4rem; background: var(--shade); border-radius: 3px; overflow-wrap: anywhere;
  font: .9375em/1.6 ui-monospace, Consolas, Menlo, monospace; }
button { padding: .1rem .7rem; font: inherit; font-size: .875rem; color: var(--accent); background: #fff;
  border: 1px solid var(--accent); border-radius: 4px; cursor: pointer; white-space: nowrap; }
button:hover { background: #e8f1ff; }
button.done { color: #fff; background: #0a7d32; border-color: #0a7d32; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#status { position: fixed; inset: auto 0 0 0; margin: 0; padding: .5rem 1.25rem; color: #fff; background: var(--ink);
  overflow-wrap: anywhere; }
#status:empty { visibility: hidden; }
@media (max-width: 40rem) {
  main { padding: 1rem .75rem 5rem; }
  th, td { min-width: 4.25em; padding: .3rem; font-size: .8125rem; }
}
@page { size: A4; margin: 14mm 15mm; }
@media print {
  body { font-size: 10pt; line-height: 1.45; }
  p, ul, ol, table { margin: .3rem 0; }
  th, td { padding: .15rem .4rem; }
  code { font-size: .875em; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12pt; margin: .9rem 0 .3rem; break-after: avoid; }
  tr, li, .notice, .value { break-inside: avoid; }
  thead { display: table-header-group; }
  button, #status { display: none; }
  a { color: inherit; }
  * { print-color-adjust: exact; }
}
`;
