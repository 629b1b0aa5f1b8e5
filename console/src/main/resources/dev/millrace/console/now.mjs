// Now: one sentence first, then a row per type, then what all types share.
import { A, Bar, Command, Failure, Strip, count, html, length, number, shown, stripLabel, useView } from "./ui.mjs";

// To the minute is enough.
const toMinutes = (s) => (s >= 60 && s < 3600 ? length(s - (s % 60)) : length(s));

const Type = ({ type }) => html`<tr>
  <th scope="row"><${A} href="/types/${encodeURIComponent(type.type)}">${shown(type.type)}<//></th>
  <td class="n">${type.lag_seconds === null ? "nothing yet" : toMinutes(type.lag_seconds)}</td>
  <td class="wide"><${A} href="/coverage?types=${encodeURIComponent(type.type)}"><${Strip} letters=${type.last_day} label=${stripLabel(type.last_day)} /><//>
    ${type.fresh != null && html`<div class=${type.fresh ? "quiet" : "quiet bad"}>behind ${toMinutes(type.behind_seconds)}, promise ${length(type.fresh_seconds)}${type.fresh ? "" : ": broken"}</div>`}</td>
  <td class="n ${type.retrying_slices ? "warn" : "zero"}">${number(type.retrying_slices)}</td>
  <td class="n ${type.rejected ? "warn" : "zero"}">${number(type.rejected)}</td>
  <td class="n ${type.dead_slices ? "bad" : "zero"}">${number(type.dead_slices)}</td>
</tr>`;

const Queue = ({ name, queue }) => html`<li><span>${name}</span>
  ${queue.messages === undefined ? html`<b class="bad">does not answer</b>` : html`<b>${count(queue.messages, "message")}</b>`}
  ${queue.dead_letters > 0 && html`<${A} class="bad" href="/problems">${count(queue.dead_letters, "dead letter")}<//>`}</li>`;

const Source = ({ failure }) => html`<li><span>${shown(failure.source)}</span>
  <b class=${failure.since_seconds === null ? "" : "bad"}>${failure.since_seconds === null ? "asked to wait" : `fails for ${length(failure.since_seconds)}`}</b>
  <span>${shown(failure.type)}, next request ${failure.next_probe_seconds ? `in ${length(failure.next_probe_seconds)}` : "now"}</span>
  ${failure.failure && html`<span class="quiet cause">${shown(failure.failure)}</span>`}</li>`;

const RunLine = ({ run }) => html`<li><${A} href="/runs/${run.run}">run ${run.run}<//>
  <b>${run.kind}${run.state === "active" ? "" : `, ${run.state}`}</b>
  <${Bar} share=${run.share} label=${`${Math.floor(run.share * 1000) / 10} % imported`} />
  <span>${number(run.open_slices)} of ${count(run.slices, "slice")} open</span></li>`;

export const Now = () => {
  const { data, error } = useView("/", ["slices", "runs", "rejected", "types", "buckets", "fleet", "time"]);
  if (!data) return html`<h1 class="sentence">${error ? "The status is unknown." : "…"}</h1><${Failure} error=${error} />`;
  const queues = Object.entries(data.queues);
  return html`
    <h1 class="sentence">${shown(data.summary)}</h1>
    <${Failure} error=${error} />
    ${data.types.length > 0 && html`<div class="scroll"><table class="types">
      <caption class="hidden">The scheduled types</caption>
      <thead><tr><th scope="col">type</th><th scope="col" class="n">lag</th><th scope="col" class="wide">last 24 h</th>
        <th scope="col" class="n">retrying</th><th scope="col" class="n">rejected</th><th scope="col" class="n">dead</th></tr></thead>
      <tbody>${data.types.map((type) => html`<${Type} key=${type.type} type=${type} />`)}</tbody>
    </table></div>`}
    <div class="columns">
      <section><h2>Queues</h2><ul class="facts">${queues.map(([name, queue]) => html`<${Queue} name=${name} queue=${queue} />`)}
        <li><span>buckets</span><b>${data.buckets.stale ? `${number(data.buckets.stale)} stale` : "all counted"}</b></li></ul></section>
      <section><h2>Workers</h2><ul class="facts">${data.workers.length
        ? data.workers.slice(0, 6).map((w) => html`<li><span>${shown(w.worker)}</span><b>${count(w.in_hand, "message")}</b>
            <span>${w.last_sign_seconds > 60 ? `silent for ${length(w.last_sign_seconds)}` : `up ${length(w.since_seconds)}`}</span></li>`)
        : html`<li class=${data.fleet.missing ? "bad" : "quiet"}>none with a heartbeat</li>`}</ul></section>
      <section><h2>Sources</h2><ul class="facts">${data.source_failures.length
        ? data.source_failures.slice(0, 6).map((failure) => html`<${Source} failure=${failure} />`)
        : html`<li class="quiet">all answer</li>`}</ul></section>
      <section><h2>Active runs</h2><ul class="facts">${data.runs.length
        ? data.runs.map((run) => html`<${RunLine} key=${run.run} run=${run} />`)
        : html`<li class="quiet">none</li>`}</ul></section>
    </div>
    <${Command} text="./millrace status" />`;
};
