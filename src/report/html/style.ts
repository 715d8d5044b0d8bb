/** The style sheet of a page: light and dark, narrow and wide, on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f5f6f8; --line: #d5d9e0; --ink: #1b1f27; --soft: #525a68;
  --good: #17683a; --bad: #b3202c; --doubtful: #815300; --accent: #2454b8;
  --good-panel: #e6f4ea; --bad-panel: #fdecec; --doubtful-panel: #fff4dc;
  --band: #2454b826; --bar: #5b80cc;
  --heat-0: transparent; --heat-1: #edf2fc; --heat-2: #d6e2f9; --heat-3: #b9cef5; --heat-4: #9cbaf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12151b; --panel: #1b2029; --line: #39414f; --ink: #e8ebf1; --soft: #a9b2c1;
    --good: #6fd08f; --bad: #ff8f8a; --doubtful: #f0bd5c; --accent: #8fb3ff;
    --good-panel: #14291c; --bad-panel: #331a1c; --doubtful-panel: #302611;
    --band: #8fb3ff2e; --bar: #5877b3;
    --heat-1: #1c2840; --heat-2: #223560; --heat-3: #2a447f; --heat-4: #32529c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(.9rem, 4vw, 2.5rem) 4rem; max-width: 66rem; background: var(--paper);
  color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 5vw, 2.1rem); letter-spacing: -.01em; }
h2 { font-size: 1.4rem; margin-top: 3.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.13rem; margin-top: 2rem; }
h4 { font-size: 1rem; margin-top: 1.4rem; }
p { margin: .5rem 0; max-width: 48rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, input:focus-visible, select:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px;
}
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .86em; }
code { background: var(--panel); border-radius: .25rem; padding: .1em .35em; }
.soft, .quiet { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); } .doubtful { color: var(--doubtful); }
.mark { font-weight: 700; margin-right: .45em; }
.facts { color: var(--soft); margin-top: .35rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.notices { margin: 1.25rem 0 0; display: grid; gap: .5rem; }
.notices p { margin: 0; max-width: none; padding: .6rem .85rem; border-radius: .4rem; border-left: .3rem solid; }
.notices .bad { background: var(--bad-panel); } .notices .doubtful { background: var(--doubtful-panel); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .9rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.05rem 1rem; }
.card .name { font-weight: 600; }
.card .big { font-size: 2rem; line-height: 1.2; font-weight: 650; margin: .3rem 0 0; letter-spacing: -.02em; }
.card .big small { font-size: .9rem; font-weight: 400; color: var(--soft); letter-spacing: 0; margin-left: .35em; }
.card p { margin: .3rem 0 0; font-size: .93rem; }
.gate { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; gap: .6rem; }
.gate > li { border-radius: .4rem; border-left: .3rem solid; padding: .6rem .85rem; }
.gate > li.good { background: var(--good-panel); } .gate > li.bad { background: var(--bad-panel); } .gate > li.doubtful { background: var(--doubtful-panel); }
.gate p { color: var(--ink); }
.gate p { margin: .15rem 0 0; max-width: none; }
.remarks { margin: .8rem 0 0; padding-left: 1.15rem; max-width: 50rem; }
.remarks li { margin: .3rem 0; }
.remarks li.good, .remarks li.bad, .remarks li.doubtful { color: var(--ink); }
.remarks li.strong { font-weight: 600; }
.remarks li.good, .remarks li.bad, .remarks li.doubtful { list-style: none; margin-left: -1.15rem; padding-left: 1.15rem; text-indent: -1.15rem; }
.remarks .mark { display: inline-block; width: 1.15rem; margin: 0; text-indent: 0; }
.explained { list-style: none; padding: 0; margin: .8rem 0 0; }
.explained li, figcaption p { color: var(--soft); font-size: .93rem; margin: .45rem 0 0; max-width: 48rem; }
.explained b, figcaption b { color: var(--ink); font-weight: 600; }
figure { margin: 1.25rem 0 0; }
.drawing { display: block; overflow: visible; margin-top: .4rem; }
.drawing text { fill: var(--ink); font-size: 13px; }
.drawing .tick text, .drawing .tick-text { fill: var(--soft); font-size: 12px; }
.drawing .tick line { stroke: var(--line); }
.drawing .axis { stroke: var(--soft); }
.drawing .reference, .drawing .change { stroke: var(--soft); stroke-dasharray: 5 4; }
.interval { stroke: var(--accent); stroke-width: 2.5; }
.sign.estimate { fill: var(--accent); }
.sign.faint { fill: var(--paper); stroke: var(--accent); stroke-width: 2; }
.sign.baseline { fill: var(--paper); stroke: var(--soft); stroke-width: 2; }
.sign.limit { fill: var(--doubtful); }
.forest { position: relative; margin-top: .5rem; padding: .1rem 0; }
.forest .grid { position: absolute; inset: 0; pointer-events: none; }
.forest .grid line { stroke: var(--line); }
.forest .grid .reference { stroke: var(--soft); stroke-dasharray: 5 4; }
.forest .line { position: relative; color: inherit; }
.forest .line p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; margin: .15rem 0 0; max-width: none; font-size: .88rem; line-height: 1.35; }
.forest .line b, .forest .line span { background: var(--paper); padding-right: .3rem; }
.forest .line span { color: var(--soft); }
.forest .line svg { display: block; overflow: visible; }
.forest .good .interval { stroke: var(--good); } .forest .good .sign.estimate { fill: var(--good); }
.forest .bad .interval { stroke: var(--bad); } .forest .bad .sign.estimate { fill: var(--bad); }
.forest .doubtful .interval { stroke: var(--doubtful); } .forest .doubtful .sign.estimate { fill: var(--doubtful); }
.forest .quiet .interval { stroke: var(--soft); } .forest .quiet .sign.estimate { fill: var(--soft); }
.forest .line.good, .forest .line.bad, .forest .line.doubtful, .forest .line.quiet { color: var(--ink); }
.ticks { display: block; overflow: visible; }
.ticks text { fill: var(--soft); font-size: 12px; }
.bar { fill: var(--bar); } .band { fill: var(--band); } .course { fill: none; stroke: var(--accent); stroke-width: 2; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: 0; margin: .4rem 0 0; font-size: .88rem; color: var(--soft); }
.legend svg { vertical-align: -2px; margin-right: .35rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem; align-items: start; }
.scroll { overflow-x: auto; margin-top: 1rem; overflow-wrap: normal; }
table { border-collapse: collapse; font-size: .91rem; }
caption { text-align: left; color: var(--soft); font-size: .88rem; padding-bottom: .3rem; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 9rem; max-width: 22rem; overflow-wrap: break-word; }
td { max-width: 30rem; overflow-wrap: break-word; }
td.right, th.right { text-align: right; white-space: nowrap; }
td.short { white-space: nowrap; }
td.long { min-width: 16rem; }
td.strong { font-weight: 650; }
.matrix th, .matrix td { text-align: right; padding: .5rem .8rem; min-width: 4rem; border: 1px solid var(--line); }
.matrix tbody th { text-align: left; }
.pair .matrix th, .pair .matrix td { min-width: 2.6rem; padding: .5rem .6rem; }
.pair tbody th { min-width: 5rem; } .pair th, .pair td { padding-right: .6rem; }
.heat-1 { background: var(--heat-1); } .heat-2 { background: var(--heat-2); } .heat-3 { background: var(--heat-3); } .heat-4 { background: var(--heat-4); }
.matrix td.right-answer { font-weight: 700; box-shadow: inset 0 0 0 2px var(--soft); }
details { margin: .6rem 0 0; }
summary { cursor: pointer; padding: .2rem 0; }
details > summary { color: var(--accent); }
.finder { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin-top: 1rem; }
.finder[hidden] { display: none; }
.finder label { display: grid; font-size: .88rem; color: var(--soft); flex: 1 1 12rem; max-width: 24rem; }
.finder input, .finder select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .35rem; padding: .35rem .5rem; width: 100%; min-width: 0; }
.finder output { font-size: .9rem; color: var(--soft); padding-bottom: .4rem; }
.sample { border: 1px solid var(--line); border-radius: .45rem; margin-top: .5rem; padding: .35rem .8rem; }
.sample > summary { color: var(--ink); }
.sample > summary b { margin-right: .6rem; }
.badge { border-radius: .9rem; padding: .05rem .55rem; font-size: .85rem; margin-left: .6rem; white-space: nowrap; background: var(--panel); }
.badge.bad { background: var(--bad-panel); }
.sample table { width: 100%; overflow-wrap: anywhere; }
.sample tbody th { min-width: 0; max-width: none; overflow-wrap: anywhere; }
.sample[open] { padding-bottom: .8rem; }
.sample[hidden] { display: none; }
.sample h4, .sample .label { font-size: .85rem; font-weight: 600; color: var(--soft); margin: .8rem 0 .2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; background: var(--panel); border-radius: .35rem; padding: .55rem .7rem; margin: 0; max-width: none; }
.cut { font-size: .85rem; color: var(--soft); margin: .15rem 0 0; }
.guidelines { padding-left: 1.3rem; }
.guidelines li { margin: .7rem 0; max-width: 50rem; }
.guidelines p { margin: 0; } .guidelines .soft { font-size: .9rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media (max-width: 34rem) {
  th, td { padding-right: .6rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --panel: #fff; --line: #bbb; --ink: #000; --soft: #444; --good: #17683a; --bad: #b3202c; --doubtful: #815300; --accent: #2454b8;
    --good-panel: #fff; --bad-panel: #fff; --doubtful-panel: #fff; --bar: #5b80cc; --band: #2454b826;
    --heat-1: #fff; --heat-2: #fff; --heat-3: #fff; --heat-4: #fff;
  }
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  nav, .finder { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  figure, .card, .sample, .gate > li, tr { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; } th, td { padding-right: .45rem; } tbody th { min-width: 0; } thead th, td.short, td.right { white-space: normal; } td.long { min-width: 0; }
  h2 { margin-top: 1.6rem; }
  a { color: inherit; text-decoration: none; }
}
`
