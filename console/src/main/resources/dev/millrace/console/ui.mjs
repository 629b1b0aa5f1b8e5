// What all views share: texts, requests, and small parts of pages.
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import htm from "htm";

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

const REFRESH_MILLIS = 10_000;

// What a view shows: one request, repeated while the page is visible. The last answer stays on screen.
export const useView = (path) => {
  const [view, setView] = useState({ path });
  const again = useRef(() => {});
  useEffect(() => {
    let ended = false;
    let timer = 0;
    const load = async () => {
      clearTimeout(timer);
      const answer = await fetch(path + (path.includes("?") ? "&" : "?") + "format=json").catch(() => null);
      const error = !answer ? "the console does not answer" : answer.ok ? null : await failure(answer);
      const data = error ? null : await answer.json();
      if (ended) return;
      setView((last) => ({ path, error, data: data ?? (last.path === path ? last.data : null) }));
      timer = setTimeout(() => document.hidden || load(), REFRESH_MILLIS);
    };
    const seen = () => document.hidden || load();
    document.addEventListener("visibilitychange", seen);
    again.current = load;
    load();
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
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
