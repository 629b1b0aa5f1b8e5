// The frame of the console, and which view an address shows.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { A, html, moment, readOnly, shown, useAddress } from "./ui.mjs";
import { useSign } from "./stream.mjs";
import { Now } from "./now.mjs";
import { Problems } from "./problems.mjs";
import { Coverage } from "./coverage.mjs";
import { Counts } from "./counts.mjs";
import { Run, Runs } from "./runs.mjs";
import { Slice } from "./slice.mjs";
import { Type } from "./type.mjs";

const VIEWS = [
  ["/", "Now", Now],
  ["/problems", "Problems", Problems],
  ["/coverage", "Coverage", Coverage],
  ["/counts", "Counts", Counts],
  ["/runs", "Runs", Runs],
];

// Views of one thing: the beginning of their address, the view in the menu that leads there, and their name.
const DETAILS = [
  [/^\/runs\/(\d+)$/, "/runs", "Run", Run],
  [/^\/slices\/(\d+)$/, "/problems", "Slice", Slice],
  [/^\/types\/([^/]+)$/, "/", "", Type],
];

const found = (path) => {
  for (const [pattern, home, name, View] of DETAILS) {
    const match = pattern.exec(path);
    if (match) return [home, `${name} ${decodeURIComponent(match[1])}`.trim(), View, decodeURIComponent(match[1])];
  }
  return VIEWS.find(([address]) => address === path) ?? ["", "Not found", null];
};

// What is on screen may be outdated: said once, for all views.
const Sign = () => {
  const sign = useSign();
  return html`<div role="status">${sign && html`<p class="sign">${shown(sign.text)}. This page shows what was known at ${moment(sign.since)} UTC, and continues by itself.</p>`}</div>`;
};

const App = () => {
  const { path, query } = useAddress();
  const [home, name, View, id] = found(path);
  useEffect(() => {
    document.title = `${name} · Millrace`;
  }, [name]);
  return html`
    <header>
      <a class="skip" href="#main">Skip to the content</a>
      <strong class="name">Millrace</strong>
      <nav aria-label="Views">
        ${VIEWS.map(([address, text]) => html`<${A} href=${address} aria-current=${address === home ? "page" : null}>${text}<//>`)}
      </nav>
      ${readOnly && html`<span class="tag" title="Started with --read-only: commands change what this page shows">read-only</span>`}
    </header>
    <${Sign} />
    <main id="main" tabindex="-1">
      ${View ? html`<${View} key=${path} query=${query} id=${id} />` : html`<h1>There is no such page</h1>`}
    </main>`;
};

render(html`<${App} />`, document.getElementById("app"));
