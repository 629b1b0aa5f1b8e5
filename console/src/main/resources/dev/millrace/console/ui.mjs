// What all views share: texts, requests, and small parts of pages.
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import htm from "htm";
import { onChange } from "./stream.mjs";

export const html = htm.bind(h);

const meta = (name) => document.querySelector(`meta[name="millrace-${name}"]`).content;
export const readOnly = meta("read-only") === "true";

// Characters that cannot be seen are shown as in JSON, as the commands do.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]/gu;
const NAMED = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
export const shown = (text) =>
  String(text ?? "").replace(HIDDEN, (c) =>
    NAMED[c] ?? [...Array(c.length)].map((_, i) => "\\u" + c.charCodeAt(i).toString(16).padStart(4, "0")).join(""));

export const number = (n) => Number(n).toLocaleString("en-US");
export const count = (n, noun, many = noun + "s") => `${number(n)} ${n === 1 ? noun : many}`;

const two = (s, large, name, small, smallName) => {
  const rest = Math.floor((s % large) / small);
  return `${number(Math.floor(s / large))} ${name}` + (rest ? ` ${rest} ${smallName}` : "");
};
export const length = (s) =>
  s < 0 ? "-" + length(-s)
  : s < 60 ? `${Math.floor(s)} s`
  : s < 3600 ? two(s, 60, "min", 1, "s")
  : s < 86400 ? two(s, 3600, "h", 60, "min")
  : two(s, 86400, "d", 3600, "h");

export const seconds = (iso) => Math.floor(Date.parse(iso) / 1000);
export const iso = (s) => new Date(s * 1000).toISOString().replace(".000Z", "Z");
// 18 March 14:02; the year and the seconds are in the title of the element.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const moment = (s) => {
  const t = iso(s);
  return `${Number(t.slice(8, 10))} ${MONTHS[Number(t.slice(5, 7)) - 1]} ${t.slice(11, 16)}`;
};
export const day = (s) => {
  const t = iso(s);
  return `${Number(t.slice(8, 10))} ${MONTHS[Number(t.slice(5, 7)) - 1]} ${t.slice(0, 4)}`;
};

export const Time = ({ at }) => html`<time datetime=${at} title=${at}>${moment(seconds(at))}</time>`;

// The fates of a second, the worst first, with their letters.
export const FATES = [
  ["dead", "dead", "d"],
  ["missing", "missing", "m"],
  ["cancelled", "cancelled", "c"],
  ["retrying", "retrying", "r"],
  ["under_way", "under way", "u"],
  ["excluded", "excluded", "x"],
  ["covered", "imported", "i"],
  ["due", "due", "."],
  ["not_expected", "not expected", "-"],
];
export const fateText = Object.fromEntries(FATES.map(([id, text]) => [id, text]));
export const fateLetter = Object.fromEntries(FATES.map(([id, , letter]) => [id, letter]));

// ---- the address ----------------------------------------------------------------------------------

const listeners = new Set();
export const go = (path, { replace = false } = {}) => {
  if (path === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", path);
  listeners.forEach((each) => each());
};
addEventListener("popstate", () => listeners.forEach((each) => each()));
export const useAddress = () => {
  const [, again] = useState(0);
  useEffect(() => {
    const each = () => again((n) => n + 1);
    listeners.add(each);
    return () => listeners.delete(each);
  }, []);
  return { path: location.pathname, query: new URLSearchParams(location.search) };
};

// A link of the console: changes the address without loading the page again.
export const A = ({ href, children, ...rest }) => html`<a href=${href} ...${rest} onClick=${(e) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  e.preventDefault();
  go(href);
}}>${children}</a>`;

// ---- requests -------------------------------------------------------------------------------------

const failure = async (answer) => {
  if (answer.status === 401) location.assign("/login");
  const text = await answer.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return `the console answered ${answer.status}`;
  }
};

export const post = async (path, body) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Millrace-Csrf": meta("csrf") },
    body: JSON.stringify(body ?? {}),
  }).catch(() => null);
  if (!answer) throw new Error("the console does not answer");
  if (!answer.ok) throw new Error(await failure(answer));
  return answer.json();
};

// What a view shows: one request, repeated when one of its topics has changed. The last answer stays on screen.
export const useView = (path, topics) => {
  const [view, setView] = useState({ path });
  const again = useRef(() => {});
  useEffect(() => {
    let ended = false;
    let asked = 0;
    const load = async () => {
      const mine = ++asked;
      const answer = await fetch(path + (path.includes("?") ? "&" : "?") + "format=json").catch(() => null);
      const error = !answer ? "the console does not answer" : answer.ok ? null : await failure(answer);
      const data = error ? null : await answer.json();
      if (ended || mine !== asked) return;
      setView((last) => ({ path, error, data: data ?? (last.path === path ? last.data : null) }));
    };
    again.current = load;
    load();
    const forget = onChange(topics, load);
    return () => {
      ended = true;
      forget();
    };
  }, [path]);
  return { ...(view.path === path ? view : { old: view.data }), reload: () => again.current() };
};

// ---- parts of pages -------------------------------------------------------------------------------

