/** The page's only style; its digest stands in the content policy. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#17202b, #e6ebf1); --dim: light-dark(#5b6673, #97a3b1); --line: light-dark(#dfe4ea, #2b3440);
  --back: light-dark(#fff, #11161d); --soft: light-dark(#f4f6f8, #191f28); --accent: light-dark(#0b6e4f, #4cc38a);
  --get: light-dark(#0b5cad, #6cb2ff); --post: light-dark(#0b6e4f, #4cc38a); --patch: light-dark(#8a5a00, #e5b454); --delete: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--back); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.25rem 1rem; border-right: 1px solid var(--line); background: var(--soft); font-size: 13px; }
nav h2 { margin: 1.25rem 0 .25rem; font-size: 11px; letter-spacing: .06em; text-transform: uppercase; color: var(--dim); }
nav a { display: block; padding: .15rem .4rem; border-radius: 4px; color: inherit; text-decoration: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav a:hover, nav a:focus-visible { background: var(--line); }
main { min-width: 0; padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 66rem; }
a { color: var(--accent); }
h1 { margin: 0 0 .5rem; font-size: 1.9rem; }
h2 { margin: 3rem 0 .5rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); font-size: 1.35rem; }
h4 { margin: 1.1rem 0 .3rem; font-size: 12px; letter-spacing: .05em; text-transform: uppercase; color: var(--dim); }
p { margin: .4rem 0; }
code, pre, .path { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { padding: .05em .3em; border-radius: 3px; background: var(--soft); }
pre { margin: .4rem 0; padding: .75rem; overflow: auto; max-height: 28rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: 6px; }
details > summary { padding: .55rem .8rem; cursor: pointer; display: flex; gap: .7rem; align-items: baseline; flex-wrap: wrap; list-style: none; }
details > summary::-webkit-details-marker { display: none; }
details > summary:hover { background: var(--soft); }
details[open] > summary { border-bottom: 1px solid var(--line); }
details > div { padding: .4rem .9rem 1rem; }
details details > summary { font-size: 13px; }
.method { min-width: 4.2em; font: 700 12px/1.5 ui-monospace, Menlo, Consolas, monospace; text-transform: uppercase; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.path { overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.tag { padding: 0 .45em; border: 1px solid var(--line); border-radius: 99px; font-size: 12px; color: var(--dim); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
td, th { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-size: 12px; font-weight: 600; color: var(--dim); }
td:first-child { white-space: nowrap; }
summary { min-width: 0; }
:target { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 800px) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line); } }
@media print { nav { display: none; } body { display: block; } }
`;
