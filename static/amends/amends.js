// What the pages do beyond plain HTML. Everything works without it.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const say = (words) => {
  const region = document.getElementById("status");
  if (region) region.textContent = words;
};

// A summary of errors takes the focus, so that it is read first.
function focusSummary(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

// Folds marked data-fold start closed where there is one column; on wide screens they stay open.
function foldOnPhones(root) {
  const narrow = window.matchMedia("(max-width: 1023px)");
  const folds = all("details[data-fold]", root);
  const apply = () => folds.forEach((fold) => { fold.open = !narrow.matches; });
  if (!folds.length) return;
  apply();
  narrow.addEventListener("change", apply);
}

// "Show" beside a password.
function revealPasswords(root) {
  for (const button of all("button[data-reveal]", root)) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    const show = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.textContent = shown ? show : button.dataset.hide;
      button.setAttribute("aria-pressed", String(!shown));
    });
  }
}

// Signing in again, in another tab, gives this browser a new security token: forms follow it. Whose page
// a form stands on is in a token of its own, so that it cannot be sent for another account.
const securityToken = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1];
function freshenToken(form) {
  const field = form.querySelector("input[name=csrfmiddlewaretoken]");
  if (field && securityToken()) field.value = securityToken();
}
document.addEventListener("htmx:configRequest", (event) => {
  const { headers, parameters } = event.detail;
  if (!securityToken()) return;
  headers["x-csrftoken"] = securityToken();
  if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = securityToken();
});

// A form is sent once: its button says so and further presses do nothing. Stays enabled for the keyboard.
function sendOnce(event) {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (button && "keep" in button.dataset && window.htmx) {
    // Enter keeps what is typed and stays where it is.
    event.preventDefault();
    window.htmx.trigger(form, "keep");
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  freshenToken(form);
  if (!button || !button.classList.contains("btn")) return;
  button.setAttribute("aria-disabled", "true");
  button.dataset.words = button.innerHTML;
  // After the browser has collected the form, so that the button's own value is sent.
  setTimeout(() => { button.textContent = button.dataset.busy || document.body.dataset.busy || "Saving…"; });
}

// The browser's back button shows the page as it was left: let it be sent again.
function allowAgain() {
  for (const form of all("form[data-sending]")) delete form.dataset.sending;
  for (const button of all("button[data-words]")) {
    button.innerHTML = button.dataset.words;
    button.removeAttribute("aria-disabled");
    delete button.dataset.words;
  }
}

// Words selected in [data-quote-source] can be added to [data-quote-target] as a line of their own.
function selectedIn(source) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return "";
  const inside = source.contains(selection.anchorNode) && source.contains(selection.focusNode);
  return inside ? selection.toString().replace(/\s+/g, " ").trim() : "";
}

function quoteBySelection(root) {
  const source = root.querySelector("[data-quote-source]");
  const bar = root.querySelector("[data-quote-bar]");
  if (!source || !bar) return;
  const button = bar.querySelector("button");
  let words = "";
  document.addEventListener("selectionchange", () => {
    const now = selectedIn(source);
    if (now) words = now;
    if (now || bar.contains(document.activeElement)) bar.hidden = !words;
    else bar.hidden = true;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const target = document.querySelector("[data-quote-target] textarea, textarea[data-quote-target]");
    if (!target || !words) return;
    const gap = target.value && !target.value.endsWith("\n") ? "\n" : "";
    target.value += gap + words;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
    bar.hidden = true;
    say(bar.dataset.done || "");
  });
}

// A button that copies the text of another element; shown only where copying works.
function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of all("button[data-copy]", root)) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const from = document.querySelector(button.dataset.copy);
      if (!from) return;
      await navigator.clipboard.writeText("value" in from ? from.value : from.textContent.trim());
      say(button.dataset.done || "");
      if (button.dataset.done) button.textContent = button.dataset.done;
    });
  }
}

// The words on the main button follow the choice: "Continue with option A".
function wordsByChoice(root) {
  const button = root.querySelector("button[data-by-choice]");
  if (!button) return;
  const apply = () => {
    const chosen = document.querySelector(`input[name="${button.dataset.byChoice}"]:checked`);
    if (chosen && chosen.dataset.words) button.textContent = chosen.dataset.words;
  };
  document.addEventListener("change", apply);
  apply();
}

// A line that may wrap on the screen stays one line: Enter does nothing, pasted line ends become spaces.
function growLine(line) {
  if (CSS.supports("field-sizing", "content")) return;
  line.style.height = "auto";
  line.style.height = `${line.scrollHeight}px`;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing && event.target.matches("[data-one-line]")) event.preventDefault();
});
document.addEventListener("input", (event) => {
  const line = event.target;
  if (!line.matches("[data-one-line]")) return;
  if (/[\r\n]/.test(line.value)) line.value = line.value.replace(/\s*[\r\n]+\s*/g, " ");
  growLine(line);
});
document.addEventListener("htmx:load", (event) => all("[data-one-line]", event.detail.elt).forEach(growLine));

// A date ahead is one control: the list of counted days and the day that is named follow each other.
document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-ahead]");
  if (!box) return;
  const list = box.querySelector("select");
  const day = box.querySelector("input[type=date]");
  if (event.target === list) {
    if (list.value) day.value = list.value;
    else day.focus();
  } else {
    list.value = [...list.options].some((option) => option.value === day.value) ? day.value : "";
  }
});

// The day that is suggested goes into its field at once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-on]");
  const day = button && document.getElementById(button.dataset.day);
  if (!day) return;
  event.preventDefault();
  day.value = button.dataset.on;
  button.parentElement.replaceChildren();
  day.focus();
  day.dispatchEvent(new Event("change", { bubbles: true }));
});

function prepare(root) {
  focusSummary(root);
  all("[data-one-line]", root).forEach(growLine);
  foldOnPhones(root);
  revealPasswords(root);
  quoteBySelection(root);
  copyButtons(root);
  wordsByChoice(root);
  for (const button of all("button[data-go-back]", root)) {
    button.hidden = false;
    button.addEventListener("click", () => window.history.back());
  }
  for (const button of all("button[data-print]", root)) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", (event) => { if (event.persisted) allowAgain(); });

// A menu closes with Escape and with a press beside it.
const openMenus = () => all(".menu[open], .account-menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

// When a request of htmx fails, the page says so and nothing typed is touched.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    // A form that keeps what is typed says so itself, beside its heading.
    if (!("keeps" in event.target.dataset)) say(document.body.dataset.failed || "");
  });
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => prepare(document));
} else {
  prepare(document);
}
