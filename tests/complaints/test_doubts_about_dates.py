"""What speaks against a date is said beside its field, with a better day, and never refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.fields import AheadInput
from accounts.formats import plain
from accounts.models import Preferences
from accounts.working_time import make_calendar
from complaints.beside_days import days
from complaints.forms.acknowledge import AcknowledgeForm
from complaints.forms.doubts import of_my_day, of_their_day, of_their_money
from complaints.letters import blanks
from complaints.letters.fill import fill
from complaints.letters.templates import ACKNOWLEDGEMENT
from complaints.models import PlanOption, PlanStep, Promise
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.answers import answers_for, submit
from tests.complaints.mail import to_the_client, to_the_owner
from tests.complaints.page import changed, form_on, url_of
from tests.complaints.reminding import says
from tests.complaints.story import Story, at_home

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
FRIDAY, SATURDAY, MONDAY = date(2026, 3, 13), date(2026, 3, 14), date(2026, 3, 16)
HOLIDAY = date(2026, 4, 3)
MINE: dict[str, tuple[date, date | None, date | None, list[tuple[str, date | None]]]] = {
    "a working day": (FRIDAY, None, None, []),
    "a Saturday": (
        SATURDAY,
        None,
        None,
        [
            (
                "Saturday 14 March is not one of your working days. The next working day is Monday"
                " 16 March.",
                MONDAY,
            )
        ],
    ),
    "a holiday": (
        HOLIDAY,
        None,
        None,
        [
            (
                "Friday 3 April is a public holiday: Good Friday. The next working day is Tuesday 7"
                " April.",
                date(2026, 4, 7),
            )
        ],
    ),
    "a day off": (
        date(2026, 3, 18),
        None,
        None,
        [
            (
                "Wednesday 18 March is one of your days off. The next working day is Thursday 19"
                " March.",
                date(2026, 3, 19),
            )
        ],
    ),
    "after a day they had to protect, which has passed": (FRIDAY, date(2026, 3, 9), None, []),
    "the day they must protect": (FRIDAY, FRIDAY, None, []),
    "after the day they must protect": (
        MONDAY,
        SATURDAY,
        None,
        [("They must protect Saturday 14 March. This would be later.", FRIDAY)],
    ),
    "after a day that is over for work": (
        FRIDAY,
        TODAY,
        None,
        [("They must protect Tuesday 10 March. This would be later.", None)],
    ),
    "later than they were told": (
        MONDAY,
        None,
        FRIDAY,
        [("You told them Friday 13 March before. This is later.", None)],
    ),
    "the day they were told": (FRIDAY, None, FRIDAY, []),
}


def calendar() -> Any:
    return make_calendar(
        zone="Europe/Berlin",
        working_days="01234",
        day_start=time(9),
        day_end=time(17),
        country="DE",
        days_off="2026-03-18",
    )


@pytest.mark.parametrize("name", MINE)
def test_what_speaks_against_a_day_of_mine(name: str) -> None:
    day, protect, before, expected = MINE[name]
    found = of_my_day(day, calendar(), protect=protect, before=before, today=TODAY)
    assert [(plain(doubt.sentence), doubt.instead) for doubt in found] == expected


def test_an_answer_that_comes_after_the_work_is_too_late_for_it() -> None:
    assert of_their_day(FRIDAY, calendar(), ready=MONDAY, today=TODAY) == []
    [doubt] = of_their_day(MONDAY, calendar(), ready=MONDAY, today=TODAY)
    assert plain(doubt.sentence).startswith("The first option is to be ready by Monday 16 March.")
    assert doubt.instead == FRIDAY


def post(browser: Client, story: Story, slug: str, data: dict[str, Any]) -> Any:
    """Fill in what the screen shows, and press its button once."""
    url = url_of(story.complaint, slug)
    return browser.post(url, changed(form_on(browser.get(url)), "continue", data))


def press_again(browser: Client, story: Story, slug: str, shown: Any) -> Any:
    """Press the button of the page that came back, as it stands."""
    return browser.post(url_of(story.complaint, slug), changed(form_on(shown), "continue", {}))


def on_a_saturday(story: Story) -> dict[str, Any]:
    """Return valid options, of which the first is ready on a Saturday."""
    return answers_for("options", story) | {"options-0-ready_at_day": SATURDAY.isoformat()}


@pytest.mark.parametrize("typed", ["2026-03-14", "14.03.2026", "14 March 2026"])
def test_a_saturday_is_said_once_and_then_taken(browsing: Any, story: Story, typed: str) -> None:
    story.to(State.OPEN).acknowledge().cause()
    data = on_a_saturday(story) | {"options-0-ready_at_day": typed}
    with browsing(story) as browser:
        shown = post(browser, story, "options", data)
        page = plain(shown.content.decode())
        assert shown.status_code == 200
        assert "Saturday 14 March is not one of your working days" in page
        assert f'name="use" value="options-0-ready_at_day={MONDAY}"' in page
        assert PlanOption.objects.count() == 0
        assert press_again(browser, story, "options", shown).status_code == 302
    assert PlanOption.objects.order_by("letter").values_list("ready_on", flat=True)[0] == SATURDAY


def test_the_button_puts_the_next_working_day_in_and_keeps_the_rest(
    browsing: Any, story: Story
) -> None:
    story.to(State.OPEN).acknowledge().cause()
    wish = {"use": f"options-0-ready_at_day={MONDAY}"}
    with browsing(story) as browser:
        shown = post(browser, story, "options", on_a_saturday(story) | wish)
    form = shown.context["form"].rows.forms[0]
    assert shown.status_code == 200
    assert form["ready_at_day"].value() == MONDAY.isoformat()
    assert form["what"].value() == answers_for("options", story)["options-0-what"]
    assert "not one of your working days" not in plain(shown.content.decode())


@pytest.mark.parametrize("wish", ["", "=", "what=2026-03-16", "options-9-ready_at_day=x", "\0"])
def test_a_button_that_is_not_there_changes_nothing(browsing: Any, story: Story, wish: str) -> None:
    story.to(State.OPEN).acknowledge().cause()
    with browsing(story) as browser:
        shown = post(browser, story, "options", on_a_saturday(story) | {"use": wish})
    assert shown.status_code == 200
    assert "Saturday 14 March" in plain(shown.content.decode())


def test_what_is_typed_is_looked_at_while_it_is_kept(browsing: Any, story: Story) -> None:
    story.to(State.OPEN).acknowledge().cause()
    url = reverse("save_draft", args=[story.complaint.ref, "options"])
    with browsing(story) as browser:
        answer = plain(browser.post(url, on_a_saturday(story)).content.decode())
    assert 'id="id_options-0-ready_at_day_doubts" hx-swap-oob="innerHTML"' in answer
    assert "Saturday 14 March is not one of your working days" in answer


def test_a_step_of_theirs_may_lie_on_my_day_off(browsing: Any, story: Story) -> None:
    story.to(State.OPEN).acknowledge().cause()
    story.options(*(replace(each, ready_on=MONDAY) for each in story.two_options()))
    day = {"steps-0-due_on": SATURDAY.isoformat(), "steps-0-who": PlanStep.Who.CLIENT}
    with browsing(story) as browser:
        answer = post(browser, story, "dates", answers_for("dates", story) | day)
    assert answer.status_code == 302


def test_a_second_plan_says_when_it_is_later_than_the_first(browsing: Any, story: Story) -> None:
    story.to(State.PROPOSED).decline()
    later = {"options-0-ready_at_day": "2026-03-19"}
    with browsing(story) as browser:
        shown = post(browser, story, "options", answers_for("options", story) | later)
    assert "You told them Friday 13 March before. This is later." in plain(shown.content.decode())


# One walk of somebody who prints on the 12th, from their first words to the reminder.


def test_the_date_they_must_protect_is_named_on_screens_in_letters_and_in_the_reminder(
    browsing: Any, story: Story
) -> None:
    printing = date(2026, 3, 11)
    story.log().words(needed_by=printing).heard().save()
    with browsing(story) as browser:
        shown = browser.get(reverse("screen", args=[story.complaint.ref, "acknowledge"]))
        page = plain(shown.content.decode())
        assert "They must protect Wednesday 11 March. This would be later." in page
        assert "This is after Wednesday 11 March, the date you need to protect." in page
        submit(browser, story, "acknowledge", {})
    says(to_the_client()[-1], "This is after Wednesday 11 March, the date you need to protect.")

    story.cause()
    with browsing(story) as browser:
        shown = post(browser, story, "options", answers_for("options", story))
        page = plain(shown.content.decode())
        assert "They must protect Wednesday 11 March. This would be later." in page
        assert press_again(browser, story, "options", shown).status_code == 302
        dates = browser.get(reverse("screen", args=[story.complaint.ref, "dates"]))
        assert "Date to protect: <time>Wednesday 11 March</time>" in plain(dates.content.decode())
        story.dates()
        submit(browser, story, "send-plan", {})
    letter = " ".join(to_the_client()[-1].text.split())
    assert "Ready by Friday 13 March 17:00. This is after Wednesday 11 March, the date" in letter

    story.accept()
    first = story.complaint.reminders.filter(kind="R6").earliest("due_at")
    dispatch(first.due_at)
    says(to_the_owner()[-1], "They must protect Wednesday 11 March.")
    dispatch(first.due_at + timedelta(days=2))
    assert "They must protect" not in to_the_owner()[-1].text


def test_without_a_date_to_protect_nothing_is_said_of_one(story: Story) -> None:
    story.to(State.OPEN)
    with at_home(story):
        letter = fill(
            ACKNOWLEDGEMENT,
            blanks.acknowledgement(
                story.fresh(), own_part="result", plan_promised_on=FRIDAY, now=story.now
            ),
        )
    assert "protect" not in letter.body


def test_the_counted_days_follow_the_calendar_and_the_locale(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(locale="en-us", days_off="2026-03-11")
    story.user.refresh_from_db()
    story.to(State.OPEN)
    with at_home(story):
        form = AcknowledgeForm(complaint=story.fresh(), now=story.now)
    counted = form.fields["plan_promised_on"].widget.counted
    assert [(iso, plain(words)) for iso, words in counted][:2] == [
        ("2026-03-16", "in 3 working days (Monday, March 16)"),
        ("2026-03-18", "in 5 working days (Wednesday, March 18)"),
    ]


# What the two parts of the control send: typed, counted, as it was shown, and which day counts.
SENT: dict[str, tuple[dict[str, str], str | None]] = {
    "only typed": ({"x": "2026-03-16"}, "2026-03-16"),
    "only counted": ({"x": "", "x_in": "2026-03-13", "x_was": ""}, "2026-03-13"),
    "both as they were": (
        {"x": "2026-03-13", "x_in": "2026-03-13", "x_was": "2026-03-13"},
        "2026-03-13",
    ),
    "counted anew": (
        {"x": "2026-03-12", "x_in": "2026-03-13", "x_was": "2026-03-12"},
        "2026-03-13",
    ),
    "typed anew": (
        {"x": "2026-03-16", "x_in": "2026-03-13", "x_was": "2026-03-13"},
        "2026-03-16",
    ),
    "emptied": ({"x": "", "x_in": "2026-03-13", "x_was": "2026-03-13"}, ""),
    "a day of one’s own, untouched": (
        {"x": "2026-03-16", "x_in": "", "x_was": "2026-03-16"},
        "2026-03-16",
    ),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("name", SENT)
def test_what_was_changed_counts(name: str) -> None:

    sent, expected = SENT[name]
    assert AheadInput().value_from_datadict(sent, {}, "x") == expected


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"options-0-ready_at_day": "9999-12-31"}, "Enter a date between 1970 and 2100"),
        ({"options-0-ready_at_day": "0001-01-01"}, "Enter a date between 1970 and 2100"),
        ({"options-0-ready_at_day": "2026-02-30"}, "Enter a date, such as 2026-06-12"),
        ({"options-0-ready_at_day": "2026-03-09"}, "Choose a day that is still ahead"),
        (
            {"options-0-ready_at_day": "2026-03-29", "options-0-ready_at_time": "02:30"},
            "Choose another hour: clocks go forward that day and skip this one",
        ),
    ],
)
def test_a_day_or_an_hour_that_cannot_be_is_refused_with_a_sentence(
    browsing: Any, story: Story, given: dict[str, str], sentence: str
) -> None:
    story.to(State.OPEN).acknowledge().cause()
    with browsing(story) as browser:
        shown = post(browser, story, "options", answers_for("options", story) | given)
    assert shown.status_code == 422
    assert sentence in shown.content.decode()


def test_an_hour_in_the_past_of_today_is_refused(browsing: Any, story: Story) -> None:
    story.to(State.OPEN).acknowledge().cause()
    story.now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    given = {"options-0-ready_at_day": "2026-03-10", "options-0-ready_at_time": "12:30"}
    with browsing(story) as browser:
        shown = post(browser, story, "options", answers_for("options", story) | given)
    assert "Choose a day that is still ahead" in shown.content.decode()
    assert Promise.objects.filter(kind="ready").count() == 0


def test_how_full_the_days_are_stands_beside_a_plan(story: Story) -> None:
    story.to(State.OPEN).acknowledge().cause().options().dates()
    with at_home(story):
        found = days(story.fresh(), story.now)["days"]
    assert [(f"{each.on:%a %d}", each.promised, each.planned) for each in found[:4]] == [
        ("Wed 11", 0, 1),
        ("Thu 12", 1, 1),
        ("Fri 13", 0, 1),
        ("Mon 16", 0, 0),
    ]


def test_a_day_off_is_listed_only_when_it_has_work(story: Story) -> None:
    story.to(State.OPEN).acknowledge().cause()
    story.options(replace(story.two_options()[0], ready_on=SATURDAY))
    with at_home(story):
        found = days(story.fresh(), story.now)["days"]
    assert [each.on for each in found if each.on.weekday() > 4] == [SATURDAY]


@pytest.mark.parametrize(
    ("slug", "state", "kind", "stops"),
    [
        ("answer", State.PROPOSED, "accepts", False),
        ("answer", State.PROPOSED, "no", True),
        ("their-check", State.DELIVERED, "right", False),
        ("their-check", State.DELIVERED, "not_right", True),
    ],
)
def test_a_next_plan_that_is_not_needed_is_not_asked_about(
    browsing: Any, story: Story, slug: str, state: State, kind: str, *, stops: bool
) -> None:
    story.to(state)
    given = answers_for(slug, story) | {"kind": kind, "said": "It still fails on my phone."}
    with browsing(story) as browser:
        answer = post(browser, story, slug, given | {"next_plan_on": SATURDAY.isoformat()})
    assert (answer.status_code == 200) == stops


def test_money_that_would_come_too_late_for_them_is_said() -> None:
    [doubt] = of_their_money(MONDAY, FRIDAY, TODAY)
    assert plain(doubt.sentence) == (
        "Accepted on that day, the money comes by Monday 16 March. They must protect Friday 13"
        " March, which is sooner."
    )
    assert of_their_money(FRIDAY, FRIDAY, TODAY) == []
