/** The status page: wide and narrow, light and dark, on paper. */
export const style = `
:root { color-scheme: light dark;
  --ink: light-dark(#1d2129, #e6e9ef); --dim: light-dark(#4e5969, #a9b2c0); --page: light-dark(#fff, #14171c);
  --line: light-dark(#c9cdd4, #3b424e); --accent: light-dark(#0e5fd8, #7db2ff);
  --red: light-dark(#b3261e, #ff9d96); --red-shade: light-dark(#fdeceb, #3d1d1d);
  --green: light-dark(#12652f, #7fdb9b); --green-shade: light-dark(#e7f6ec, #17321f);
  --amber: light-dark(#7d4a00, #f3c26b); --amber-shade: light-dark(#fff4e0, #372a12); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; color: var(--ink); background: var(--page);
  font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
header, main { max-width: 100rem; margin: 0 auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
h1 { margin: 1.25rem 0 .25rem; font-size: 1.5rem; line-height: 1.3; }
p { margin: .35rem 0; }
.dim { color: var(--dim); font-weight: 400; }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end;
  margin: .75rem -1.25rem; padding: .6rem 1.25rem; background: var(--page); border-bottom: 1px solid var(--line); }
label { display: grid; gap: .1rem; color: var(--dim); font-size: .8125rem; }
input, select, button { min-height: 2.1rem; max-width: 100%; padding: .2rem .5rem; font: inherit; font-size: .9375rem; color: var(--ink);
  background: var(--page); border: 1px solid var(--dim); border-radius: 4px; }
button { color: var(--accent); border-color: var(--accent); cursor: pointer; }
output { flex-basis: 100%; color: var(--dim); font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { width: 100%; margin-bottom: 2rem; border-collapse: collapse; }
th, td { padding: .35rem .5rem; text-align: left; vertical-align: top; font-size: .875rem; }
thead th { color: var(--dim); font-size: .75rem; }
tbody { border-top: 1px solid var(--line); }
.verdict { padding: 0 .45rem; border: 1px solid; border-radius: 1rem; font-size: .8125rem; }
.verdict.broken { color: var(--red); background: var(--red-shade); }
.verdict.attention, .verdict.changes { color: var(--amber); background: var(--amber-shade); }
.verdict.fine { color: var(--green); background: var(--green-shade); }
.concern td { padding: .3rem .5rem .4rem 1rem; border-left: 4px solid var(--amber); background: var(--amber-shade); }
.concern.broken td { border-color: var(--red); background: var(--red-shade); }
@media (max-width: 60rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  th, td { padding: .1rem 0; }
  tbody { padding: .5rem 0; }
  td[data-head]::before { content: attr(data-head) "  "; color: var(--dim); font-size: .75rem; }
}
@media print { form { display: none; } tbody { break-inside: avoid; } }
`;
