// Coverage: types by time. Each cell is a stacked bar of its seconds; a span can be selected.
import { useEffect, useRef, useState } from "preact/hooks";
import { A, Axis, Command, FATES, Failure, Spans, around, count, fateLetter, fateText, go, html, iso, length, moment, number, readOnly, seconds, shown, stepped, useView } from "./ui.mjs";

// What can be asked of the ledger: unix time to the year 9999.
const LAST = 253_402_300_799;

const parts = (cell, wide) => FATES.map(([id]) => [id, cell.seconds[id] - (id === "under_way" ? cell.seconds.retrying ?? 0 : 0)]).filter(([, s]) => s > 0)
  .map(([id, s]) => [id === "covered" && cell.events === 0 ? "empty" : id, Math.round((s / wide) * 100)]);

// Neighbours that look the same are one element.
const segments = (cells, wide) => {
  const all = [];
  cells.forEach((cell, i) => {
    const look = parts(cell, wide);
    const key = JSON.stringify(look);
    const last = all[all.length - 1];
    if (last && last.key === key) last.width++;
    else all.push({ key, look, from: i, width: 1 });
  });
  return all;
};

const Segment = ({ segment, cells }) => {
  const [worst] = segment.look[0] ?? [];
  const letter = segment.width / cells > 0.012 && segment.look.length && !["covered", "empty", "not_expected", "due"].includes(worst) ? fateLetter[worst] : "";
  let top = 0;
  return html`<div class="segment" style=${{ left: `${(segment.from / cells) * 100}%`, width: `${(segment.width / cells) * 100}%` }}>
    ${segment.look.map(([id, percent]) => {
      const style = { top: `${top}%`, height: `${percent}%` };
      top += percent;
      return html`<i class="fate-${id}" style=${style}></i>`;
    })}
    ${letter && html`<b>${letter}</b>`}
  </div>`;
};

const sum = (cells) => {
  const totals = {};
  let events = 0;
  for (const cell of cells) {
    for (const [id, s] of Object.entries(cell.seconds)) totals[id] = (totals[id] ?? 0) + s;
    if (events !== null) events = cell.events === undefined ? null : events + cell.events;
  }
  if (totals.retrying) totals.under_way -= totals.retrying;
  return { totals, events };
};

const stateText = (totals) => FATES.filter(([id]) => totals[id] > 0).map(([id, text]) => `${length(totals[id])} ${text}`).join(", ");

const Table = ({ types }) => {
  const used = FATES.filter(([id]) => types.some((type) => (id === "retrying" ? type.retrying.length : type[`${id}_seconds`]) > 0) && id !== "retrying");
  return html`<div class="scroll"><table>
    <caption class="hidden">Time of each type by state</caption>
    <thead><tr><th scope="col">type</th>${used.map(([, text]) => html`<th scope="col" class="n">${text}</th>`)}</tr></thead>
    <tbody>${types.map((type) => html`<tr><th scope="row">${shown(type.type)}</th>
      ${used.map(([id]) => html`<td class="n ${type[`${id}_seconds`] ? "" : "zero"}">${type[`${id}_seconds`] ? length(type[`${id}_seconds`]) : "–"}</td>`)}</tr>`)}</tbody>
  </table></div>`;
};

const Legend = () => html`<ul class="legend" aria-label="Legend">${FATES.map(([id, text, letter]) =>
  html`<li><i class="fate-${id}"></i>${text}${["covered", "due", "not_expected"].includes(id) ? "" : ` (${letter})`}</li>`)}
  <li><i class="fate-empty"></i>imported, 0 events</li></ul>`;

const parseSelection = (text, types, from, wide, cells) => {
  const match = /^(.*),([^,]+),([^,]+)$/.exec(text ?? "");
  if (!match) return null;
  const row = types.findIndex((type) => type.type === match[1]);
  const a = Math.round((seconds(match[2]) - from) / wide);
  const b = Math.round((seconds(match[3]) - from) / wide);
  return row < 0 || !(a >= 0 && b > a && b <= cells) ? null : { row, a, b };
};

