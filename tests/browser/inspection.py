"""Looks at a page the way its readers may: by axe, in both colours, on a phone, by headings."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
NARROWEST = 320
RUN_AXE = """async (tags) => {
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  const found = await axe.run({resultTypes: ["violations"], runOnly: tags});
  return found.violations.flatMap((each) =>
    each.nodes.map((node) => `${each.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`));
}"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((each) => !each.closest("dialog:not([open])"))
  .map((each) => Number(each.tagName[1]))"""
# What is folded is hidden from axe; menus stay shut, as they lie over the page.
UNFOLD = """() => document.querySelectorAll("details:not(.menu, .account-menu)")
  .forEach((each) => each.open = true)"""
WIDEST = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return "";
  const over = [...document.querySelectorAll("main *")]
    .filter((each) => each.getBoundingClientRect().right > most + 1);
  return over.slice(-3).map((each) => each.outerHTML.slice(0, 120)).join(" | ") || "the page";
}"""

# Words and references that stand on two lines; what else has a hyphen or a slash in it may.
BROKEN = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const broken = [], whole = /(?<!\\S)(?:[\\p{L}\\p{N}.,:;!?]+|[A-Z]-\\d{4,}[.,]?)(?!\\S)/gu;
  while (texts.nextNode()) {
    const text = texts.currentNode, range = document.createRange();
    if (!text.parentElement.checkVisibility() || text.parentElement.closest(".visually-hidden"))
      continue;
    for (const word of text.data.matchAll(whole)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((each) => each.top)).size > 1)
        broken.push(word[0]);
    }
  }
  return broken;
}"""


@dataclass
class Inspector:
    """One browser page, what it said while it was used, and the titles seen so far."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", self._listen)
        self.page.on("response", self._arrived)

    def _listen(self, line: Any) -> None:
        # The browser says so of every page that answers 404 or 422; those are looked at by status.
        if line.type in {"error", "warning"} and "Failed to load resource" not in line.text:
            self.said.append(line.text)

    def _arrived(self, answer: Any) -> None:
        if answer.request.resource_type != "document" and answer.status >= 400:
            self.said.append(f"{answer.status}: {answer.url}")

    def open(self, path: str, status: int = 200) -> None:
        """Open a page of the server."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)

    def look(self, *paths: str, refused: bool = False, status: int = 200) -> None:
        """Open each page, or take the one that is open, and expect nothing to be wrong with it."""
        for path in paths or ("",):
            if path:
                self.open(path, status)
            found = self.flaws(refused=refused)
            assert found == [], f"{self.page.url}\n" + "\n".join(found)

    def refuse(self, button: str = ".button-row .btn-primary", *, emptied: bool = True) -> None:
        """Send the form that is open with nothing in it and look at what comes back."""
        if emptied:
            self.page.evaluate(EMPTY)
        with self.page.expect_navigation():
            self.page.locator(f"main {button}").first.click()
        self.look(refused=True)

    def flaws(self, *, refused: bool = False) -> list[str]:
        """Return what is wrong with the page that is open."""
        return [
            *self.said,
            *self._title(refused),
            *self._headings(),
            *self.axe(WIDE, "light"),
            *self.axe(PHONE, "dark"),
            *self.narrow(),
        ]

    def _title(self, refused: bool) -> list[str]:
        title, path = self.page.title(), place(self.page.url)
        flaws = [] if title.startswith("Error: ") == refused else [f"title: {title}"]
        # A refused form may come back under the address it was sent to; its page has another.
        if not refused and self.titles.setdefault(title, path) != path:
            flaws.append(f"title: {title} is also that of {self.titles[title]}")
        return flaws

    def _headings(self) -> list[str]:
        levels = self.page.evaluate(HEADINGS)
        flaws = [] if levels.count(1) == 1 else [f"headings: {levels.count(1)} of the first level"]
        jumps = [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1]
        return flaws + [f"headings: {one} is followed by {two}" for one, two in jumps]

    def axe(self, size: Any, scheme: Any) -> list[str]:
        """Return what axe finds on the page that is open, at one size in one set of colours."""
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size(size)
        self.page.evaluate(UNFOLD)
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        return [f"{scheme}: {flaw}" for flaw in self.page.evaluate(RUN_AXE, TAGS)]

    def narrow(self) -> list[str]:
        """Return what does not fit on the narrowest phone, and each word that is broken there."""
        self.page.set_viewport_size({"width": NARROWEST, "height": 640})
        self.page.evaluate(UNFOLD)
        over, broken = self.page.evaluate(WIDEST), self.page.evaluate(BROKEN)
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        return [f"wider than {NARROWEST}: {over}"] * bool(over) + [
            f"broken at {NARROWEST}: {word}" for word in broken
        ]


def place(url: str) -> str:
    """Return which page an address leads to; a key out of a mail leads each reader to the same."""
    found = resolve(urlsplit(url).path)
    return f"{found.view_name} { {n: v for n, v in found.kwargs.items() if n != 'key'} }"


EMPTY = """() => {
  for (const field of document.querySelectorAll("main form :is(input, textarea, select)")) {
    if (field.type === "hidden" || field.hidden) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = -1;
    else field.value = "";
  }
}"""
