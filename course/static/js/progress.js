// Follow a job on the server: ask for the same page every second and show how far it says the job is.
const EVERY = 1000;

async function look() {
  const shown = document.querySelector("#progress[data-running]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#progress[data-running]");
    if (answer.ok && !fresh) return location.reload();
    if (answer.ok) shown.replaceWith(document.adoptNode(fresh));
  } catch { /* the server may be away for a moment; the next look tells */ }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
