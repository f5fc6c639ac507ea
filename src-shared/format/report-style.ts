/** Dark text on white, on paper always; light text on black where the screen is set so, pictures included. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --faint: #5c6166; --rule: #d5d9de; --ring: #0072b2; --curve: #1a1a1a;
  --good: #1b7837; --check: #9a5b00; --bad: #b2182b;
  --low2: #4a2a85; --low1: #8073ac; --zero: #3f6f3f; --high1: #e08214; --high2: #a33b00; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #101214; --ink: #e4e6e8; --faint: #9aa2aa; --rule: #363c42; --ring: #56b4e9; --curve: #e4e6e8;
  --good: #74c98a; --check: #e3a64a; --bad: #ff8a80;
  --low2: #a58ce0; --low1: #8073ac; --zero: #7fb07f; --high1: #e08214; --high2: #ff9a5c; }
  .raster { filter: invert(1) hue-rotate(180deg); } }
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 860px; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 17px; margin: 30px 0 8px; } h3 { font-size: 14px; margin: 14px 0 4px; }
p { margin: 6px 0; } .faint, footer { color: var(--faint); font-size: 13px; }
.verdict { border: 2px solid; border-radius: 6px; padding: 10px 14px; margin: 14px 0; } .verdict strong { font-size: 18px; text-transform: capitalize; }
.verdict.good { border-color: var(--good); } .verdict.good strong { color: var(--good); }
.verdict.check { border-color: var(--check); } .verdict.check strong { color: var(--check); }
.verdict.bad { border-color: var(--bad); } .verdict.bad strong { color: var(--bad); }
.verdict ul { margin: 6px 0 0; padding-left: 20px; color: var(--ink); }
.table { overflow-x: auto; } table { border-collapse: collapse; margin: 6px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 10px 3px 0; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; } tbody th { font-weight: normal; }
.number { text-align: right; white-space: nowrap; } .strong { font-weight: bold; color: var(--bad); } .rings { font-size: 13px; } .rings th, .rings td { padding-right: 8px; }
.wide { font-size: 12px; } .wide th, .wide td { padding-right: 6px; } .wide tbody th { overflow-wrap: anywhere; min-width: 80px; }
tr.unused td, tr.unseen td { color: var(--faint); } tr.dropped td { color: var(--bad); }
pre { margin: 0; padding: 8px 10px; border: 1px solid var(--rule); border-radius: 4px; font: 12px/1.4 ui-monospace, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 8px 0; break-inside: avoid; } figcaption { color: var(--faint); font-size: 13px; }
svg { display: block; width: 100%; height: auto; } svg.picture { max-height: 900px; border: 1px solid var(--rule); } svg text { font: 12px system-ui, "Liberation Sans", Arial, sans-serif; fill: var(--ink); }
path { fill: none; vector-effect: non-scaling-stroke; }
.ring { stroke: var(--ring); stroke-width: 0.9; opacity: 0.85; } .ring.unused, .ring.unseen { stroke-dasharray: 2 5; opacity: 0.7; } .ring.dropped { stroke: var(--bad); stroke-dasharray: 6 4; }
.point { stroke-width: 3.4; stroke-linecap: round; } .point.rejected { stroke: var(--bad); stroke-width: 2; opacity: 0.8; } .beam { stroke: var(--bad); stroke-width: 1.6; }
.low2 { stroke: var(--low2); } .low1 { stroke: var(--low1); } .zero { stroke: var(--zero); } .high1 { stroke: var(--high1); } .high2 { stroke: var(--high2); }
.cell { stroke: none; } .n4 { fill: #2d004b; background: #2d004b; } .n3 { fill: #542788; background: #542788; } .n2 { fill: #8073ac; background: #8073ac; } .n1 { fill: #b2abd2; background: #b2abd2; }
.s0 { fill: #e6e6e6; background: #e6e6e6; } .p1 { fill: #fdc57f; background: #fdc57f; } .p2 { fill: #e08214; background: #e08214; } .p3 { fill: #b35806; background: #b35806; } .p4 { fill: #7f3b08; background: #7f3b08; }
.swatch { display: inline-block; width: 18px; height: 11px; print-color-adjust: exact; } .legend { color: var(--faint); font-size: 13px; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin: 0 3px 0 10px; print-color-adjust: exact; }
.key.low2 { background: var(--low2); } .key.low1 { background: var(--low1); } .key.zero { background: var(--zero); } .key.high1 { background: var(--high1); } .key.high2 { background: var(--high2); } .key.rejected { background: var(--bad); }
.axis path { stroke: var(--ink); stroke-width: 1; } .axis text { text-anchor: middle; } .axis.left text { text-anchor: end; } .axis.left .title { text-anchor: middle; }
.hkl { text-anchor: start; font-size: 10px; } .curve { stroke: var(--curve); stroke-width: 1.2; } .warning { color: var(--check); }
@media print { body { padding: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } tr { break-inside: avoid; } pre { font-size: 9pt; } svg.picture { max-height: 225mm; } }
`;
