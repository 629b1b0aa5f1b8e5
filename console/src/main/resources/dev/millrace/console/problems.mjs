// Problems: what did not get through, by cause, and what to do about each.
import { A, Command, Deliberate, Failure, Time, count, html, length, number, post, seconds, shown, useView } from "./ui.mjs";

const NOUNS = { dead_slice: "dead slice", dead_letter: "dead letter", rejected: "rejected document", retrying: "retrying slice" };
const FATES = {
  sent: "would be sent again",
  planned: "would be planned again",
  not_dead: "would only lose their letter: the slice is not dead",
  redriven_too_often: "are skipped: redriven too often",
  run_cancelled: "are skipped: their run is being cancelled",
  unknown_slice: "are skipped: the ledger does not know their slice",
  unknown_type: "are skipped: no definition of their type is applied",
  empty_window: "are skipped: nothing in their window can be imported",
  misplaced: "are skipped: they belong on another queue",
  unreadable: "are skipped: workers cannot read them",
  too_large: "are skipped: too large",
};

const redrive = (group, dry_run) =>
  post("/problems/redrive", { type: group.type, reason: group.reason, queue: group.queue ?? "", dry_run });
const replay = (group, dry_run) => post("/problems/replay", { type: group.type, reason: group.reason, dry_run });

const redriveText = (effect) => {
  const parts = Object.entries(FATES).filter(([id]) => effect[id] > 0).map(([id, text]) => `${number(effect[id])} ${text}`);
  return parts.length ? parts.join("; ") + "." : "Nothing to redrive.";
};

const Action = ({ group, reload }) => {
  if (group.kind === "retrying") return null;
  if (group.kind === "rejected") {
    return html`<${Deliberate} label="Import again…"
      consequence=${async () => {
        const e = await replay(group, true);
        return { ...e, possible: e.slices > 0, text: `${count(e.documents, "document")} would be fetched again, in ${count(e.slices, "slice")}.` };
      }}
      confirm=${(e) => `Import ${count(e.documents, "document")} again`}
      act=${async () => {
        const e = await replay(group, false);
        reload();
        return `Run ${e.run} imports ${count(e.documents, "document")} again.`;
      }} />`;
  }
  return html`<${Deliberate} label="Redrive…"
    consequence=${async () => {
      const e = await redrive(group, true);
      return { ...e, possible: e.sent + e.planned + e.not_dead > 0, text: redriveText(e) };
    }}
    confirm=${(e) => `Redrive ${e.planned ? count(e.planned, "slice") : count(e.sent + e.not_dead, "letter")}`}
    act=${async () => {
      const e = await redrive(group, false);
      reload();
      return [e.planned && `${count(e.planned, "slice is", "slices are")} planned again`, e.sent && `${count(e.sent, "message is", "messages are")} sent again`,
        e.not_dead && `${count(e.not_dead, "letter is", "letters are")} deleted`].filter(Boolean).join(", ") + ".";
    }} />`;
};

const Group = ({ group, now, reload }) => html`<li class="problem ${group.kind}">
  <h2>${count(group.count, NOUNS[group.kind])}${group.type && html` of <b>${shown(group.type)}</b>`}${group.queue && ` on ${group.queue}`}</h2>
  <p class="cause">${shown(group.cause)}</p>
  <p class="quiet">first <${Time} at=${group.first} />, last <${Time} at=${group.last} />${group.next_try &&
    `, next try ${seconds(group.next_try) <= now ? "now" : `in ${length(seconds(group.next_try) - now)}`}`}</p>
  ${group.sample !== group.cause && html`<details><summary>A sample</summary><pre>${shown(group.sample)}</pre></details>`}
  ${group.slice && html`<p class="quiet">${group.count > 1 ? "such as " : ""}<${A} href="/slices/${group.slice}">slice ${group.slice}<//></p>`}
  <p>${group.remedy}</p>
  <${Action} group=${group} reload=${reload} />
  <${Command} text=${group.command} />
</li>`;

export const Problems = () => {
  const { data, error, reload } = useView("/problems", ["slices", "rejected", "time"]);
  if (!data) return html`<h1 class="sentence">${error ? "The problems are unknown." : "…"}</h1><${Failure} error=${error} />`;
  const parts = Object.entries(NOUNS).filter(([kind]) => data.counts[kind] > 0).map(([kind, noun]) => count(data.counts[kind], noun));
  return html`
    <h1 class="sentence">${parts.length ? parts.join(", ").replace(/, ([^,]*)$/, " and $1") + "." : "No problems."}</h1>
    <${Failure} error=${error} />
    ${!data.complete && html`<p class="quiet">There are more: another reader holds dead letters, or there are more than 10,000.</p>`}
    <ul class="problems">${data.groups.map((group) => html`<${Group} key=${group.kind + group.queue + group.type + group.cause}
      group=${group} now=${seconds(data.at)} reload=${reload} />`)}</ul>
    <${Command} text="./millrace problems" />`;
};
