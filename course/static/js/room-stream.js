// Keep a screen of a live room up to date, over one stream for all tabs of a browser: the tab that holds the lock listens
// and passes on what it hears. Where no stream gets through, `state` is asked every few seconds until one does.
// `on.link` is told "ok", "polling" or "lost".
const SILENCE = 25000; // without a beat for so long a stream is dead, whatever the browser believes
const POLL = 3000;
const wait = (time) => new Promise((done) => setTimeout(done, time));
const jitter = (time) => time * (0.5 + Math.random());

export function connect({ stream, state, on }) {
  const name = `ryorin ${stream} ${document.documentElement.lang}`;
  const address = (path) => {
    const url = new URL(path, location);
    url.searchParams.set("lang", document.documentElement.lang);
    if (kept.state) url.searchParams.set("last", kept.state.version);
    return url;
  };
  const kept = {}; // the last of each kind
  const locks = navigator.locks; // none on a page that came without HTTPS: every tab has a stream of its own then
  const tabs = locks && new BroadcastChannel(name);
  let leads = false, done = false, source = null, heard = 0, failures = 0, timer = 0, polls = 0;

  function take(kind, data) {
    heard = Date.now();
    if (kind === "gone") return leave();
    if (kind !== "link" || kept.link !== data) { kept[kind] = data; on[kind]?.(data); }
    if (kind === "state" && data.data?.closed) stop();
  }
  function say(kind, data) {
    tabs?.postMessage({ kind, data });
    take(kind, data);
  }
  function stop() { done = true; source?.close(); source = null; }
  function leave() {
    if (done) return;
    stop();
    // A page that is sent away again and again must not reload for ever.
    const before = sessionStorage.ryorinGone;
    sessionStorage.ryorinGone = Date.now();
    if (Date.now() - (before ?? 0) < 10000) on.link?.("lost"); else on.gone?.();
  }

  function open() {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (done || !leads) return;
    const mine = source = new EventSource(address(stream));
    heard = Date.now();
    for (const kind of ["state", "counts", "own", "beat", "gone"]) {
      mine.addEventListener(kind, (event) => {
        if (mine !== source) return;
        failures = 0; polls += 1;
        say("link", "ok");
        say(kind, JSON.parse(event.data));
      });
    }
    mine.onerror = () => mine === source && fail();
  }
  // Every browser rests for a while of its own, so that a server that comes back is not run over.
  function fail() {
    source?.close();
    source = null;
    failures += 1;
    if (failures === 1) poll(polls += 1);
    timer = setTimeout(open, jitter(Math.min(8000, 500 * 2 ** failures)));
  }
  async function poll(turn) {
    for (let times = 0; turn === polls && leads && !done; times += 1) {
      try {
        const answer = await fetch(address(state), { signal: AbortSignal.timeout?.(8000) });
        if (turn !== polls) return;
        if (answer.status === 404) return say("gone");
        const found = await answer.json();
        if (times) say("link", "polling"); // a short break is not worth a word
        if (found.own) say("own", found.own);
        if (found.state) say("state", found.state);
      } catch {
        if (turn === polls) say("link", "lost");
      }
      await wait(jitter(POLL));
    }
  }

  const lead = () => { if (!leads) { leads = true; open(); } };
  const lock = (more) => locks.request(name, more, () => new Promise(lead)).catch(() => { leads = false; open(); setTimeout(lock, 1000, {}); });
  // Ask the leading tab for what it has; one that sleeps in the background loses the lead.
  function ask() {
    const asked = Date.now();
    tabs.postMessage({ kind: "ask" });
    setTimeout(() => { if (!leads && !done && heard < asked) lock({ steal: true }); }, 2000);
  }
  tabs?.addEventListener("message", ({ data: { kind, data } }) => {
    if (kind !== "ask") { if (!leads && !done) take(kind, data); } else if (leads) {
      for (const each in kept) tabs.postMessage({ kind: each, data: kept[each] });
    }
  });
  function check(silence) {
    if (done || Date.now() - heard < silence) return;
    if (!leads) ask(); else if (silence < SILENCE) open(); else if (source) fail();
  }
  if (locks) { lock({}); ask(); } else lead();
  setInterval(check, 5000, SILENCE);
  document.addEventListener("visibilitychange", () => document.hidden || check(12000));
  addEventListener("online", () => check(0));
}

// Hand something in until there is an answer; twice does no harm. A newer vote in the same ballot takes an older one's place.
const lines = new Map();
export function post(url, fields) {
  const key = `${url} ${fields.round}.${fields.ballot}`;
  const line = lines.get(key) ?? { sent: Promise.resolve() };
  lines.set(key, line);
  const mine = line.newest = {};
  line.sent = line.sent.then(() => send(url, JSON.stringify(fields), () => mine === line.newest));
  return mine.answer = line.sent.then((answer) => answer ?? (mine === line.newest ? null : line.newest.answer));
}
async function send(url, body, wanted) {
  for (let turn = 0, until = Date.now() + 30000; wanted() && Date.now() < until; turn += 1) {
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(8000) });
      if (answer.status < 500 && answer.status !== 429) return await answer.json();
    } catch { /* the way was broken, or the answer got lost: the same again */ }
    await wait(jitter(Math.min(4000, 300 * 2 ** turn)));
  }
  return null;
}
