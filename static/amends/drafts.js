// What is typed on a guided screen is kept: tried again until it is, and sent when the page goes.
"use strict";

(() => {
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  // Browsers let 64 KB leave with a page that goes.
  const MOST_BYTES = 60000;
  const FIRST_WAIT = 3000, LONGEST_WAIT = 60000;
  // Something was typed since the last save began; a save is on its way; the last one failed.
  let typed = false, saving = false, failed = false;
  let wait = FIRST_WAIT, timer = 0;

  const keep = () => window.htmx.trigger(form, "keep");
  const versionField = () => document.getElementById("draft_version");

  function saysNot(words) {
    const line = document.getElementById("saved");
    line.className = "saved saved-not";
    line.textContent = words;
  }

  function tryAgain() {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function notSaved(status) {
    typed = failed = true;
    if (status === 413) return saysNot(form.dataset.tooLarge);
    if (!status) saysNot(form.dataset.offline);
    else if (status === 429) saysNot(form.dataset.tooOften);
    else if (![401, 409].includes(status)) saysNot(form.dataset.troubled);
    tryAgain();
  }

  for (const change of ["input", "change"]) form.addEventListener(change, () => { typed = true; });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    [typed, saving] = [false, true];
    clearTimeout(timer);
  });
  // The answers for who is signed out, or signed in as somebody else, say so in the place of "Saved".
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target, xhr } = event.detail;
    if (requestConfig.elt !== form || ![401, 409].includes(xhr.status)) return;
    // The same line again would take the focus from its button.
    event.detail.shouldSwap = !target.contains(document.activeElement);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    saving = false;
    if (!event.detail.successful) return notSaved(event.detail.xhr.status);
    failed = false;
    wait = FIRST_WAIT;
  });
  for (const again of ["online", "focus"]) window.addEventListener(again, () => { if (failed) keep(); });

  // What is pending as the page goes: sent in a way that outlives it, without files.
  function answers() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    // The save on its way will have raised the version by the time that this arrives.
    if (saving && typed) data.set("draft_version", Number(versionField().value) + 1);
    return new URLSearchParams(data);
  }

  function take(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const [version, line] = [page.getElementById("draft_version"), page.getElementById("saved")];
    if (version) versionField().value = version.value;
    if (line) document.getElementById("saved").replaceWith(line);
  }

  function sendPending() {
    if (!(typed || saving) || form.dataset.sending) return;
    const body = answers();
    if (String(body).length > MOST_BYTES) return;
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) body.set("csrfmiddlewaretoken", token[1]);
    const headers = { "HX-Request": "true", "HX-Current-URL": window.location.href, "HX-Trigger": form.id };
    typed = false;
    fetch(form.getAttribute("hx-post"), { method: "POST", body, headers, keepalive: true })
      .then(async (answer) => { take(await answer.text()); if (!answer.ok) notSaved(answer.status); })
      .catch(() => notSaved(0));
  }

  window.addEventListener("pagehide", sendPending);
  document.addEventListener("visibilitychange", () => { if (document.hidden && typed) sendPending(); });
  // Too much for that: save it now, and let the browser ask whether to leave before it is done.
  window.addEventListener("beforeunload", (event) => {
    if (!(typed || saving) || form.dataset.sending || String(answers()).length <= MOST_BYTES) return;
    keep();
    event.preventDefault();
  });
})();
