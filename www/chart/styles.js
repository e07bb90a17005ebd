// Styles of everything that a chart shows from the start. Modules that are loaded later add their own.

const HOST = `
:host {
  --_back: var(--job-progress-back, light-dark(#ffffff, #12161d));
  --_text: var(--job-progress-text, light-dark(#1b2330, #e6e9ee));
  --_muted: var(--job-progress-muted, light-dark(#566173, #98a3b3));
  --_grid: var(--job-progress-grid, light-dark(#e3e7ed, #262d37));
  --_axis: var(--job-progress-axis, light-dark(#aeb7c4, #4a5462));
  --_completed: var(--job-progress-completed, light-dark(#0b6bb8, #4aa8ee));
  --_failed: var(--job-progress-failed, light-dark(#c2410c, #ff9254));
  --_good: var(--job-progress-good, light-dark(#0d7a4f, #3ecf8e));
  --_kind-0: var(--job-progress-kind-0, light-dark(#a22445, #ce6778));
  --_kind-1: var(--job-progress-kind-1, light-dark(#319498, #3ac7cc));
  --_kind-2: var(--job-progress-kind-2, light-dark(#313d8e, #6a80f5));
  --_kind-3: var(--job-progress-kind-3, light-dark(#868e4d, #d2dd7f));
  --_kind-4: var(--job-progress-kind-4, light-dark(#b32ba5, #ba82b0));
  --_kind-5: var(--job-progress-kind-5, light-dark(#792d06, #f2b097));
  --_kind-6: var(--job-progress-kind-6, light-dark(#673062, #fcc5f5));
  --_kind-7: var(--job-progress-kind-7, light-dark(#9e5e56, #f54e43));
  --_other: var(--job-progress-other, light-dark(#64748b, #94a3b8));
  display: block;
  inline-size: 100%;
  block-size: 27rem;
  min-inline-size: 0;
  color: var(--_text);
  font-size: 0.8125rem;
  line-height: 1.4;
  font-variant-numeric: tabular-nums;
}
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box }
section { display: flex; flex-direction: column; block-size: 100%; position: relative; overflow: clip; overflow-clip-margin: 4px }
button { font: inherit; color: inherit; cursor: pointer }
:focus-visible { outline: 2px solid var(--_completed); outline-offset: 2px }
.muted { color: var(--_muted) }
.failed { color: var(--_failed) }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`;

// The container is not the host: styles in a container are known only after its layout, and the canvas and the probes read theirs
// earlier. An empty line is as high as one with text, so that nothing moves when the text arrives. Text keeps its own direction,
// whatever the page's.
const HEADER = `
.header { container-type: inline-size; margin-block-end: 0.75rem }
.line { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; white-space: nowrap }
.line:last-child { margin-block-start: 0.25rem; font-size: 0.875rem }
.percent::before, .eta::before, .counts::before { content: "\\200b" }
.counts::before { margin-inline-end: -1.25em }
.line span:not(.clock), .status, .legend .muted { unicode-bidi: plaintext }
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
.counts { display: flex; gap: 1.25em; min-inline-size: 0; overflow: hidden; color: var(--_muted) }
.counts b, .eta b { color: var(--_text); font-weight: 600 }
.counts .failed { color: var(--_failed) }
.counts > :empty { display: none }
.counts > * { flex: none }
.counts .rate { flex: 0 1 auto; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis }
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
.label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.notice {
  position: absolute; inset: 0; display: grid; place-content: center; padding: 1rem; gap: 0.25rem;
  text-align: center; color: var(--_muted); overflow-wrap: anywhere; font-size: 0.9375rem;
}
.notice:empty { display: none }
.notice.over { pointer-events: none }
.notice.busy::before {
  content: ""; justify-self: center; inline-size: 1.5em; block-size: 1.5em; border: 2px solid var(--_grid);
  border-block-start-color: var(--_completed); border-radius: 50%; animation: turn 1s linear infinite;
}
@keyframes turn { to { rotate: 1turn } }
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
.swatch { display: inline-block; inline-size: 1.125em; block-size: 0.1875em; background: currentColor; border-radius: 1px }
.swatch.area { block-size: 0.625em; border-radius: 2px }
.swatch.hatch { background: repeating-linear-gradient(-45deg, currentColor 0 2px, transparent 2px 4px) }
`;

const BOTTOM = `
.bottom { position: relative; display: flex; gap: 1rem; justify-content: space-between; margin-block-start: 0.5rem; block-size: 2.7em; color: var(--_muted); font-size: 0.75rem }
.footer { min-inline-size: 0; overflow: hidden; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; max-block-size: 2.8em }
.status.error { color: var(--_failed) }
.table { flex: none }
.table summary { cursor: pointer; list-style-position: inside }
`;

const PROBES = `
.probe { background: Canvas; position: absolute; visibility: hidden; pointer-events: none; inline-size: 0; block-size: 0; overflow: hidden }
.probe i { transition: color 1ms step-end }
.back { color: var(--_back) } .text { color: var(--_text) } .grid { color: var(--_grid) } .axis { color: var(--_axis) }
.completed { color: var(--_completed) } .other { color: var(--_other) }
.kind-0 { color: var(--_kind-0) } .kind-1 { color: var(--_kind-1) } .kind-2 { color: var(--_kind-2) }
.kind-3 { color: var(--_kind-3) } .kind-4 { color: var(--_kind-4) } .kind-5 { color: var(--_kind-5) }
.kind-6 { color: var(--_kind-6) } .kind-7 { color: var(--_kind-7) }
`;

// In forced colours, lines and swatches keep their colours.
const CONDITIONS = `
@container (max-width: 30rem) { .counts .rate { display: none } .percent { font-size: 1.25rem } .line { gap: 0.5rem } }
@container (max-width: 24rem) { .counts .failed, .eta .clock { display: none } .state, .state[data-short]::before, .state[data-short]::after { font-size: 0.75rem } .state[data-short] { font-size: 0; padding: 0.05rem 0.55rem 0.1rem } .state[data-short]::after { content: attr(data-short) } .title { gap: 0.5rem } }
@media (prefers-reduced-motion: reduce) { canvas { transition: none } .notice.busy::before { animation: none } }
@media (forced-colors: active) {
  :host {
    --_back: Canvas; --_text: CanvasText; --_muted: CanvasText; --_grid: GrayText; --_axis: CanvasText;
    --_completed: Highlight; --_failed: CanvasText; --_good: CanvasText; --_other: GrayText;
  }
  .swatch, .probe, .state::before { forced-color-adjust: none }
}
@media print {
  :host { color-scheme: light; break-inside: avoid }
  .table { display: none !important }
}
`;

/** For the shadow root. */
export const CSS = HOST + HEADER + PLOT + LEGEND + BOTTOM + PROBES + CONDITIONS;
