// Courtesies of the week's plan: hours add up as one plans, and every change is kept. Without script the buttons do it all.
const REST_MS = 700;
let timer = 0;
let dirty = false;
let sending = null;

const plan = () => document.querySelector("form[data-plan]");

function planned(form) {
  let hours = 0;
  for (const select of form.querySelectorAll("[data-todo]")) hours += Number(select.selectedOptions[0]?.dataset.hours ?? 0);
  for (const name of ["inbound", "referral", "flyers"]) hours += Number(form.elements[name].value) || 0;
  const fair = form.elements.exhibition;
  return hours + (fair?.checked ? Number(fair.dataset.hours) : 0);
}

const short = (hours) => String(Math.round(hours * 100) / 100);

function show(form) {
  const free = Number(form.dataset.free);
  const hours = planned(form);
  const over = hours > free + 0.001;
  const text = form.querySelector("[data-planned]");
  text.textContent = short(hours);
  text.classList.toggle("over", over);
  form.querySelector("[data-cold]").textContent = short(Math.max(0, free - hours));
  const fill = form.querySelector(".meter .fill");
  fill.setAttribute("width", `${Math.min(100, (100 * hours) / (free || 1))}%`);
  fill.classList.toggle("bad", over);
}

// Whoever is to be asked something gets the list of lines beside it.
function offerLines(todo) {
  const row = todo.closest("[data-person]");
  if (!todo.selectedOptions[0]?.hasAttribute("data-asks") || row.querySelector(".line")) return;
  const lines = document.getElementById("lines").content.cloneNode(true).firstElementChild;
  lines.name = todo.name.replace("do-", "line-");
  lines.setAttribute("aria-label", `${row.querySelector(".name").textContent} ${lines.getAttribute("aria-label")}`);
  todo.after(lines);
}

async function send(form) {
  const words = document.getElementById("quarter-words").dataset;
  const status = document.getElementById("saved");
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "save");
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-plan]");
    // What the server refuses, or another screen has overtaken, is shown as the server shows it.
    if (!fresh || page.querySelector(".flashes") || fresh.elements.week.value !== form.elements.week.value) {
      document.getElementById("main").replaceWith(page.getElementById("main"));
      document.querySelector(".flashes")?.scrollIntoView({ block: "center" });
      return;
    }
    form.elements.seq.value = fresh.elements.seq.value;
    form.querySelector("[data-undo]").disabled = fresh.querySelector("[data-undo]").disabled;
    status.textContent = words.saved;
  } catch {
    dirty = true;
    status.textContent = words.offline;
  }
}

async function save() {
  const form = plan();
  if (!dirty || !form) return;
  if (sending) await sending;
  dirty = false;
  sending = send(form);
  await sending;
  sending = null;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-plan]");
  if (!form) return;
  if (event.target.matches("[data-todo]")) offerLines(event.target);
  dirty = true;
  show(form);
  clearTimeout(timer);
  timer = setTimeout(save, REST_MS);
});

// What is sent carries every change itself. One that is on its way is waited for, so that both are made for the same place.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-plan]") || form.dataset.ready) return;
  clearTimeout(timer);
  dirty = false;
  if (!sending) return;
  event.preventDefault();
  event.stopPropagation();
  const button = event.submitter;
  sending.finally(() => {
    if (!form.isConnected) return;
    form.dataset.ready = "1";
    form.requestSubmit(button);
  });
}, true);

addEventListener("pageshow", () => { const form = plan(); if (form) { delete form.dataset.ready; show(form); } });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
