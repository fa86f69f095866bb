// The three screens of a live room. Everything shown is made by the server; this swaps it in as it comes, keeps what
// is the reader's own, and turns taps and keys into the same posts that work without script.
import { connect, post } from "./room-stream.js";

const screen = document.getElementById("screen");
const kind = screen.dataset.screen;
const link = document.querySelector("[data-link]");
const words = new Map([...document.getElementById("link-words").content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
let facts = JSON.parse(screen.dataset.facts);
let own = screen.dataset.own ? JSON.parse(screen.dataset.own) : null;
let version = null;
const said = new Map(); // what the reader was told of their vote, by ballot

const one = (selector) => screen.querySelector(selector);
const round = () => one("[data-key]");

// ---- what comes from the server ----

function swap(message) {
  facts = message.data;
  if (message.version && message.version === version) return;
  version = message.version;
  const open = [...screen.querySelectorAll("details[data-keep-open][open]")].map((part) => part.dataset.keepOpen);
  const drafts = [...screen.querySelectorAll("[data-draft], textarea")].map((field) => [field.id, field.value]);
  const at = document.activeElement?.id;
  const key = round()?.dataset.key, phase = round()?.dataset.phase;
  const picked = [...screen.querySelectorAll("[data-vote] input:checked")].map((input) => input.value);
  const before = places();
  screen.innerHTML = message.html;
  for (const name of open) { const part = one(`[data-keep-open="${name}"]`); if (part) part.open = true; }
  for (const [id, value] of drafts) { const field = id && document.getElementById(id); if (field && value) field.value = value; }
  dress();
  // What was ticked and not yet sent stays ticked while the same ballot is open.
  if (round()?.dataset.key === key && round()?.dataset.phase === phase) for (const input of screen.querySelectorAll("[data-vote] input")) if (picked.includes(input.value)) input.checked = true;
  const field = at && document.getElementById(at);
  if (field) field.focus({ preventScroll: true });
  else if (kind === "phone" && (round()?.dataset.key !== key || round()?.dataset.phase !== phase)) { one("[data-focus]")?.focus({ preventScroll: true }); scrollTo({ top: 0 }); }
  glide(before);
}

function count(counts) {
  facts.counts = counts;
  for (const place of screen.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
  for (const place of screen.querySelectorAll("[data-complete]")) place.hidden = !counts.complete;
}

// Put into a fresh fragment what only this page knows: the token, the way in, the owner's votes.
function dress() {
  for (const field of screen.querySelectorAll("[data-csrf]")) field.value = document.body.dataset.token ?? "";
  for (const place of screen.querySelectorAll("[data-qr]")) place.replaceChildren(document.getElementById("door-qr").content.cloneNode(true));
  for (const place of screen.querySelectorAll("[data-host]")) place.textContent = document.getElementById("door-host").content.textContent;
  if (facts.counts) count(facts.counts);
  wear();
  fit();
}

// What the hall must read at once is made to stand on one screen, in steps, never too small for the last row.
function fit() {
  if (kind !== "projector") return;
  for (const size of [1, .94, .88, .82, .76, .7]) {
    screen.style.fontSize = `${size}em`;
    if (screen.scrollHeight <= innerHeight) return;
  }
}
addEventListener("resize", () => fit());

function wear() {
  const now = round();
  if (kind !== "phone" || !now || !own) return;
  const waits = ["voting", "revoting"].includes(now.dataset.phase) && own.from_round > Number(now.dataset.number);
  for (const part of screen.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "waits") !== waits;
  const mine = own.votes[now.dataset.key] ?? [];
  const last = mine.length ? mine : own.votes[`${now.dataset.round}.1`] ?? [];
  for (const input of screen.querySelectorAll("[data-vote] input[name=choice]")) input.checked = mine.includes(input.value);
  for (const line of screen.querySelectorAll("[data-option]")) line.classList.toggle("mine", last.includes(line.dataset.option));
  for (const line of screen.querySelectorAll(".votes [data-option]")) line.dataset.mine = last.includes(line.dataset.option) ? words.get("mine") : "";
  const send = one("[data-send]");
  if (send && !one("[data-vote] input[type=checkbox]")) send.hidden = true;
  tell(said.get(now.dataset.key) ?? (mine.length ? "kept" : null));
}

function tell(outcome) {
  const place = one("[data-ack]");
  if (!place) return;
  place.hidden = !outcome;
  if (!outcome) return;
  place.textContent = words.get(outcome) ?? words.get("unsent");
  place.className = `note ack ${outcome === "kept" ? "good" : outcome === "sending" ? "" : "bad"}`;
}

// ---- what goes to the server ----

const form_of = (target) => target.closest("form");

async function vote(form) {
  const choice = [...form.querySelectorAll("input[name=choice]:checked")].map((input) => input.value);
  if (!choice.length) return;
  const key = `${form.elements.round.value}.${form.elements.ballot.value}`;
  said.set(key, "sending"); tell("sending");
  const answer = await post(screen.dataset.votes, { round: Number(form.elements.round.value), ballot: Number(form.elements.ballot.value), choice });
  const outcome = answer?.outcome ?? "unsent";
  if (outcome === "kept" && own) own.votes[key] = answer.chosen;
  said.set(key, outcome === "closed" ? "late" : outcome);
  wear();
}

// Steps go one after the other. One that means the same wherever the room stands is taken where it stands by then; any
// other keeps the place it was meant for, so that a double tap is one step.
const ANYWHERE = ["talk", "screen", "switch", "timer"];
let line = Promise.resolve();
function catch_up(form) {
  const present = one("input[name=seq]");
  if (present && ANYWHERE.includes(form.elements.kind?.value)) form.elements.seq.value = present.value;
}

const place = (part) => Number(part.querySelector("input[name=seq]")?.value ?? -1);
let counted = null; // the counts that the stream brought last
let pictures = 0; // that the stream has brought: what a post answers may be older than they are
let going = 0, waiting = null; // posts under way, and the key that was pressed meanwhile

async function send(form, submitter) {
  submitter?.setAttribute("aria-busy", "true");
  going += 1;
  const before = pictures, told = counted;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)), headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const note = page.querySelector(".flashes");
    document.querySelector("main > .flashes")?.remove();
    if (note) document.querySelector("main").prepend(note);
    const fresh = page.getElementById("screen");
    // The stream brings the new picture too; what the post itself answers is there at once.
    if (fresh && kind === "remote" && (pictures === before || place(fresh) > place(screen))) { swap({ html: fresh.innerHTML, data: JSON.parse(fresh.dataset.facts), version: null }); if (counted !== told) count(counted); }
    return answer.ok;
  } catch {
    if (link) link.textContent = words.get("lost");
    return false;
  } finally {
    submitter?.removeAttribute("aria-busy");
    going -= 1;
    if (!going && waiting) { const key = waiting; waiting = null; press(key); }
  }
}

