// What was typed into a form comes back with the browser's Back button. The pages of somebody signed in
// are not kept by the browser, so it forgets the words; this tab remembers them, until signing out.
"use strict";

(() => {
  const NEVER = new Set(["password", "hidden", "file", "submit", "button", "image", "reset"]);
  // Words of one account never show up in another that signs in on the same tab.
  const who = document.querySelector(".menu-who");
  if (!who) return;
  const place = `typed ${who.textContent.trim()} ${location.pathname}`;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const now = (field) => (isTick(field) ? field.checked : field.value);
  const atFirst = (field) => {
    if (isTick(field)) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
    return chosen ? chosen.value : "";
  };

  function fields() {
    const found = new Map();
    [...document.querySelectorAll("main form")].forEach((form, number) => {
      for (const field of form.elements) {
        if (!field.name || NEVER.has(field.type) || field.type === "fieldset") continue;
        found.set(`${number} ${field.name} ${isTick(field) ? field.value : ""}`, field);
      }
    });
    return found;
  }

  function remember() {
    const typed = [...fields()]
      .filter(([, field]) => now(field) !== atFirst(field))
      .map(([key, field]) => [key, atFirst(field), now(field)]);
    if (typed.length) sessionStorage.setItem(place, JSON.stringify(typed));
    else sessionStorage.removeItem(place);
  }

  // Only where the page is as it was then: what has been saved meanwhile is newer than these words.
  function bringBack() {
    const known = fields();
    for (const [key, before, words] of JSON.parse(sessionStorage.getItem(place) || "[]")) {
      const field = known.get(key);
      if (!field || atFirst(field) !== before || now(field) !== before) continue;
      if (isTick(field)) field.checked = words;
      else field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const [visit] = performance.getEntriesByType("navigation");
  try {
    if (visit && visit.type === "back_forward") bringBack();
    else sessionStorage.removeItem(place);
    addEventListener("pagehide", remember);
  } catch {
    // A browser that keeps nothing for pages: the words are lost, as they would be without this.
  }
  document.addEventListener("submit", (event) => {
    if (!("forget" in event.target.dataset)) return;
    removeEventListener("pagehide", remember);
    sessionStorage.clear();
  });
})();
