// The keyboard in a quiz: 1–6 choose, Enter answers or goes on. Everything works without it.
const form = document.querySelector("form[data-question]");
const next = document.querySelector("[data-next]");
const elsewhere = "a, button, summary, select, textarea, input:not([type=radio]):not([type=checkbox])";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (/^[1-9]$/.test(event.key) && form && !event.target.matches("textarea, select, input[type=text], input[type=search]")) {
    const input = form.querySelector(`[data-key="${event.key}"]`);
    if (!input) return;
    event.preventDefault();
    input.checked = input.type === "checkbox" ? !input.checked : true;
    input.focus();
  } else if (event.key === "Enter" && !event.target.closest(elsewhere)) {
    // On a chosen option the browser itself sends the form.
    if (form && event.target.matches("input")) return;
    if (form?.querySelector("[data-key]:checked")) { event.preventDefault(); form.requestSubmit(); }
    else if (!form && next) { event.preventDefault(); next.click(); }
  }
});
