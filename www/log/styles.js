// Styles of the log, which come after those that it shares with the chart.

/** For the shadow root. */
export const LOG_CSS = `
:host { block-size: 26rem }
.log { container: log / inline-size; gap: 0.5rem }
h3, h4, p, pre { margin: 0; font: inherit }

.toolbar { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; flex: none; padding: 2px }
select, input {
  font: inherit; color: inherit; background: var(--_back); border: 1px solid var(--_grid); border-radius: 0.5em;
  padding: 0 0.6em; block-size: 2em; min-inline-size: 0; max-inline-size: 14rem;
}
select:hover, input:hover { border-color: var(--_axis) }
input { inline-size: 12rem; flex: 0 1 auto; unicode-bidi: plaintext }
input::placeholder { color: var(--_muted); opacity: 1 }
.order { margin-inline-start: auto }
button.plain, .menu summary { padding: 0.15em 0.75em; background: none; border: 1px solid var(--_grid); border-radius: 0.5em; color: var(--_text); font-size: 0.8125rem }
button.plain:hover, .menu summary:hover { border-color: var(--_axis) }

.body { display: flex; flex-direction: column; gap: 0.5rem; flex: 1; min-block-size: 0 }
.list { container: list / inline-size; position: relative; flex: 1; min-block-size: 0; border: 1px solid var(--_grid); border-radius: 0.5rem; overflow: hidden }
.viewport { --_row: 2rem; position: absolute; inset: 0; overflow: auto; overflow-x: hidden; overflow-anchor: none; overscroll-behavior: contain; scrollbar-width: thin; scrollbar-color: var(--_axis) transparent }
.space { position: relative; contain: strict; inline-size: 100% }
.layer { position: absolute; inset: 0 }
.measure { position: absolute; inset-block-start: 0; block-size: var(--_row); visibility: hidden }
.list .notice { pointer-events: none; justify-items: center; gap: 0.75rem }
.list .notice button { pointer-events: auto }

.row {
  position: absolute; inset-inline: 0; inset-block-start: 0; block-size: var(--_row); contain: layout style; padding-inline: 0.75rem; cursor: default;
  display: grid; gap: 0 1rem; align-items: center; white-space: nowrap;
  grid-template-columns: var(--_time, 8ch) calc(var(--_kind, 4ch) + 1.25em) calc(var(--_input, 0ch) * 0.88) minmax(9rem, max-content) minmax(0, 1fr);
}
.bars .row { grid-template-columns: var(--_time, 8ch) calc(var(--_kind, 4ch) + 1.25em) calc(var(--_input, 0ch) * 0.88) minmax(9rem, max-content) minmax(0, 1fr) 6.75rem }
.row > * { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; unicode-bidi: isolate }
.row:hover { background: color-mix(in srgb, var(--_text) 4%, transparent) }
.row[aria-current] { background: color-mix(in srgb, var(--_completed) 10%, transparent); box-shadow: inset 0.1875rem 0 var(--_completed) }
.row:dir(rtl)[aria-current] { box-shadow: inset -0.1875rem 0 var(--_completed) }
.row:focus-visible { outline-offset: -2px; border-radius: 0.25rem }
.row .time { color: var(--_muted) }
.kind { display: flex; gap: 0.5em; align-items: center }
.kind .swatch { flex: none; inline-size: 0.5em; block-size: 0.5em; border-radius: 2px }
.swatch.other { background: none; box-shadow: inset 0 0 0 1.5px currentColor }
.input { color: var(--_muted); font-family: ui-monospace, monospace; font-size: 0.75rem }
.message, .kind .label { unicode-bidi: plaintext; text-align: start }
/* Metrics that don't fit wrap to a line that is clipped; those with a bar need the most room. */
.row .metrics { display: flex; flex-wrap: wrap; gap: 1em 0.875rem; justify-content: end; block-size: 1lh; color: var(--_muted); font-size: 0.75rem }
.metric { display: inline-flex; gap: 0.4em; align-items: center; flex: none }
.row .metrics::before { content: ""; block-size: 1lh }
.metric.share { order: 1 }
.more { order: 2 }
.metric b { font-weight: 400; color: var(--_text); flex: none }
.metric .bar { flex: none; inline-size: 3.5rem; block-size: 0.3125rem; border-radius: 1rem; background: var(--_grid); overflow: hidden }
.metric .bar i { display: block; block-size: 100%; background: var(--_completed) }
.main .metric { display: grid; grid-template-columns: 3.5rem 1fr; inline-size: 100% }
.main .metric b { text-align: end }
.absent > * { visibility: hidden }
.absent .message { visibility: visible; color: var(--_muted) }
.earlier, .stale .row { color: var(--_muted) }
.earlier .metric b, .stale .metric b { color: inherit }
.earlier .swatch, .earlier .bar, .stale .swatch, .stale .bar { opacity: 0.5 }
.border { position: absolute; inset-inline: 0; inset-block-start: -0.5rem; block-size: 1rem; display: flex; gap: 0.75rem; align-items: center; padding-inline: 0.75rem; overflow: visible !important; color: var(--_failed); font-size: 0.6875rem; line-height: 1; pointer-events: none }
.border.below { inset-block-start: calc(100% - 0.5rem) }
.border::before, .border::after { content: ""; flex: 1; block-size: 1px; background: currentColor; opacity: 0.6 }

.new-entries {
  position: absolute; inset-inline: 0; margin-inline: auto; inset-block-end: 0.75rem; inline-size: max-content; max-inline-size: 90%; z-index: 1;
  padding: 0.25em 1em; border: 0; border-radius: 2em; background: var(--_completed); color: var(--_back); font-weight: 600; box-shadow: 0 2px 8px rgb(0 0 0 / 20%);
}
.new-entries, .cut, .count { unicode-bidi: plaintext }
.new-entries::before { content: "↓ " / "" }
.new-entries.top { inset-block: 0.75rem auto }
.new-entries.top::before { content: "↑ " / "" }

.detail { flex: 0 1 auto; block-size: auto; max-block-size: 50%; min-block-size: 6rem; border: 1px solid var(--_grid); border-radius: 0.5rem }
.head { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: center; flex: none; padding: 0.375rem 0.5rem 0.375rem 0.75rem; border-block-end: 1px solid var(--_grid) }
.head h3 { flex: 1 1 15rem; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; unicode-bidi: plaintext; text-align: start }
.head button { flex: none }
.text { flex: 1; min-block-size: 0; overflow: auto; padding: 0.5rem 0.75rem 0.75rem; display: grid; gap: 0.625rem; align-content: start; scrollbar-width: thin }
.text:focus-visible { outline-offset: -2px }
.text > * { min-inline-size: 0 }
.facts, .cut, h4 { color: var(--_muted); font-size: 0.75rem; overflow-wrap: anywhere }
.cut { color: var(--_failed) }
.cut:empty { display: none }
pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; tab-size: 2 }
pre.metrics, pre.payload { display: block; color: inherit; font-family: ui-monospace, monospace; font-size: 0.75rem; direction: ltr; text-align: left }

.log .bottom { flex: none; margin: 0; block-size: 2.25em; align-items: center; font-size: 0.75rem }
.log .footer { flex: 1; -webkit-line-clamp: 2; max-block-size: 2.8em }
.export { flex: none }
.menu { position: relative }
.menu summary { cursor: pointer; list-style: none }
.menu summary::after { content: " ▾" / "" }
.menu summary::-webkit-details-marker { display: none }
.choices {
  position: absolute; inset-inline-end: 0; inset-block-end: calc(100% + 0.25rem); display: grid; z-index: 2; padding: 0.25rem; inline-size: max-content;
  background: var(--_back); border: 1px solid var(--_grid); border-radius: 0.5rem; box-shadow: 0 4px 16px rgb(0 0 0 / 16%);
}
.choices button { border: 0; text-align: start; padding: 0.3em 0.75em }
.choices button:hover { background: color-mix(in srgb, var(--_text) 6%, transparent) }
.progress { display: flex; gap: 0.625rem; align-items: center; color: var(--_text) }
progress { inline-size: 6rem; block-size: 0.375rem; accent-color: var(--_completed) }

@container log (min-width: 62rem) {
  .body { flex-direction: row }
  .detail { max-block-size: none; inline-size: 38%; flex: none }
}
/* Row layout depends on the list's width, because an open entry may be shown next to it. */
@container list (max-width: 44rem) {
  .row, .bars .row {
    grid-template: "time kind input main" auto "message message message message" auto / var(--_time, 8ch) minmax(0, max-content) minmax(0, 1fr) 6.75rem; gap: 0.125rem 0.75rem; align-content: center;
  }
  .viewport { --_row: 3.25rem }
  .row .metrics { display: none }
  .time { grid-area: time } .kind { grid-area: kind } .row .input { grid-area: input } .message { grid-area: message } .main { grid-area: main }
}
@container list (max-width: 26rem) {
  .row, .bars .row { grid-template-columns: var(--_time, 8ch) minmax(0, max-content) minmax(0, 1fr) 3rem; gap: 0.125rem 0.5rem; padding-inline: 0.5rem }
  .main .bar { display: none }
  .main .metric { display: block; text-align: end }
  .time, .kind, .main { font-size: 0.75rem }
  /* Mostly the ends of ids differ. */
  .row .input { display: flex; justify-content: end; font-size: 0.6875rem }
  .head-of-id { display: none }
}
@container list (max-width: 17rem) { .row .input { display: none } }
@container log (max-width: 26rem) {
  select { flex: 1 }
  .toolbar input { order: 1; flex: 1 0 100%; max-inline-size: none }
  .order { margin: 0 }
  .progress progress { display: none }
}
@media (forced-colors: active) {
  .metric .bar { block-size: 0.5rem; border: 1px solid CanvasText; background: Canvas } .metric .bar, .new-entries { forced-color-adjust: none }
  .row[aria-current] { outline: 1px solid Highlight; outline-offset: -1px }
  .new-entries { background: Highlight; color: HighlightText }
}
@media print { .toolbar, .export, .new-entries { display: none !important } }
`;
