// Playing without a full page load: the same forms, the same server; only the talk and the tank are swapped.
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 901px)");
let busy = false;

const places = () => new Map([...document.querySelectorAll("[data-card]")].map((card) => [card.dataset.card, card.getBoundingClientRect()]));

function glide(before) {
  if (reduced.matches) return;
  for (const card of document.querySelectorAll("[data-card]")) {
    const from = before.get(card.dataset.card);
    const to = card.getBoundingClientRect();
    if (!from || !to.width || (Math.abs(from.x - to.x) < 2 && Math.abs(from.y - to.y) < 2)) continue;
    card.animate([{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)` }, { transform: "none" }], { duration: 480, easing: "cubic-bezier(.2,.8,.2,1)" });
  }
}

function swap(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const fresh = next.getElementById("play");
  if (!fresh) return false;
  const before = places();
  const open = document.getElementById("tank")?.open;
  const status = document.getElementById("said");
  document.getElementById("play").replaceWith(fresh);
  const tank = document.getElementById("tank");
  // On a phone the open tank would lie over what was just said.
  if (tank && open && wide.matches) tank.open = true;
  glide(before);
  // The live region must be the one that was already there, or nothing is read out.
  const freshStatus = document.getElementById("said");
  if (status && freshStatus) { const words = freshStatus.textContent; freshStatus.replaceWith(status); status.textContent = ""; setTimeout(() => { status.textContent = words; }, 60); }
  // What the server says about the post stands outside the part that is swapped: show it where the eyes are.
  const told = next.querySelector(".flashes");
  if (told) document.getElementById("ask").prepend(told);
  const target = document.querySelector("[data-focus]");
  target?.focus({ preventScroll: true });
  show();
  return true;
}

// Wide: the lines on offer are all in view, the talk above them. Narrow: the answer comes first, the lines follow below it.
function show() {
  const ask = document.getElementById("ask");
  const answer = [...document.querySelectorAll("#talk > .me ~ li:not(.me, .coach)")].at(-1);
  let first = answer;
  while (first?.previousElementSibling && !first.previousElementSibling.matches(".me, .coach")) first = first.previousElementSibling;
  const fits = ask.offsetHeight <= innerHeight - 40;
  const [target, block] = wide.matches || !first ? [ask, fits ? "end" : "start"] : [first, "start"];
  target.scrollIntoView({ block, behavior: reduced.matches ? "auto" : "smooth" });
}

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  submitter?.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (!swap(await answer.text())) location.reload();
  } catch {
    submitter?.removeAttribute("aria-busy");
    document.querySelector("#ask .note.bad")?.remove();
    document.getElementById("ask").prepend(document.getElementById("offline-note").content.cloneNode(true));
  } finally {
    busy = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-play]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (/^[1-9]$/.test(event.key)) {
    const button = document.querySelector(`[data-key="${event.key}"]`);
    if (button) { event.preventDefault(); button.click(); }
  } else if (event.key === "u" || event.key === "U") {
    document.querySelector("[data-undo]")?.click();
  }
});
