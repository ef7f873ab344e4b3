/** The style of an edge's page, in light and dark. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2129, #e5e6eb); --dim: light-dark(#4e5969, #a9aeb8);
  --line: light-dark(#c9cdd4, #484f5b); --shade: light-dark(#f2f3f5, #23272e); --paper: light-dark(#fff, #17191c);
  --accent: light-dark(#0e5fd8, #7aa7ff); --good: light-dark(#0a7d32, #4cd07d); --bad: light-dark(#c0262d, #ff8a8a); }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.25rem; margin: 2rem 0 0; padding-bottom: .25rem; border-bottom: 2px solid var(--accent); }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
tr > :first-child { width: 62%; }
th, td { padding: .35rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--shade); color: var(--dim); }
tbody th { font-weight: 400; }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: 600; }
.good::before { content: "✓ "; }
.bad::before { content: "✗ "; }
pre { padding: .75rem; background: var(--shade); white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; }
code { overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
