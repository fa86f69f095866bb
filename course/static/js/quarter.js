// Courtesies of the week's plan: hours add up as one plans, and every change is kept. Without script the buttons do it all.
const form = document.querySelector("form[data-plan]");
const words = document.getElementById("quarter-words")?.dataset;
const status = document.getElementById("saved");
const REST_MS = 700;
let timer = 0;
let saving = null;
let dirty = false;

function planned() {
  let hours = 0;
  for (const select of form.querySelectorAll("[data-todo]")) hours += Number(select.selectedOptions[0]?.dataset.hours ?? 0);
  for (const name of ["inbound", "referral", "flyers"]) hours += Number(form.elements[name].value) || 0;
  const fair = form.elements.exhibition;
  return hours + (fair?.checked ? Number(fair.dataset.hours) : 0);
}

function show() {
  const free = Number(form.dataset.free);
  const hours = planned();
  const over = hours > free + 0.001;
  const text = form.querySelector("[data-planned]");
  text.textContent = hours.toFixed(1);
  text.classList.toggle("over", over);
  form.querySelector("[data-cold]").textContent = Math.max(0, free - hours).toFixed(1);
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

async function save() {
  if (!dirty) return;
  dirty = false;
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "save");
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-plan]");
    // What the server refuses, or another screen has overtaken, is shown as the server shows it.
    if (!fresh || page.querySelector(".flashes") || fresh.elements.week.value !== form.elements.week.value) { location.reload(); return; }
    form.elements.seq.value = fresh.elements.seq.value;
    form.querySelector("[data-undo]").disabled = fresh.querySelector("[data-undo]").disabled;
    status.textContent = words.saved;
  } catch {
    dirty = true;
    status.textContent = words.offline;
  }
}

function queue() {
  clearTimeout(timer);
  timer = setTimeout(() => { saving = (saving ?? Promise.resolve()).then(save); }, REST_MS);
}

if (form) {
  form.addEventListener("input", (event) => { if (event.target.matches("[data-todo]")) offerLines(event.target); dirty = true; show(); queue(); });
  // A button pressed while a change is on its way waits for it, so that both are made for the same place.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving || form.dataset.ready) return;
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    const waiting = saving;
    waiting.finally(() => { saving = null; form.dataset.ready = "1"; form.requestSubmit(button); delete form.dataset.ready; });
  }, true);
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && dirty) save(); });
  show();
}
