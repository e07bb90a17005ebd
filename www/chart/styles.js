// Styles of what a chart shows from the start, which come after those that it shares with the log. Modules that are loaded later add
// their own.

const HOST = ":host { block-size: 27rem }";

// The container is not the host: styles in a container are known only after its layout, and the canvas and the probes read theirs
// earlier. An empty line is as high as one with text, so that nothing moves when the text arrives. Counts that don't fit wrap to a line that
// is clipped; in a narrow chart that of failures is the last to do so. The narrowest have two lines for them. Text keeps its own direction,
// whatever the page's.
const HEADER = `
.header { container-type: inline-size; margin-block-end: 0.75rem }
.line { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; white-space: nowrap }
.line:last-child { margin-block-start: 0.25rem; font-size: 0.875rem }
.percent::before, .eta::before, .done::before { content: "\\200b" }
.line span:not(.state, .clock), .legend .muted { unicode-bidi: plaintext }
.title { display: flex; gap: 0.75rem; align-items: center; font-size: 1rem; min-inline-size: 0 }
.name { flex: 0 1 auto; min-inline-size: 3em; font-weight: 600; overflow: hidden; text-overflow: ellipsis }
.state {
  --_tone: var(--_muted);
  flex: none; padding: 0.05em 0.7em 0.1em; border-radius: 1rem;
  font-size: 0.8125rem; font-weight: 600; color: var(--_tone); background: color-mix(in srgb, var(--_tone) 8%, transparent);
}
.state::before { content: ""; display: inline-block; margin-inline-end: 0.4em; inline-size: 0.5em; block-size: 0.5em; border-radius: 50%; background: currentColor }
.state.calm::before { background: none; box-shadow: inset 0 0 0 0.125em currentColor }
.state.active { --_tone: var(--_completed) }
.state.good { --_tone: var(--_good) }
.state.warning, .state.bad { --_tone: var(--_failed) }
.state.good::before { border-radius: 0; background: none; inline-size: 0.35em; block-size: 0.65em; border: solid currentColor; border-width: 0 0.15em 0.15em 0; rotate: 45deg; translate: 0 -0.1em }
.state.warning::before { border-radius: 0; clip-path: polygon(50% 0, 100% 100%, 0 100%); inline-size: 0.65em; block-size: 0.6em }
.state.bad::before { border-radius: 0; inline-size: 0.6em; block-size: 0.6em; clip-path: polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, 0 20%) }
.percent { font-size: 1.625rem; font-weight: 700; line-height: 1; text-align: end }
.counts { display: flex; flex-wrap: wrap; gap: 1em 1.25em; min-inline-size: 0; block-size: 1lh; overflow: hidden; color: var(--_muted) }
.counts b, .eta b { color: var(--_text); font-weight: 600; line-height: 1 }
.counts .failed { color: var(--_failed) }
.counts > :empty:not(.done) { display: none }
.counts > * { flex: none }
.clock:not(:empty)::before { content: "·"; margin-inline: 0.4em }
.eta { flex: none; display: flex; white-space: pre; color: var(--_muted) }
`;

const PLOT = `
.plot { position: relative; flex: 1; min-block-size: 4rem; overflow: hidden }
canvas {
  position: absolute; inset: 0; inline-size: 100%; block-size: 100%; touch-action: pan-y; cursor: crosshair;
  transition: opacity 0.3s, filter 0.3s; direction: ltr;
}
canvas:focus-visible { outline-offset: -2px }
.plot.stale canvas { opacity: 0.4; filter: grayscale(0.7) }
`;

const LEGEND = `
.legend {
  display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; margin: 0.5rem 0 0; padding: 2px 0; list-style: none;
  min-block-size: calc(1.9em + 4px); max-block-size: max(calc(4.2em + 4px), 25%); overflow-y: auto; scrollbar-width: thin;
}
.legend li { min-inline-size: 0; max-inline-size: 100% }
.legend button {
  display: flex; gap: 0.5em; align-items: center; max-inline-size: 100%; padding: 0.15em 0.75em; background: none;
  border: 1px solid var(--_grid); border-radius: 0.5em;
}
.legend button > * { flex: none }
.legend button > .label { flex: 0 1 auto; max-inline-size: 14em }
.legend button:focus-visible { outline-offset: -2px }
.legend button:hover { border-color: var(--_axis) }
.legend button[aria-pressed="false"] { border-style: dashed; color: var(--_muted) }
.legend button[aria-pressed="false"] .label { text-decoration: line-through }
.legend button[aria-pressed="false"] .swatch { opacity: 0.35 }
.legend b { font-weight: 600; text-align: end }
.legend [data-newest]::after { content: attr(data-newest); display: block; block-size: 0; overflow: hidden; visibility: hidden }
.legend .muted:empty { display: none }
`;

const TABLE = `
.table { flex: none }
.table summary { cursor: pointer; list-style-position: inside }
`;

const PROBES = `
.probe { background: Canvas; position: absolute; visibility: hidden; pointer-events: none; inline-size: 0; block-size: 0; overflow: hidden }
.probe i { transition: color 1ms step-end }
.back { color: var(--_back) } .text { color: var(--_text) } .grid { color: var(--_grid) } .axis { color: var(--_axis) }
`;

// In forced colours, lines keep their colours.
const CONDITIONS = `
@container (max-width: 30rem) { .counts .rate { display: none } .counts { flex-direction: row-reverse; justify-content: flex-end } .counts .failed { order: -1 } .eta .clock { display: none } .percent { font-size: 1.25rem } .line { gap: 0.5rem } }
@container (max-width: 24rem) { .line:last-child { flex-wrap: wrap; justify-content: start; gap: 0 0.75rem; block-size: 2lh; overflow: hidden } .counts { display: contents } .counts .failed { order: 0 } .eta { margin-inline-start: auto } .state, .state[data-short]::before, .state[data-short]::after { font-size: 0.75rem } .state[data-short] { font-size: 0; padding: 0.05rem 0.55rem 0.1rem } .state[data-short]::after { content: attr(data-short) } .title { gap: 0.5rem } }
@media (prefers-reduced-motion: reduce) { canvas { transition: none } }
@media (forced-colors: active) { .probe, .state::before { forced-color-adjust: none } }
@media print { .table { display: none !important } }
`;

/** For the shadow root. */
export const CHART_CSS = HOST + HEADER + PLOT + LEGEND + TABLE + PROBES + CONDITIONS;
