"""Walks the pages of the product as a freelancer does: every method is one screen, by its forms."""

import os
import re
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import facts
from tests.browser.inspection import PHONE, WIDE


class Road:
    """One freelancer at one browser page. `scripted` says whether scripts run on it.

    With SHOTS=folder each screen is kept as pictures, wide and on a phone.
    """

    def __init__(self, page: Page, base: str, *, scripted: bool = True) -> None:
        self.page, self.base, self.scripted = page, base, scripted
        self.ref = ""
        self.shots = 0

    # What every screen shares.

    def open(self, path: str) -> None:
        """Open an address of this server, or a whole link out of a mail."""
        self.page.goto(path if path.startswith("http") else self.base + path)

    def press(self, name: str, within: str = "main", *, exact: bool = True) -> None:
        """Press the button with these words and wait for the page it leads to."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=exact)
        with self.page.expect_navigation():
            button.click()

    def send(self, name: str) -> None:
        """Press the button of a letter. Without scripts the letter is shown once more first."""
        here = self.page.url
        self.press(name)
        if self.page.url == here and not self.scripted:
            expect(self.page.locator(".notice-info")).to_contain_text("follows your answers")
            self.press(name)

    def choose(self, name: str, value: str) -> None:
        """Choose a tile by pressing its words, as the dot inside is small."""
        tile = self.page.locator(f'label:has(input[name="{name}"][value="{value}"])')
        tile.click()

    def fill(self, name: str, value: object) -> None:
        """Type into the field of this name."""
        self.page.locator(f'[name="{name}"]').fill(str(value))

    def heading(self) -> Locator:
        return self.page.locator("h1")

    def see(self, *texts: str) -> None:
        """Expect each text on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def letter_says(self, *texts: str) -> None:
        """Wait until the letter on the screen says this. It follows the answers by script only."""
        for text in texts if self.scripted else ():
            words = r"\s".join(re.escape(word) for word in text.split())
            expect(self.page.locator("#id_body")).to_have_value(re.compile(words))

    def shot(self, name: str) -> None:
        """Keep the page as pictures when somebody asked for them."""
        if "SHOTS" not in os.environ or not self.scripted:
            return
        folder = Path(os.environ["SHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        self.shots += 1
        for size, scheme in ((WIDE, "light"), (WIDE, "dark"), (PHONE, "light")):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
            self.page.wait_for_timeout(150)
            file = folder / f"{self.shots:02d}-{name}-{size['width']}-{scheme}.png"
            self.page.screenshot(path=str(file), full_page=True)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    # Before the complaint.

    def sign_up(self) -> None:
        self.open("/accounts/signup/")
        self.fill("name", facts.NAME)
        self.fill("email", facts.EMAIL)
        self.fill("password1", facts.PASSWORD)
        self.shot("sign-up")
        self.press("Make my account")
        expect(self.heading()).to_have_text("Look in your inbox")
        self.shot("look-in-your-inbox")

    def confirm(self, link: str) -> None:
        """Open the link of the mail and confirm the address."""
        self.open(link)
        self.shot("confirm-address")
        self.press("Confirm and go on")
        expect(self.heading()).to_contain_text("Today")
        self.shot("today-new")

    def write_policy(self) -> None:
        """Set the policy up in the admin site: 3 rounds, 150 for another, at most 30 % back."""
        self.open("/admin/policies/policyversion/add/")
        self.fill("title", "Fixed project")
        self.fill("rounds_included", 3)
        self.fill("round_means", "One list of changes, sent together, to what was agreed.")
        self.fill("new_work_means", "Anything that is not in the brief we agreed on.")
        self.fill("extra_round_price", 150)
        self.fill("ceiling_percent", 30)
        self.shot("admin-policy")
        self.press("Save and look at it", within="form#policyversion_form")
        self.shot("admin-policy-preview")
        self.press("Publish this version", within="main")
        self.shot("admin-policy-published")

    def add_client(self) -> None:
        self.open("/clients/new/")
        self.fill("name", facts.CLIENT)
        self.fill("contact_name", facts.CONTACT)
        self.fill("contact_email", facts.ADDRESS)
        self.shot("client-new")
        self.press(self.page.locator("main .btn-primary").inner_text())
        self.shot("client")

    def add_project(self) -> None:
        """Add the project and end on its page."""
        self.open("/projects/new/")
        self.page.locator("[name=client]").select_option(label=facts.CLIENT)
        self.fill("title", "Order form")
        self.fill("fee_net", "2,400")
        self.choose("state", "active")
        self.shot("project-new")
        self.press(self.page.locator("main .btn-primary").inner_text())
        self.shot("project-without-policy")

    def record_agreement(self, agreed_on: date) -> None:
        self.open("/projects/P-001/agreement/")
        self.choose("method", "call")
        expect(self.page.locator("[name=agreed_by]")).to_have_value(facts.CONTACT)
        self.fill("agreed_at_day", agreed_on)
        self.fill("agreed_at_time", "11:00")
        self.shot("agreement-form")
        self.press("Record the agreement")
        self.shot("agreement")

    def record_round(self, delivered_on: date) -> None:
        self.open("/projects/P-001/rounds/")
        self.choose("type", "included")
        self.fill("delivered_on", delivered_on)
        self.choose("result", "more_needed")
        self.press("Record the round")

    # The complaint.

    def log(self) -> None:
        """Log a complaint from the project's page."""
        self.open("/projects/P-001/")
        self.shot("project")
        self.press("Log a complaint")
        found = re.search(r"/complaints/(C-\d+)/words/$", self.page.url)
        assert found, self.page.url
        self.ref = found[1]

    def screen(self, slug: str) -> None:
        """Open one guided screen of the complaint."""
        self.open(f"/complaints/{self.ref}/{slug}/")

    def words(self) -> None:
        self.shot("S2-words")
        self.fill("words", facts.WORDS)
        self.shot("S2-words-filled")
        self.press("Continue")

    def heard(self) -> None:
        self.shot("S3-heard")
        self.fill("paraphrase", facts.HEARD)
        self.fill("points", "\n".join(facts.POINTS))
        for feeling in ("angry", "let_down", "worried"):
            self.choose("feelings", feeling)
        self.choose("wish", "fix")
        self.shot("S3-heard-filled")
        self.press("Continue")

    def save(self) -> None:
        """S4: see it whole and save it; the draft of the reply follows."""
        self.shot("S4-check")
        self.press("Save and draft my reply")

    def acknowledge(self, plan_by: date, in_words: str) -> None:
        """S5: own the result and promise a plan by a day."""
        self.shot("S5-acknowledge")
        self.choose("own_part", "result")
        self.fill("own_part_text", "the form that went live without a last test")
        self.fill("plan_promised_on", plan_by)
        self.page.locator("[name=plan_promised_on]").blur()
        self.letter_says("without a last test", in_words)
        self.shot("S5-acknowledge-filled")
        self.send("Send the reply")

    def cause(self) -> None:
        self.screen("cause")
        self.shot("S6-cause")
        self.choose("cause", "QUA.2")
        self.choose("lever", "me")
        self.fill("cause_sentence", "A spam filter I switched on last week swallowed every order.")
        self.shot("S6-cause-filled")
        self.press("Continue")

    def options(self, fix_by: datetime, sooner_by: datetime) -> None:
        """S7: two options; the moments are local."""
        self.shot("S7-options")
        for row, kind, what, at in (
            (0, "revision", facts.FIX, fix_by),
            (1, "partial_early", facts.SOONER, sooner_by),
        ):
            self.choose(f"options-{row}-kind", kind)
            self.fill(f"options-{row}-what", what)
            self.fill(f"options-{row}-ready_at_day", at.date())
            self.fill(f"options-{row}-ready_at_time", f"{at:%H:%M}")
        self.choose("suggested", "A")
        self.fill("options-1-effort_hours", "3.5")
        self.shot("S7-options-filled")
        self.press("Continue")

    def dates(self, step_on: date, answer_by: date) -> None:
        self.shot("S8-dates")
        self.fill("steps-0-what", facts.STEP)
        self.fill("steps-0-due_on", step_on)
        self.fill("not_included", "New fields or a new design of the form.")
        self.fill("answer_by", answer_by)
        self.shot("S8-dates-filled")
        self.press("Continue")

    def send_plan(self) -> None:
        self.shot("S9-send-plan")
        self.letter_says(facts.FIX, facts.SOONER)
        self.send("Send the plan")

    def accepted_by_phone(self) -> None:
        self.screen("answer")
        self.choose("kind", "accepts")
        self.choose("option", "A")
        self.fill("said", "Yes, do the first one.")
        # After its date the offer holds only if one stands by it.
        for late in self.page.locator("[name=honour]").all():
            late.check()
        self.choose("source", "call")
        self.shot("S10-answer-filled")
        self.press("Note their answer")

    def step_done(self) -> None:
        self.screen("round")
        self.press("Mark as done", within=".steps-list", exact=False)

    def deliver(self) -> None:
        """S11: hand it over as a correction, every point done."""
        self.screen("round")
        self.shot("S11-round")
        self.choose("round_type", "correction")
        for row in range(len(facts.POINTS)):
            self.choose(f"points-{row}-outcome", "done")
        self.fill("deliverable", facts.LINK)
        self.page.locator("[name=deliverable]").blur()
        self.letter_says(facts.LINK, facts.POINTS[2])
        self.shot("S11-round-filled")
        self.send("Hand it over")

    def confirmed(self) -> None:
        self.screen("their-check")
        self.choose("kind", "right")
        self.fill("said", "Yes, orders are coming in again.")
        self.shot("their-check-filled")
        self.press("Note their answer")

    def close(self) -> None:
        self.screen("close")
        self.shot("S15-close")
        self.choose("satisfaction", "4")
        self.press("Close it")
        self.shot("close-asked")
        self.press("Close it")
