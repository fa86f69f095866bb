// Courtesies of the lesson page: the place is kept, checks are answered in place, terms explain themselves.
// Without script the same page works by links, forms and the list of words at its foot.
const article = document.querySelector("[data-lesson]");
// Asked for anew each time: answering a check replaces its section.
const sections = () => [...document.querySelectorAll("[data-section]")];
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

// --- The place -------------------------------------------------------------------------------------------------
const REST_MS = 1500; // a section is kept as the place once it has stayed in view this long
const GLANCE_MS = 500; // on leaving the page a shorter stay will do, but flying past will not
const links = new Map([...document.querySelectorAll("[data-toc] a")].map((link) => [link.hash.slice(1), link]));
let current = null;
let sent = article?.dataset.at ?? "";
let timer = 0;
let since = 0;

function sectionInView() {
  const line = innerHeight * 0.4;
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
  if (atEnd) return sections().findLast((section) => section.getBoundingClientRect().top < innerHeight);
  return sections().findLast((section) => section.getBoundingClientRect().top <= line);
}

function keep() {
  clearTimeout(timer);
  const section = current?.dataset.section;
  if (!section || section === sent) return;
  sent = section;
  const body = new URLSearchParams({ csrf_token: article.dataset.token, section });
  // keepalive lets the last place through while the page is being left.
  fetch(article.dataset.keep, { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } })
    .then((answer) => { if (answer.ok) moveBar(current); else sent = ""; })
    .catch(() => { sent = ""; });
}

function moveBar(section) {
  const percent = Number(section?.dataset.percent ?? 0);
  for (const bar of document.querySelectorAll("[data-reading] .bar")) {
    const fill = bar.querySelector(".fill");
    if (parseFloat(fill.getAttribute("width")) < percent) fill.setAttribute("width", `${percent}%`);
  }
}

function look() {
  const section = sectionInView();
  if (section === current) return;
  links.get(current?.id)?.removeAttribute("aria-current");
  current = section ?? null;
  links.get(current?.id)?.setAttribute("aria-current", "true");
  clearTimeout(timer);
  since = performance.now();
  if (current) timer = setTimeout(keep, REST_MS);
}

function leave() {
  if (performance.now() - since >= GLANCE_MS) keep();
}

if (article) {
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; look(); });
  }, { passive: true });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  // Opening a page is not reading it: the first place is taken when the reader first moves.
}

// --- Checks ----------------------------------------------------------------------------------------------------
async function answer(form, submitter) {
  submitter?.setAttribute("aria-busy", "true");
  const box = form.closest("[data-check]");
  try {
    const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)), headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById(box.id);
    if (!fresh) { location.reload(); return; }
    box.replaceWith(fresh);
    fresh.querySelector("[data-verdict]")?.focus({ preventScroll: true });
    fresh.scrollIntoView({ block: "start", behavior: quiet.matches ? "auto" : "smooth" });
  } catch {
    submitter?.removeAttribute("aria-busy");
    box.querySelector("[data-offline]")?.remove();
    const note = document.getElementById("offline-note").content.cloneNode(true);
    note.firstElementChild.dataset.offline = "";
    form.prepend(note);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-check] form")) return;
  event.preventDefault();
  answer(event.target, event.submitter);
}, true);

// --- Terms -----------------------------------------------------------------------------------------------------
let bubble = null;
let opener = null;

function closeTerm(back) {
  if (!bubble) return;
  bubble.remove();
  bubble = null;
  opener?.setAttribute("aria-expanded", "false");
  if (back) opener?.focus();
  opener = null;
}

function openTerm(link) {
  const entry = document.getElementById(link.hash.slice(1));
  if (!entry) return false;
  closeTerm(false);
  opener = link;
  bubble = document.createElement("div");
  bubble.className = "term-card card";
  bubble.setAttribute("role", "note");
  bubble.tabIndex = -1;
  bubble.append(...[...entry.childNodes].map((node) => node.cloneNode(true)));
  link.after(bubble);
  link.setAttribute("aria-expanded", "true");
  const box = link.getBoundingClientRect();
  const width = Math.min(360, document.documentElement.clientWidth - 32);
  const left = Math.max(16, Math.min(box.left, document.documentElement.clientWidth - width - 16));
  bubble.style.width = `${width}px`;
  bubble.style.left = `${left + scrollX}px`;
  const below = box.bottom + 8;
  const roomBelow = innerHeight - below - 80;
  const top = roomBelow < bubble.offsetHeight && box.top > bubble.offsetHeight + 90 ? box.top - bubble.offsetHeight - 8 : below;
  bubble.style.top = `${top + scrollY}px`;
  bubble.focus({ preventScroll: true });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#term."]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    if (opener === link) { event.preventDefault(); closeTerm(true); } else if (openTerm(link)) event.preventDefault();
  } else if (bubble && !bubble.contains(event.target)) closeTerm(false);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeTerm(true); });
for (const link of document.querySelectorAll('a[href^="#term."]')) link.setAttribute("aria-expanded", "false");