document.addEventListener("change", (event) => {
  const form = form_of(event.target);
  if (form?.matches("[data-vote]") && event.target.type === "radio") vote(form);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-vote]")) { event.preventDefault(); vote(form); return; }
  if (!form.matches("[data-step], [data-wall], [data-ask], [data-hand]")) return;
  event.preventDefault();
  const done = await (line = line.then(() => { catch_up(form); return send(form, event.submitter); }));
  if (!done) return;
  if (form.matches("[data-ask], [data-wall]")) form.reset();
  if (form.matches("[data-ask]")) form.closest("details").open = false;
  if (form.matches("[data-wall]")) tell("kept");
  if (form.matches("[data-hand]")) {
    const button = form.querySelector("button"), up = button.value === "yes";
    button.value = up ? "no" : "yes";
    button.setAttribute("aria-pressed", String(up));
    button.textContent = up ? button.dataset.down : button.dataset.up;
  }
}, true);

// ---- keys ----

// A key pressed while a step is on its way means the step after it.
function press(key) {
  const name = CSS.escape(key), button = one(`[data-hotkey="${name}"]:not([disabled]), [data-hotkey-too="${name}"]:not([disabled])`);
  if (going) { waiting = key; return true; }
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const key = event.key === " " && !event.target.matches("button, summary, a, input") ? "n" : event.key.toLowerCase();
  if (kind === "remote") {
    if (press(key)) event.preventDefault();
  } else if (kind === "phone" && /^[1-9]$/.test(key)) {
    const input = screen.querySelectorAll("[data-vote] input[name=choice]")[Number(key) - 1];
    if (input) { event.preventDefault(); input.click(); }
  }
});

// ---- the clock, and cards that glide ----

setInterval(() => {
  const clock = one("[data-clock]");
  if (!clock || facts.ends_at === null) return;
  const left = Math.max(0, Math.ceil(facts.ends_at - Date.now() / 1000 - skew));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clock.classList.toggle("short", left <= 10);
}, 250);
let skew = 0;

const still = matchMedia("(prefers-reduced-motion: reduce)");
const places = () => new Map([...screen.querySelectorAll("[data-card]")].map((card) => [card.dataset.card, card.getBoundingClientRect()]));
function glide(before) {
  if (still.matches || !before.size) return;
  for (const card of screen.querySelectorAll("[data-card]")) {
    const from = before.get(card.dataset.card), to = card.getBoundingClientRect();
    if (!from || !to.width || (Math.abs(from.x - to.x) < 2 && Math.abs(from.y - to.y) < 2)) continue;
    card.animate([{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)` }, { transform: "none" }], { duration: 700, easing: "cubic-bezier(.2,.8,.2,1)" });
  }
}

dress();
connect({
  stream: screen.dataset.stream,
  state: screen.dataset.state,
  on: {
    state: (message) => { pictures += 1; swap(message); },
    counts: (counts) => { counted = counts; count(counts); },
    own: (message) => { own = message; wear(); },
    gone: () => location.reload(),
    link: (state) => { if (link) link.textContent = state === "ok" ? "" : words.get(state) ?? ""; },
  },
});
