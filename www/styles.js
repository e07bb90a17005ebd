// Styles of the shadow root, as one constructed sheet that all elements share (works under a strict CSP).

const css = `
:host {
  --_text: var(--job-progress-text, light-dark(#1b2330, #e6e9ee));
  --_muted: var(--job-progress-muted, light-dark(#5b6778, #98a3b3));
  --_grid: var(--job-progress-grid, light-dark(#e3e7ed, #262d37));
  --_axis: var(--job-progress-axis, light-dark(#aeb7c4, #434c59));
  --_completed: var(--job-progress-completed, light-dark(#0b6bb8, #4aa8ee));
  --_failed: var(--job-progress-failed, light-dark(#c2410c, #ff9254));
  --_kind-0: var(--job-progress-kind-0, light-dark(#00795c, #2ec196));
  --_kind-1: var(--job-progress-kind-1, light-dark(#8748b5, #c99bf0));
  --_kind-2: var(--job-progress-kind-2, light-dark(#a15c00, #e0a63c));
  --_kind-3: var(--job-progress-kind-3, light-dark(#0e7490, #45c4dd));
  --_kind-4: var(--job-progress-kind-4, light-dark(#b3246b, #f281b8));
  --_kind-5: var(--job-progress-kind-5, light-dark(#4d6b00, #a9c934));
  --_kind-6: var(--job-progress-kind-6, light-dark(#5b5bd6, #a3a5ff));
  --_kind-7: var(--job-progress-kind-7, light-dark(#8c4a2f, #dc9a7a));
  --_other: var(--job-progress-other, light-dark(#64748b, #94a3b8));
  display: flex;
  flex-direction: column;
  gap: 0.5rem;
  block-size: 26rem;
  min-inline-size: 0;
  color: var(--_text);
  font-family: system-ui, sans-serif;
  font-size: 0.8125rem;
  line-height: 1.4;
  font-variant-numeric: tabular-nums;
}
:host([hidden]) { display: none }
.header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; min-block-size: 1.4em }
.header strong { font-size: 1.125rem }
.muted, .footer { color: var(--_muted) }
.failed { color: var(--_failed) }
.plot { position: relative; flex: 1; min-block-size: 0; overflow: hidden }
canvas { position: absolute; inset: 0; inline-size: 100%; block-size: 100% }
.notice {
  position: absolute; inset: 0; display: grid; place-content: center; padding: 1rem;
  text-align: center; color: var(--_muted); overflow-wrap: anywhere;
}
.notice:empty { display: none }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; list-style: none; min-block-size: 1.4em }
.legend li { display: flex; gap: 0.375rem; align-items: center; min-inline-size: 0 }
.legend span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.legend i { flex: none; inline-size: 1.125em; block-size: 0.1875em; background: currentColor; border-radius: 1px }
.legend i.area { block-size: 0.625em }
.legend i.hatch { background: repeating-linear-gradient(-45deg, currentColor 0 2px, transparent 2px 4px) }
.footer { block-size: 2.8em; overflow: hidden; overflow-wrap: anywhere }
.footer.error { color: var(--_failed) }
.text { color: var(--_text) } .grid { color: var(--_grid) } .axis { color: var(--_axis) }
.completed { color: var(--_completed) } .other { color: var(--_other) }
.kind-0 { color: var(--_kind-0) } .kind-1 { color: var(--_kind-1) } .kind-2 { color: var(--_kind-2) }
.kind-3 { color: var(--_kind-3) } .kind-4 { color: var(--_kind-4) } .kind-5 { color: var(--_kind-5) }
.kind-6 { color: var(--_kind-6) } .kind-7 { color: var(--_kind-7) }
.probe { display: none }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The sheet, made when the first element needs it. */
export function styles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}
