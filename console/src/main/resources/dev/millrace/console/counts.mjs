// Counts: events by type and time. What is not imported is hatched; a step leads to its coverage.
import { useState } from "preact/hooks";
import { Axis, Command, Failure, count, go, html, iso, length, moment, number, seconds, shown, Spans, stepped, useView } from "./ui.mjs";

const STEPS = [["5min", "5 min", 300], ["hour", "hour", 3600], ["day", "day", 86_400]];
// As the server: it refuses longer spans.
const MOST_STEPS = 600;
const MOST_BUCKETS = 120_000;

const covered = (type, i) => type.covered_seconds?.[i];

// One path for all steps of a row; heights from 0 to 1.
const path = (heights) => heights.map((height, i) => (height > 0 ? `M${i} 1V${1 - Math.max(height, 0.02)}h1V1z` : "")).join("");

const Bars = ({ type, step, until, most }) => {
  const known = Math.min(Math.max(until, 0), type.events.length);
  return html`<svg class="counts" viewBox="0 0 ${type.events.length} 1" preserveAspectRatio="none" aria-hidden="true">
    <path class="bars" d=${path(type.events.map((n) => n / most))} /></svg>
    ${holes(type, step, known).map(({ from, width, share }) =>
      html`<i class="hole" style=${{ left: `${(from / type.events.length) * 100}%`, width: `${(width / type.events.length) * 100}%`, height: `${share * 100}%` }}></i>`)}`;
};

// Neighbouring steps with the same share that is not imported.
const holes = (type, step, known) => {
  const all = [];
  for (let i = 0; type.covered_seconds && i < known; i++) {
    const share = Math.round((1 - covered(type, i) / step) * 100) / 100;
    const last = all[all.length - 1];
    if (last && last.share === share && last.from + last.width === i) last.width++;
    else if (share > 0) all.push({ from: i, width: 1, share });
  }
  return all;
};

export const Counts = ({ query }) => {
  const asked = new URLSearchParams();
  for (const name of ["from", "to", "types", "by"]) if (query.get(name)) asked.set(name, query.get(name));
  const { data, old, error } = useView("/counts" + (asked.size ? `?${asked}` : ""), ["slices", "buckets", "types", "time"]);
  const [cursor, setCursor] = useState({ row: 0, at: 0 });
  const show = data ?? old;
  const address = (changes) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) value === null ? next.delete(name) : next.set(name, value);
    go("/counts" + (next.size ? `?${next}` : ""));
  };
  if (!show) return html`<h1 class="sentence">${error ? "The counts are unknown." : "…"}</h1><${Failure} error=${error} />`;

  const { types, step_seconds: step } = show;
  const from = seconds(show.from);
  const to = seconds(show.to);
  const steps = (to - from) / step;
  const now = Date.now() / 1000;
  const total = types.reduce((sum, type) => sum + type.total, 0);
  const possible = (span, by) => span / by <= MOST_STEPS && (span / 300) * types.length <= MOST_BUCKETS;
  const zoom = (begin, end) => address({ from: iso(begin), to: iso(end), by: possible(end - begin, step) && (end - begin) / step > 2 && query.get("by") ? query.get("by") : null });
  const toCoverage = (row, at) =>
    go("/coverage?" + new URLSearchParams({ types: types[row].type, from: iso(from + at * step), to: iso(from + (at + 1) * step) }));

  const row = Math.min(cursor.row, types.length - 1);
  const at = Math.min(cursor.at, steps - 1);
  const keys = (e) => {
    const next = stepped(e, row, at, types.length, steps);
    if (next) setCursor(next);
    else if (e.key === "Enter") toCoverage(row, at);
    else return;
    e.preventDefault();
  };
  const cellAt = (e) => {
    const box = e.currentTarget.getBoundingClientRect();
    return Math.min(Math.max(Math.floor(((e.clientX - box.left) / box.width) * steps), 0), steps - 1);
  };
  const here = types[row];
  const uncovered = here && covered(here, at) === undefined ? 0 : here && step - covered(here, at);

  return html`
    <h1 class="sentence">${types.length === 0 ? "No type is applied yet." : `${count(total, "event")} of ${count(types.length, "type")} in ${length(to - from)}.`}</h1>
    <${Failure} error=${error} />
    <div class="tools">
      <${Spans} from=${from} to=${to} zoom=${zoom} possible=${(span) => possible(span, 86_400)} />
      <span class="spans" role="group" aria-label="Events by">${STEPS.map(([id, text, by]) =>
        html`<button type="button" class="small" aria-pressed=${step === by} disabled=${step !== by && !possible(to - from, by)} onClick=${() => address({ by: id })}>${text}</button>`)}</span>
      <span class="quiet">${moment(from)} to ${moment(to)} UTC</span>
    </div>
    ${types.length > 0 && html`
      <div class="coverage" role="application" tabindex="0" aria-label="Events, types by time" aria-describedby="counts-keys" onKeyDown=${keys}>
        ${types.map((type, i) => html`<div class="row" key=${type.type}>
          <span class="label">${shown(type.type)} <small>${number(type.total)}</small></span>
          <div class="cells tall" onMouseMove=${(e) => setCursor({ row: i, at: cellAt(e) })} onClick=${(e) => toCoverage(i, cellAt(e))}>
            <${Bars} type=${type} step=${step} until=${Math.ceil((now - from) / step)} most=${Math.max(...type.events, 1)} />
            ${row === i && html`<div class="cursor" style=${{ left: `${(at / steps) * 100}%`, width: `${100 / steps}%` }}></div>`}
          </div></div>`)}
        <${Axis} from=${from} to=${to} />
      </div>
      <p class="status" role="status"><b>${shown(here.type)}</b>, ${moment(from + at * step)}: ${count(here.events[at], "event")}${uncovered > 0 ? `, ${length(uncovered)} of ${length(step)} not imported` : ""}</p>
      <p class="quiet" id="counts-keys">Each row has its own scale. Arrow keys move; a click or Enter shows the coverage of that time.</p>
      <ul class="legend" aria-label="Legend"><li><i class="bars"></i>events</li><li><i class="hole"></i>not imported</li></ul>`}
    <${Command} text=${`./millrace counts --from ${show.from} --to ${show.to} --by ${show.by}${query.get("types") && types.length === 1 ? ` --type ${types[0].type}` : ""}`} />`;
};
