// Styles that the elements share: colours, text, notices, swatches, the footer. Each element adds its own after them.

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

const PARTS = `
.label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.notice {
  position: absolute; inset: 0; display: grid; place-content: safe center; padding: 1rem; gap: 0.25rem;
  text-align: center; color: var(--_muted); overflow-wrap: anywhere; font-size: 0.9375rem;
}
.notice:empty { display: none }
.notice.over { pointer-events: none }
.notice.busy::before {
  content: ""; justify-self: center; inline-size: 1.5em; block-size: 1.5em; border: 2px solid var(--_grid);
  border-block-start-color: var(--_completed); border-radius: 50%; animation: turn 1s linear infinite;
}
@keyframes turn { to { rotate: 1turn } }
.swatch { display: inline-block; inline-size: 1.125em; block-size: 0.1875em; background: currentColor; border-radius: 1px }
.swatch.area { block-size: 0.625em; border-radius: 2px }
.swatch.hatch { background: repeating-linear-gradient(-45deg, currentColor 0 2px, transparent 2px 4px) }
.bottom { position: relative; display: flex; gap: 1rem; justify-content: space-between; margin-block-start: 0.5rem; block-size: 2.7em; color: var(--_muted); font-size: 0.75rem }
.footer { min-inline-size: 0; overflow: hidden; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; max-block-size: 2.8em }
.status { unicode-bidi: plaintext }
.status.error { color: var(--_failed) }
.completed { color: var(--_completed) } .other { color: var(--_other) }
.kind-0 { color: var(--_kind-0) } .kind-1 { color: var(--_kind-1) } .kind-2 { color: var(--_kind-2) }
.kind-3 { color: var(--_kind-3) } .kind-4 { color: var(--_kind-4) } .kind-5 { color: var(--_kind-5) }
.kind-6 { color: var(--_kind-6) } .kind-7 { color: var(--_kind-7) }
`;

// In forced colours, swatches keep their colours.
const CONDITIONS = `
@media (prefers-reduced-motion: reduce) { .notice.busy::before { animation: none } }
@media (forced-colors: active) {
  :host {
    --_back: Canvas; --_text: CanvasText; --_muted: CanvasText; --_grid: GrayText; --_axis: CanvasText;
    --_completed: Highlight; --_failed: CanvasText; --_good: CanvasText; --_other: GrayText;
  }
  .swatch { forced-color-adjust: none }
}
@media print { :host { color-scheme: light; break-inside: avoid } }
`;

/** For the shadow roots. */
export const SHARED_CSS = HOST + PARTS + CONDITIONS;