export const Failure = ({ error }) => error && html`<p class="failure" role="alert">${shown(error)}</p>`;

export const Command = ({ text }) => {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<p class="command"><code>${shown(text)}</code>
    <button type="button" class="small" onClick=${copy} aria-label="Copy the command">${done ? "copied" : "copy"}</button></p>`;
};

const CLASS = { i: "covered", u: "under_way", x: "excluded", d: "dead", c: "cancelled", m: "missing", ".": "due", "-": "not_expected" };

// Letters, one per equal part of a span, as one bar.
export const Strip = ({ letters, label }) => {
  const parts = [];
  for (let i = 0; i < letters.length; i++) {
    const last = parts[parts.length - 1];
    if (last && last.letter === letters[i]) last.width++;
    else parts.push({ letter: letters[i], x: i, width: 1 });
  }
  return html`<svg class="strip" viewBox="0 0 ${letters.length} 10" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${parts.map((p) => html`<rect x=${p.x} width=${p.width} y="0" height="10" class="fate-${CLASS[p.letter]}" />`)}
  </svg>`;
};

export const stripLabel = (letters) => {
  const totals = {};
  for (const letter of letters) totals[CLASS[letter]] = (totals[CLASS[letter]] ?? 0) + 900;
  return "the last 24 hours: " + Object.entries(totals).map(([id, s]) => `${length(s)} ${fateText[id]}`).join(", ");
};

export const Bar = ({ share, label }) => html`<span class="bar" role="img" aria-label=${label}><span style=${{ width: `${Math.min(share, 1) * 100}%` }}></span></span>`;

// A button whose first press shows the consequence, and whose second acts.
export const Deliberate = ({ label, consequence, confirm, act, danger }) => {
  const [state, setState] = useState({ step: "idle" });
  const begin = async () => {
    setState({ step: "asking" });
    try {
      setState({ step: "ready", text: await consequence() });
    } catch (e) {
      setState({ step: "idle", error: e.message });
    }
  };
  const finish = async () => {
    setState((s) => ({ ...s, step: "acting" }));
    try {
      setState({ step: "idle", done: await act() });
    } catch (e) {
      setState({ step: "idle", error: e.message });
    }
  };
  if (readOnly) return null;
  const busy = state.step === "asking" || state.step === "acting";
  return html`<div class="deliberate">
    ${state.step === "ready" || state.step === "acting"
      ? html`<p class="consequence" role="status">${shown(state.text.text)}</p>
        ${state.text.possible !== false && html`<button type="button" class=${danger ? "danger" : "primary"} disabled=${busy} onClick=${finish}>${confirm(state.text)}</button>`}
        <button type="button" disabled=${busy} onClick=${() => setState({ step: "idle" })}>${state.text.possible === false ? "Close" : "Keep it as it is"}</button>`
      : html`<button type="button" disabled=${busy} onClick=${begin}>${label}</button>`}
    ${state.done && html`<p class="done" role="status">${shown(state.done)}</p>`}
    <${Failure} error=${state.error} />
  </div>`;
};

// ---- time lines -----------------------------------------------------------------------------------

const SPANS = [["6 h", 21_600], ["Day", 86_400], ["Week", 604_800], ["Month", 2_592_000], ["Year", 31_536_000]];

// A span of that length around the middle of another one, but not beyond now.
export const around = (from, to, span) => {
  const middle = Math.min((from + to) / 2, Date.now() / 1000 - span / 2);
  return [Math.floor(middle - span / 2), Math.floor(middle + span / 2)];
};

// Buttons that choose the length and the position of a span.
export const Spans = ({ from, to, zoom, possible = () => true }) => html`
  <span class="spans" role="group" aria-label="Length of the span">${SPANS.map(([text, span]) =>
    html`<button type="button" class="small" aria-pressed=${Math.abs(to - from - span) < span * 0.2} disabled=${!possible(span)} onClick=${() => zoom(...around(from, to, span))}>${text}</button>`)}</span>
  <span role="group" aria-label="Position"><button type="button" class="small" onClick=${() => zoom(from - 0.5 * (to - from), to - 0.5 * (to - from))}>← earlier</button>
    <button type="button" class="small" disabled=${to > Date.now() / 1000} onClick=${() => zoom(from + 0.5 * (to - from), to + 0.5 * (to - from))}>later →</button></span>`;

// The times below the rows.
export const Axis = ({ from, to }) => html`<div class="row axis" aria-hidden="true"><span class="label"></span><div class="cells">${[0, 1, 2, 3, 4, 5].map((i) => {
  const at = from + (i / 6) * (to - from);
  return html`<span style=${{ left: `${(i / 6) * 100}%` }}>${(to - from) / 6 >= 86_400 ? day(at) : moment(at)}</span>`;
})}</div></div>`;

// Where a key leads in a grid of rows and cells; null for other keys.
export const stepped = (e, row, at, rows, cells) => {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -at], End: [0, cells - 1 - at] };
  const step = steps[e.key];
  if (!step || e.ctrlKey || e.metaKey || e.altKey) return null;
  return { row: Math.min(Math.max(row + step[0], 0), rows - 1), at: Math.min(Math.max(at + step[1], 0), cells - 1) };
};