export const Coverage = ({ query }) => {
  const asked = new URLSearchParams();
  for (const name of ["from", "to", "types"]) if (query.get(name)) asked.set(name, query.get(name));
  const { data, old, error } = useView("/coverage" + (asked.size ? `?${asked}` : ""), ["slices", "types", "time"]);
  const [cursor, setCursor] = useState({ row: 0, at: 0 });
  const drag = useRef(null);
  const grid = useRef(null);
  const table = query.get("view") === "table";
  const show = data ?? old;

  const address = (changes, options) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) value === null ? next.delete(name) : next.set(name, value);
    go("/coverage" + (next.size ? `?${next}` : ""), options);
  };
  useEffect(() => {
    const key = (e) => {
      if (e.key === "t" && !e.ctrlKey && !e.metaKey && !e.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) address({ view: table ? null : "table" });
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  });

  if (!show) return html`<h1 class="sentence">${error ? "The coverage is unknown." : "…"}</h1><${Failure} error=${error} />`;
  const types = show.types;
  const cells = types[0]?.cells.length ?? 1;
  const from = seconds(show.from);
  const to = seconds(show.to);
  const wide = (to - from) / cells;
  const selection = parseSelection(query.get("sel"), types, from, wide, cells);

  const select = (row, a, b) => {
    const type = types[row];
    address({ sel: `${type.type},${iso(from + Math.min(a, b) * wide)},${iso(from + (Math.max(a, b) + 1) * wide)}` }, { replace: true });
  };
  const zoom = (begin, end) => address({ from: iso(Math.floor(begin)), to: iso(Math.min(Math.ceil(end), LAST)), sel: null });

  const at = Math.min(cursor.at, cells - 1);
  const row = Math.min(cursor.row, types.length - 1);
  const keys = (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const next = stepped(e, row, at, types.length, cells);
    if (next) {
      const anchor = cursor.anchor ?? at;
      const selects = e.shiftKey && !/^Arrow(Up|Down)$/.test(e.key);
      setCursor(selects ? { ...next, anchor } : next);
      if (selects) select(next.row, anchor, next.at);
      else if (selection) address({ sel: null }, { replace: true });
    } else if (e.key === "Enter") {
      if (selection) zoom(from + selection.a * wide, from + selection.b * wide);
      else zoom(from + at * wide, from + (at + 1) * wide);
    } else if (e.key === "Backspace") zoom(...around(from, to, (to - from) * 4));
    else if (e.key === "Escape") address({ sel: null }, { replace: true });
    else return;
    e.preventDefault();
  };
  const cellAt = (e) => {
    const box = e.currentTarget.getBoundingClientRect();
    return Math.min(Math.max(Math.floor(((e.clientX - box.left) / box.width) * cells), 0), cells - 1);
  };
  const pointer = (index) => ({
    onPointerDown: (e) => {
      if (e.button) return;
      drag.current = cellAt(e);
      e.currentTarget.setPointerCapture(e.pointerId);
      setCursor({ row: index, at: drag.current });
      select(index, drag.current, drag.current);
      grid.current?.focus({ preventScroll: true });
    },
    onPointerMove: (e) => drag.current !== null && select(index, drag.current, cellAt(e)),
    onPointerUp: () => (drag.current = null),
    onPointerCancel: () => (drag.current = null),
  });

  const chosen = selection && types[selection.row].cells.slice(selection.a, selection.b);
  const totals = chosen && sum(chosen);
  const retrying = chosen ? types[selection.row].retrying.filter((slice) => seconds(slice.to) > from + selection.a * wide && seconds(slice.from) < from + selection.b * wide) : [];
  const here = types[row]?.cells[at];
  const all = {};
  for (const type of types) for (const [id] of FATES) if (type[`${id}_seconds`]) all[id] = (all[id] ?? 0) + type[`${id}_seconds`];
  const open = ["dead", "missing", "cancelled", "under_way"].filter((id) => all[id]);

  return html`
    <h1 class="sentence">${types.length === 0 ? "No type is scheduled yet."
      : open.length ? `Not imported: ${open.map((id) => `${length(all[id])} ${fateText[id]}`).join(", ")}.` : "All expected time in this span is imported."}</h1>
    <${Failure} error=${error} />
    <div class="tools">
      <${Spans} from=${from} to=${to} zoom=${zoom} />
      <button type="button" class="small" aria-pressed=${table} onClick=${() => address({ view: table ? null : "table" })}>table</button>
      <span class="quiet">${moment(from)} to ${moment(to)} UTC, ${length(wide)} per cell</span>
    </div>
    ${table ? html`<${Table} types=${types} />` : types.length > 0 && html`
      <div class="coverage" ref=${grid} role="application" tabindex="0" aria-label="Coverage, types by time" aria-describedby="coverage-keys" onKeyDown=${keys}>
        ${types.map((type, i) => html`<div class="row" key=${type.type}>
          <span class="label">${shown(type.type)}</span>
          <div class="cells" ...${pointer(i)}>
            ${segments(type.cells, wide).map((segment) => html`<${Segment} segment=${segment} cells=${cells} />`)}
            ${selection?.row === i && html`<div class="selection" style=${{ left: `${(selection.a / cells) * 100}%`, width: `${((selection.b - selection.a) / cells) * 100}%` }}></div>`}
            ${row === i && html`<div class="cursor" style=${{ left: `${(at / cells) * 100}%`, width: `${100 / cells}%` }}></div>`}
          </div></div>`)}
        <${Axis} from=${from} to=${to} />
      </div>
      <p class="status" role="status">${here && html`<b>${shown(types[row].type)}</b>, ${moment(seconds(here.from))}: ${stateText(sum([here]).totals)}${here.events === undefined ? "" : `, ${count(here.events, "event")}`}`}</p>
      <p class="quiet" id="coverage-keys">Arrow keys move, with Shift they select; Enter zooms in, Backspace out; t shows a table.</p>
      <${Legend} />`}
    ${chosen && html`<section class="chosen" aria-label="Selected span">
      <h2>${length((selection.b - selection.a) * wide)} of ${shown(types[selection.row].type)}</h2>
      <p>${moment(from + selection.a * wide)} to ${moment(from + selection.b * wide)} UTC: ${stateText(totals.totals)}${totals.events === null ? "" : `; ${count(totals.events, "event")}`}.</p>
      ${retrying.length > 0 && html`<p>Retrying: ${retrying.slice(0, 12).map((slice) => html`<${A} href="/slices/${slice.slice}">slice ${slice.slice}<//> `)}${retrying.length > 12 && `and ${number(retrying.length - 12) + " more"}`}</p>`}
      <div class="actions">
        <button type="button" onClick=${() => zoom(from + selection.a * wide, from + selection.b * wide)}>Zoom in</button>
        ${!readOnly && html`<${A} class="button" href=${"/runs?" + new URLSearchParams({ types: types[selection.row].type, from: iso(from + selection.a * wide), to: iso(from + selection.b * wide) })}>Backfill ${length((selection.b - selection.a) * wide)} of ${shown(types[selection.row].type)}…<//>`}
      </div></section>`}
    <${Command} text=${`./millrace gaps --from ${show.from} --to ${show.to}${query.get("types") && types.length === 1 ? ` --type ${types[0].type}` : ""}`} />`;
};
