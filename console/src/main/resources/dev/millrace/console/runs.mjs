// Runs: the active ones, one run, and a backfill with its plan beside it.
import { useEffect, useState } from "preact/hooks";
import { A, Bar, Command, Deliberate, Failure, Time, count, html, length, number, post, readOnly, shown, useView } from "./ui.mjs";

const percent = (share) => `${Math.floor(share * 1000) / 10} %`;

const Actions = ({ run, open, reload }) => {
  const act = (wanted) => async () => {
    const answer = await post(`/runs/${run.run}/${wanted}`);
    reload();
    return `Run ${run.run} is ${answer.state}.`;
  };
  const text = (t) => async () => ({ text: t });
  return html`<div class="actions">
    ${run.state === "active" && html`<${Deliberate} label="Pause…" consequence=${text("No further slices are claimed; running ones finish. Resume continues it.")}
      confirm=${() => `Pause run ${run.run}`} act=${act("pause")} />`}
    ${run.state === "paused" && html`<${Deliberate} label="Resume…" consequence=${text(`The remaining ${count(open, "slice")} will be sent again.`)}
      confirm=${() => `Resume run ${run.run}`} act=${act("resume")} />`}
    ${(run.state === "active" || run.state === "paused") && html`<${Deliberate} danger label="Cancel…"
      consequence=${text(`${count(open, "open slice is", "open slices are")} cancelled. Imported data is kept. This cannot be taken back.`)}
      confirm=${() => `Cancel ${count(open, "slice")} of run ${run.run}`} act=${act("cancel")} />`}
  </div>`;
};

