#include "metrics/report_style.h"

namespace tuner {

// Colours after Okabe and Ito: told apart with any kind of colour vision; light or dark as the reader's system is.
std::string_view report_style() {
  return R"css(
:root { color-scheme: light dark;
  --page: #fff; --ink: #1b2530; --soft: #5b6875; --rule: #dfe4ea; --panel: #f6f8fa; --dot: #7d94ab;
  --accent: #0072b2; --bad: #c24a00; --mark: #e3f0f8;
  --j0: #0072b2; --j1: #d55e00; --j2: #009e73; --j3: #cc79a7; --j4: #a07800; --j5: #56b4e9; --j6: #1b2530; --j7: #7b52ab; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14191f; --ink: #e6ebf0; --soft: #9aa7b4; --rule: #2e3842; --panel: #1b222a; --dot: #7f95ab;
  --accent: #5cb8f0; --bad: #ff8a50; --mark: #17344a;
  --j0: #5cb8f0; --j1: #ff8a50; --j2: #33c79a; --j3: #e8a0c8; --j4: #e6c229; --j5: #9ad8ff; --j6: #e6ebf0; --j7: #b795e8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 40px 28px 64px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 22px; margin: 56px 0 4px; padding-top: 28px; border-top: 2px solid var(--rule); overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 34px 0 10px; }
p { margin: 6px 0; } .lead, figcaption, .note { color: var(--soft); } .lead { margin: 0; overflow-wrap: anywhere; }
.kicker { color: var(--accent); font-weight: 600; letter-spacing: .08em; text-transform: uppercase; font-size: 12px; margin: 0 0 6px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 24px 0 0; }
.card { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 16px; }
.card b { display: block; font-size: 24px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.card span { color: var(--soft); font-size: 13px; display: block; overflow-wrap: anywhere; } .card.first b { color: var(--accent); }
figure { margin: 0; } svg { display: block; width: 100%; height: auto; }
.small { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 18px; }
.small figcaption { color: var(--ink); font-size: 13px; font-weight: 600; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 4px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 13px; }
.legend svg { display: inline-block; width: 26px; height: 12px; vertical-align: -1px; margin-right: 6px; }
text { fill: var(--soft); font-size: 12px; } text.y { text-anchor: end; } text.x, text.axis-title { text-anchor: middle; }
.grid { stroke: var(--rule); fill: none; } .axis { stroke: var(--soft); fill: none; }
.succeeded { fill: var(--dot); fill-opacity: .65; } .stopped { fill: var(--page); stroke: var(--dot); stroke-width: 1.5; }
.violating { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.merged { fill: none; stroke: var(--dot); stroke-linecap: round; stroke-opacity: .6; }
.merged.stopped { stroke-opacity: .3; } .merged.failed { stroke: var(--bad); }
.failed { stroke: var(--bad); stroke-width: 1.6; fill: none; }
.best { fill: var(--accent); stroke: var(--page); stroke-width: 2; }
.best-line { fill: none; stroke: var(--accent); stroke-width: 2.2; stroke-linejoin: round; }
.curve { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linejoin: round; }
.job-0 { stroke: var(--j0); } .job-1 { stroke: var(--j1); stroke-dasharray: 9 3; } .job-2 { stroke: var(--j2); stroke-dasharray: 3 3; }
.job-3 { stroke: var(--j3); stroke-dasharray: 12 3 3 3; } .job-4 { stroke: var(--j4); } .job-5 { stroke: var(--j5); stroke-dasharray: 9 3; }
.job-6 { stroke: var(--j6); stroke-dasharray: 3 3; } .job-7 { stroke: var(--j7); stroke-dasharray: 12 3 3 3; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } td { overflow-wrap: break-word; max-width: 30em; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.highlighted td { background: var(--mark); font-weight: 600; } td.text { white-space: pre-line; }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
pre { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
footer { margin-top: 48px; color: var(--soft); font-size: 13px; }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .scroll { overflow: visible; } table { font-size: 9.5px; }
  figure, .card, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
)css";
}

std::string_view report_script() {
  return R"js(
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.parentElement, body = head.closest("table").tBodies[0], column = head.cellIndex;
  const up = head.getAttribute("aria-sort") !== "ascending";
  const key = row => { const cell = row.cells[column]; return "v" in cell.dataset ? +cell.dataset.v : cell.textContent; };
  const order = (a, b) => typeof a !== typeof b ? 0 : typeof a === "number" ? a - b : a.localeCompare(b);
  const last = value => typeof value === "string" && (value === "–" || value === "nan" || value === "");
  const rows = [...body.rows].map(row => [key(row), row]);
  rows.sort(([a], [b]) => last(a) - last(b) || (up ? order(a, b) : order(b, a)));
  body.append(...rows.map(([, row]) => row));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
});
)js";
}

}  // namespace tuner
