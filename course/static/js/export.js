// A file that is being made: look again every second, until it is there. Without script, a link does the same.
const EVERY = 1000; // ms

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("export");
  if (!fresh) return;
  const shown = document.getElementById("export");
  shown.replaceChildren(...fresh.childNodes);
  shown.toggleAttribute("data-under-way", fresh.hasAttribute("data-under-way"));
  if (shown.hasAttribute("data-under-way")) { wait(); return; }
  const link = shown.querySelector("a.btn");
  if (link) link.focus();
}

function wait() { setTimeout(() => look().catch(wait), EVERY); }

wait();
