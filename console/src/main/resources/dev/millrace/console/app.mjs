// The frame of the console, and which view an address shows.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { A, html, readOnly, useAddress } from "./ui.mjs";
import { Now } from "./now.mjs";
import { Problems } from "./problems.mjs";
import { Coverage } from "./coverage.mjs";
import { Run, Runs } from "./runs.mjs";

const VIEWS = [
  ["/", "Now", Now],
  ["/problems", "Problems", Problems],
  ["/coverage", "Coverage", Coverage],
  ["/runs", "Runs", Runs],
];

const App = () => {
  const { path, query } = useAddress();
  const run = /^\/runs\/(\d+)$/.exec(path);
  const [home, name, View] = run
    ? ["/runs", `Run ${run[1]}`, Run]
    : (VIEWS.find(([address]) => address === path) ?? ["", "Not found", null]);
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
    <main id="main" tabindex="-1">
      ${View ? html`<${View} key=${path} query=${query} run=${run?.[1]} />` : html`<h1>There is no such page</h1>`}
    </main>`;
};

render(html`<${App} />`, document.getElementById("app"));