const Plan = ({ wish, reload }) => {
  const [plan, setPlan] = useState({});
  const key = JSON.stringify(wish);
  useEffect(() => {
    let ended = false;
    const timer = setTimeout(async () => {
      try {
        const data = await post("/runs", { ...wish, dry_run: true });
        if (!ended) setPlan({ key, data });
      } catch (e) {
        if (!ended) setPlan({ key, error: e.message });
      }
    }, 300);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [key]);
  const [state, setState] = useState({});
  const start = async () => {
    setState({ busy: true });
    try {
      const done = await post("/runs", { ...wish, slices: plan.data.slices, dry_run: false });
      setState({ run: done.run });
      reload();
    } catch (e) {
      setState({ error: e.message });
      setPlan({});
    }
  };
  const current = plan.key === key;
  const { data, error } = plan;
  return html`<section class="plan" aria-label="What it would do" aria-busy=${!current}>
    <h3>What it would do</h3>
    <${Failure} error=${current && error} />
    ${data && html`<div class=${current ? "" : "stale"}>
      <p class="large">${data.slices ? count(data.slices, "slice") : "Nothing to import."}</p>
      ${data.slices > 0 && html`<p>${count(data.calls, "call")} to the source, ${length(data.seconds_at_least)} or more</p>
      <ul class="facts">${data.types.filter((t) => t.slices).map((t) => html`<li><span>${shown(t.type)}</span><b>${count(t.slices, "slice")} of ${t.width}</b>
        <span>${t.documents === undefined ? "density unknown" : `about ${count(t.documents, "document")}`}${t.excluded_seconds ? `; ${length(t.excluded_seconds)} of it is excluded, and imported anyway` : ""}</span></li>`)}</ul>`}
      ${data.types.some((t) => !t.slices) && html`<p class="quiet">Left out, since nothing is to be imported: ${data.types.filter((t) => !t.slices).map((t) => shown(t.type)).join(", ")}.</p>`}
      ${data.slices > 0 && html`<button type="button" class="primary" disabled=${!current || state.busy} onClick=${start}>Plan ${count(data.slices, "slice")}</button>`}
    </div>`}
    ${state.run && html`<p class="done" role="status"><${A} href="/runs/${state.run}">Run ${state.run}<//> is planned.</p>`}
    <${Failure} error=${state.error} />
  </section>`;
};

const Backfill = ({ query, names, reload }) => {
  const [wish, setWish] = useState({
    types: (query.get("types") ?? "").split(",").filter(Boolean),
    from: query.get("from") ?? "-1d",
    to: query.get("to") ?? "",
    only: query.get("only") ?? "missing",
  });
  const set = (name) => (e) => {
    const next = { ...wish, [name]: e.target.value.trim() };
    setWish(next);
    remember(next);
  };
  const remember = (next) => {
    const params = new URLSearchParams({ ...next, types: next.types.join(",") });
    for (const [name, value] of [...params]) if (!value) params.delete(name);
    history.replaceState(null, "", `/runs?${params}`);
  };
  const toggle = (name) => (e) => {
    const next = { ...wish, types: e.target.checked ? [...wish.types, name] : wish.types.filter((other) => other !== name) };
    setWish(next);
    remember(next);
  };
  return html`<section><h2>Backfill</h2><div class="beside">
    <form onSubmit=${(e) => e.preventDefault()}>
      <fieldset><legend>Types <span class="quiet">(none: all)</span></legend><div class="checks">${names.map((name) =>
        html`<label><input type="checkbox" checked=${wish.types.includes(name)} onChange=${toggle(name)} />${shown(name)}</label>`)}</div></fieldset>
      <label class="field">From<input value=${wish.from} onInput=${set("from")} autocomplete="off" spellcheck=${false} /></label>
      <label class="field">To<input value=${wish.to} placeholder="now" onInput=${set("to")} autocomplete="off" spellcheck=${false} /></label>
      <p class="quiet">UTC, such as 2024-05-31T12:00:00Z, or relative such as -2d</p>
      <label class="field">Import<select value=${wish.only} onChange=${set("only")}>
        <option value="missing">what is missing</option><option value="dead">dead slices</option>
        <option value="older-definition">what an older definition wrote</option><option value="all">all of it again</option></select></label>
    </form>
    <${Plan} wish=${wish} reload=${reload} /></div>
    <${Command} text=${`./millrace backfill${wish.types.length ? ` --types ${wish.types.join(",")}` : ""} --from ${wish.from}${wish.to ? ` --to ${wish.to}` : ""}${wish.only === "missing" ? "" : ` --only ${wish.only}`} --dry-run`} />
  </section>`;
};

export const Runs = ({ query }) => {
  const { data, error, reload } = useView("/runs", ["slices", "runs", "types"]);
  if (!data) return html`<h1 class="sentence">${error ? "The runs are unknown." : "…"}</h1><${Failure} error=${error} />`;
  const more = data.other_runs.length;
  return html`
    <h1 class="sentence">${data.runs.length ? `${count(data.runs.length + more, "run has", "runs have")} open slices.` : "No run is active."}</h1>
    <${Failure} error=${error} />
    ${data.runs.length > 0 && html`<ul class="runs">${data.runs.map((run) => html`<li key=${run.run}>
      <div><${A} href="/runs/${run.run}">run ${run.run}<//> <b>${run.kind}${run.state === "active" ? "" : `, ${run.state}`}</b></div>
      <${Bar} share=${run.share} label=${`${percent(run.share)} imported`} />
      <div>${percent(run.share)}, ${number(run.open_slices)} of ${count(run.slices, "slice")} open</div>
      <${Actions} run=${run} open=${run.open_slices} reload=${reload} /></li>`)}</ul>`}
    ${more > 0 && html`<p class="quiet">and ${count(more, "more run", "more runs")}: ${data.other_runs.slice(0, 20).map((run) => html`<${A} href="/runs/${run}">${run}<//> `)}</p>`}
    ${!readOnly && html`<${Backfill} query=${query} names=${data.types.map((type) => type.type)} reload=${reload} />`}
    <${Command} text="./millrace status" />`;
};

export const Run = ({ id: run }) => {
  const { data, error, reload } = useView(`/runs/${run}`, ["slices", "runs"]);
  if (!data) return html`<h1 class="sentence">${error ? `Run ${run} is unknown.` : "…"}</h1><${Failure} error=${error} />`;
  const slices = Object.entries(data.slices).filter(([, n]) => n > 0);
  const open = data.slices.planned + data.slices.sent + data.slices.running;
  const documents = Object.entries(data.documents);
  return html`
    <h1 class="sentence">Run ${data.run}, a ${data.kind} run, ${data.state === "ended" ? "has ended" : `is ${data.state}`}: ${percent(data.share)} imported.</h1>
    <${Failure} error=${error} />
    <${Bar} share=${data.share} label=${`${percent(data.share)} imported`} />
    <dl class="pairs">
      <dt>planned</dt><dd><${Time} at=${data.planned_at} /></dd>
      ${data.operation && html`<dt>operation</dt><dd>${shown(data.operation.command)} by ${shown(data.operation.operator)}, <${Time} at=${data.operation.at} />${data.operation.because ? `: ${shown(data.operation.because)}` : ""}</dd>`}
      ${data.from && html`<dt>span</dt><dd><${Time} at=${data.from} /> to <${Time} at=${data.to} /></dd>`}
      <dt>types</dt><dd>${data.types.map(shown).join(", ") || "none"}</dd>
      <dt>slices</dt><dd>${slices.map(([state, n]) => `${number(n)} ${state}`).join(", ") || "none"}</dd>
      <dt>documents</dt><dd>${documents.filter(([, n]) => n > 0).map(([what, n]) => `${number(n)} ${what}`).join(", ") || "none"}</dd>
      ${data.covered_share > data.share && html`<dt>with others</dt><dd>${percent(data.covered_share)} of the span is imported by this run and others</dd>`}
    </dl>
    ${open > 0 && html`<${Actions} run=${data} open=${open} reload=${reload} />`}
    <${Command} text=${`./millrace status ${data.run}`} />`;
};
