// Slice: what became of its documents, and its attempts on a time line.
import { A, Command, Deliberate, Failure, Time, count, html, length, moment, number, post, seconds, shown, useView } from "./ui.mjs";

const CLASSES = ["inserted", "updated", "unchanged", "filtered", "rejected", "outside", "unaccounted"];

// fetched = inserted + updated + …, as one bar.
const Equation = ({ documents }) => {
  const parts = CLASSES.filter((id) => documents[id]);
  return html`<figure class="equation">
    <div class="stack" aria-hidden="true">${parts.map((id) => html`<i class="class-${id}" style=${{ flexGrow: Math.abs(documents[id]) }}></i>`)}</div>
    <figcaption><b>${count(documents.fetched, "document")} fetched</b>${parts.map((id, i) =>
      html`<span>${i ? " + " : " = "}<i class="class-${id}"></i> ${number(documents[id])} ${id === "unaccounted" ? "in no class" : id}</span>`)}</figcaption>
  </figure>`;
};

const took = (ms) => (ms < 10_000 ? `${number(ms)} ms` : length(Math.round(ms / 1000)));

// All attempts below each other, on one scale of time.
const Attempts = ({ data }) => {
  const now = Date.parse(data.at);
  const begin = Math.min(Date.parse(data.planned_at), ...data.attempts.map((a) => Date.parse(a.started_at)));
  const end = Math.max(...data.attempts.map((a) => Date.parse(a.ended_at ?? a.lease_until)), data.attempts.some((a) => !a.ended_at) ? now : 0, begin + 1);
  const at = (ms) => ((ms - begin) / (end - begin)) * 100;
  return html`<ol class="attempts">${data.attempts.map((a) => {
    const from = Date.parse(a.started_at);
    const to = a.ended_at ? Date.parse(a.ended_at) : Math.min(now, end);
    const lease = Date.parse(a.lease_until);
    return html`<li key=${a.attempt}>
      <div class="head"><b>attempt ${a.attempt}</b> <span class="state-${a.state}">${a.state}</span> <span>${shown(a.worker)}</span></div>
      <div class="line" aria-hidden="true"><i class="lease" style=${{ left: `${at(from)}%`, width: `${Math.max(at(Math.min(lease, end)) - at(from), 0)}%` }}></i>
        <i class="span state-${a.state}" style=${{ left: `${at(from)}%`, width: `max(3px, ${at(to) - at(from)}%)` }}></i></div>
      <p class="quiet"><${Time} at=${a.started_at} />${a.ended_at
        ? `, ${took(to - from)}`
        : `, running for ${took(now - from)}; ${lease > now ? `its lease ends in ${took(lease - now)}` : `its lease ended ${took(now - lease)} ago`}`}${
        a.documents.fetched > 0 && `, ${count(a.documents.fetched, "document")}`}</p>
      ${a.error && html`<p class="cause">${shown(a.error)}</p>`}</li>`;
  })}</ol>
  <div class="attempts-axis quiet" aria-hidden="true"><span>${moment(begin / 1000)}</span><span>${moment(end / 1000)}</span></div>`;
};

const Relatives = ({ title, slices }) => slices.length > 0 && html`<section><h2>${title}</h2><ul class="facts">${slices.map((s) =>
  html`<li><${A} href="/slices/${s.slice}">slice ${s.slice}<//> <b>${s.state}</b> <span><${Time} at=${s.from} />, ${length(seconds(s.to) - seconds(s.from))}</span></li>`)}</ul></section>`;

const Actions = ({ data, reload }) => {
  const span = length(seconds(data.to) - seconds(data.from));
  const waits = data.state === "planned" && Date.parse(data.not_before) > Date.parse(data.at);
  const open = ["planned", "sent", "running"].includes(data.state);
  const act = (wanted, text) => async () => {
    await post(`/slices/${data.slice}/${wanted}`);
    reload();
    return text;
  };
  const text = (t) => async () => ({ text: t });
  return html`<div class="actions">
    ${(data.state === "dead" || waits) && html`<${Deliberate} label="Try again…"
      consequence=${text(data.state === "dead"
        ? `${span} of ${data.type} are fetched again now, as if for the first time.`
        : `Its next attempt begins now instead of in ${length(seconds(data.not_before) - seconds(data.at))}. Failures so far still count.`)}
      confirm=${() => `Try slice ${data.slice} again`} act=${act("redrive", "Its next attempt is planned.")} />`}
    ${open && html`<${Deliberate} danger label="Cancel…"
      consequence=${text(`${data.state === "running" ? "Its attempt is stopped; what it has written is kept. " : ""}${data.kind === "backfill"
        ? `The backfill leaves out ${span}; ticks plan them where they are expected and missing.`
        : `No tick plans these ${span} again; only a backfill does.`}`)}
      confirm=${() => `Cancel slice ${data.slice}`} act=${act("cancel", `Slice ${data.slice} is cancelled.`)} />`}
  </div>`;
};

export const Slice = ({ id }) => {
  const { data, error, reload } = useView(`/slices/${id}`, ["slices", "runs", "rejected", "time"]);
  if (!data) return html`<h1 class="sentence">${error ? `Slice ${id} is unknown.` : "…"}</h1><${Failure} error=${error} />`;
  const span = seconds(data.to) - seconds(data.from);
  const waits = data.state === "planned" && Date.parse(data.not_before) > Date.parse(data.at);
  return html`
    <h1 class="sentence">Slice ${data.slice}, ${length(span)} of ${shown(data.type)}, is ${waits && data.retries ? "retrying" : data.state}${
      data.attempts.length ? ` after ${count(data.attempts.length, "attempt")}` : ""}.</h1>
    <${Failure} error=${error} />
    ${data.error && html`<p class="cause ${data.state === "dead" ? "bad" : "warn"}">${shown(data.error)}</p>`}
    ${data.documents && html`<${Equation} documents=${data.documents} />`}
    <${Actions} data=${data} reload=${reload} />
    <dl class="pairs">
      <dt>span</dt><dd><${Time} at=${data.from} /> to <${Time} at=${data.to} />, <${A} href=${"/coverage?" + new URLSearchParams({ types: data.type, from: data.from, to: data.to })}>its coverage<//></dd>
      <dt>run</dt><dd><${A} href="/runs/${data.run}">run ${data.run}<//>, ${data.kind}${data.paused ? ", paused" : ""}</dd>
      <dt>planned</dt><dd><${Time} at=${data.planned_at} />${data.redrives > 0 && `, redriven ${count(data.redrives, "time")}`}</dd>
      ${waits && html`<dt>next try</dt><dd>in ${length(seconds(data.not_before) - seconds(data.at))}, <${Time} at=${data.not_before} /></dd>`}
      ${data.ended_at && html`<dt>ended</dt><dd><${Time} at=${data.ended_at} /></dd>`}
      ${data.definition_version && html`<dt>definition</dt><dd><code>${data.definition_version}</code></dd>`}
    </dl>
    <h2>Attempts</h2>
    ${data.attempts.length ? html`<${Attempts} data=${data} />` : html`<p class="quiet">none yet</p>`}
    <div class="columns"><${Relatives} title="Part of" slices=${data.parents} /><${Relatives} title="Halves" slices=${data.halves} />
      ${data.rejected.length > 0 && html`<section><h2>Rejected documents</h2><ul class="facts">${data.rejected.map((d) =>
        html`<li><span>${shown(d.document)}</span><b>${d.reason}</b><span class="quiet">${shown(d.path)}</span></li>`)}</ul></section>`}</div>
    <${Command} text=${`./millrace slice show ${data.slice}`} />`;
};
