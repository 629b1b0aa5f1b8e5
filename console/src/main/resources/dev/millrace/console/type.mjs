// Type: its definition, which definitions wrote its coverage, how late its documents arrive, and its source.
import { A, Bar, Command, Failure, Time, count, html, length, number, readOnly, shown, useView } from "./ui.mjs";

const percent = (share) => `${share > 0 && share < 0.001 ? "under 0.1" : Math.floor(share * 1000) / 10} %`;

const Versions = ({ data }) => html`
  ${data.older_seconds > 0 && html`<p>${percent(data.older_seconds / data.covered_seconds)} by an older definition${readOnly ? "." : html` → <${A} href=${"/runs?" +
    new URLSearchParams({ types: data.type, from: data.older.from, to: data.older.to, only: "older-definition" })}>backfill ${length(data.older_seconds)}…<//>`}</p>`}
  <ul class="facts versions">${data.versions.map((v) => html`<li key=${v.version}><span><code>${v.version}</code>${v.applied ? ", applied" : ""}</span>
    <${Bar} share=${v.share} label=${`${percent(v.share)} of the coverage`} /><b>${percent(v.share)}</b>
    <span class="quiet">${length(v.seconds)}, from <${Time} at=${v.from} /> to <${Time} at=${v.to} /></span></li>`)}
    ${data.versions.length === 0 && html`<li class="quiet">nothing is imported yet</li>`}</ul>`;

const share = (age) => (age.fetched ? (age.inserted + age.updated) / age.fetched : 0);

const advice = ({ measured, open, enough_seconds: enough, ages }) =>
  !measured ? "No recheck of this type has ended yet."
  : open ? `The recheck after ${length(ages.at(-1).age_seconds)} still brought documents: add an older age to the key recheck.`
  : enough.length === 0 ? "No recheck brought anything: recheck: [] would do."
  : enough.length < ages.filter((age) => age.defined).length ? `Rechecks after ${enough.map(length).join(", ")} would do: later ones brought nothing.`
  : `All ages of recheck are of use: the last that brought documents is ${length(enough.at(-1))}.`;

const Late = ({ lateness }) => {
  const most = Math.max(...lateness.ages.map(share), 1e-9);
  return html`<p>${advice(lateness)}</p>
    ${lateness.ages.length > 0 && html`<div class="scroll"><table class="late">
      <caption class="hidden">What rechecks brought, by age</caption>
      <thead><tr><th scope="col">age</th><th scope="col" class="wide">share of its documents</th><th scope="col" class="n">inserted</th><th scope="col" class="n">updated</th><th scope="col" class="n">documents</th><th scope="col" class="n">slices</th></tr></thead>
      <tbody>${lateness.ages.map((age) => html`<tr key=${age.age_seconds}><th scope="row">${length(age.age_seconds)}${age.defined ? "" : " (not defined now)"}</th>
        <td class="wide">${age.slices ? html`<${Bar} share=${share(age) / most} label=${percent(share(age))} /> ${age.inserted + age.updated ? percent(share(age)) : "nothing"}` : "not reached yet"}</td>
        <td class="n ${age.inserted ? "" : "zero"}">${number(age.inserted)}</td><td class="n ${age.updated ? "" : "zero"}">${number(age.updated)}</td>
        <td class="n zero">${number(age.fetched)}</td><td class="n zero">${number(age.slices)}</td></tr>`)}</tbody></table></div>`}`;
};

const Source = ({ source, countOnly }) => html`<dl class="pairs">
  <dt>source</dt><dd>${countOnly ? "none: another system fills the table" : source.name ? shown(source.name) : "the document API"}</dd>
  ${source.rate && html`<dt>budget</dt><dd>${count(source.rate, "request")} per second, ${source.booked_milliseconds > 0 ? `booked for the next ${number(source.booked_milliseconds)} ms` : "free now"}</dd>`}
  ${source.failure && html`<dt>failure</dt><dd class="bad">${source.since_seconds == null ? "" : `for ${length(source.since_seconds)}: `}${shown(source.failure)}; next request ${source.next_probe_seconds ? `in ${length(source.next_probe_seconds)}` : "now"}</dd>`}
</dl>`;

export const Type = ({ id }) => {
  const { data, error } = useView(`/types/${encodeURIComponent(id)}`, ["slices", "types", "fleet"]);
  if (!data) return html`<h1 class="sentence">${error ? `The type ${shown(id)} is unknown.` : "…"}</h1><${Failure} error=${error} />`;
  const query = `?types=${encodeURIComponent(data.type)}`;
  return html`
    <h1 class="sentence">${shown(data.type)} ${data.count_only ? "is counted" : data.enabled ? `is imported into the table ${shown(data.table)}` : "is not scheduled"}${
      data.older_seconds > 0 ? `; ${percent(data.older_seconds / data.covered_seconds)} of it by an older definition` : ""}.</h1>
    <${Failure} error=${error} />
    <p class="actions"><${A} class="button" href="/coverage${query}">Coverage<//><${A} class="button" href="/counts${query}">Counts<//></p>
    <${Source} source=${data.source} countOnly=${data.count_only} />
    ${!data.count_only && html`<h2>Coverage by definition</h2><${Versions} data=${data} />
      <h2>Lateness</h2><${Late} lateness=${data.lateness} />`}
    <h2>Definition</h2>
    <p class="quiet">Applied <${Time} at=${data.applied_at} />, version <code>${data.version}</code></p>
    <pre tabindex="0" aria-label="Definition">${data.definition.split("\n").map(shown).join("\n")}</pre>
    <${Command} text=${`./millrace types show ${data.type}`} />`;
};
