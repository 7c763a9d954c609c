"""The root causes in two levels, each with what it looks like and what prevents it. Pure data."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

NOT_SURE = "not_sure"


@dataclass(frozen=True)
class Cause:
    """One cause: its code such as TIM.1, its words, and a hint of what it looks like."""

    code: str
    words: Lazy
    looks_like: Lazy

    @property
    def family(self) -> str:
        """The first-level code, such as TIM."""
        return self.code.split(".")[0]


FAMILIES: dict[str, Lazy] = {
    "TIM": _("Time"),
    "QUA": _("Quality"),
    "FIT": _("Fit"),
    "COM": _("Communication"),
    "SCO": _("Scope"),
    "MON": _("Money"),
    "PRO": _("Process"),
    "EXP": _("Expectation"),
    "TRU": _("Trust"),
    "OUT": _("Outside"),
}

CAUSES: dict[str, Cause] = {
    code: Cause(code, words, looks_like)
    for code, words, looks_like in [
        ("TIM.1", _("final date missed"), _("delivered after the agreed day")),
        ("TIM.2", _("milestone missed"), _("draft or sample late")),
        ("TIM.3", _("estimate too hopeful"), _("work took far longer")),
        ("TIM.4", _("started late"), _("queue or overbooking")),
        ("TIM.5", _("waiting for input"), _("content, access or approval late")),
        ("QUA.1", _("differs from the brief"), _("wrong size, text or feature")),
        ("QUA.2", _("errors"), _("typos, bugs, broken links")),
        ("QUA.3", _("incomplete"), _("parts missing")),
        ("QUA.4", _("format or compatibility"), _("cannot open, print or run")),
        ("QUA.5", _("result below hope"), _("campaign or page did not perform")),
        ("FIT.1", _("style or taste"), _("“not us”")),
        ("FIT.2", _("audience or tone"), _("too casual, too technical")),
        ("FIT.3", _("wrong need"), _("solved something else")),
        ("COM.1", _("silence"), _("no word for days")),
        ("COM.2", _("slow replies"), _("answers after days")),
        ("COM.3", _("misunderstanding"), _("same word, two meanings")),
        ("COM.4", _("bad news late"), _("heard on the day")),
        ("COM.5", _("wrong person"), _("the decision maker was not in the loop")),
        ("COM.6", _("tone"), _("felt cold or sharp")),
        ("COM.7", _("jargon"), _("client nodded without following")),
        ("SCO.1", _("not written down"), _("“I thought that was included”")),
        ("SCO.2", _("grew step by step"), _("many small extras")),
        ("SCO.3", _("direction changed after approval"), _("approved, then different")),
        ("SCO.4", _("rounds unclear"), _("unlimited expected")),
        ("SCO.5", _("feedback scattered"), _("five people, ten emails")),
        ("MON.1", _("surprise on the bill"), _("extra line items")),
        ("MON.2", _("went over the estimate"), _("more hours than said")),
        ("MON.3", _("value doubted"), _("“not worth it”")),
        ("MON.4", _("billing error"), _("wrong amount or tax")),
        ("PRO.1", _("version mix-up"), _("old file delivered")),
        ("PRO.2", _("handover gaps"), _("no access, no instructions")),
        ("PRO.3", _("approval skipped"), _("went live unapproved")),
        ("PRO.4", _("partner or supplier"), _("printer, host or helper failed")),
        ("PRO.5", _("tool or data loss"), _("crash, lost work")),
        ("PRO.6", _("capacity"), _("ill, overloaded")),
        ("EXP.1", _("promised too much"), _("sales talk")),
        ("EXP.2", _("skill mismatch"), _("outside my field")),
        ("EXP.3", _("process unknown"), _("first-time client")),
        ("TRU.1", _("confidentiality or privacy"), _("shared too widely")),
        ("TRU.2", _("rights and licences"), _("font, photo, code or AI use not disclosed")),
        ("TRU.3", _("conduct"), _("rude, unfair, broken promise")),
        ("OUT.1", _("change on the client's side"), _("new boss, budget cut")),
        ("OUT.2", _("third party or event"), _("platform change, strike, outage")),
        ("OUT.3", _("second thoughts"), _("likes nothing, work is fine")),
    ]
}


# What most cases come down to; shown before the drawers.
USUAL = ("TIM.1", "TIM.3", "QUA.1", "QUA.2", "COM.1", "COM.3", "SCO.1")


def of_family(family: str) -> list[Cause]:
    """Return the causes of one family, in the order of the table."""
    return [cause for cause in CAUSES.values() if cause.family == family]


def in_words(cause: str, contributing: Sequence[str]) -> str:
    """Return the main cause, and what also played a part."""
    if not contributing:
        return words_of(cause)
    also = ", ".join(words_of(each) for each in contributing)
    words = gettext("%(cause)s. Also played a part: %(also)s")
    return words % {"cause": words_of(cause), "also": also}


def found(text: str) -> list[Cause]:
    """Return the causes that `text` is about: each of its words stands in theirs, or begins one."""
    sought = text.casefold().split()
    return [cause for cause in CAUSES.values() if sought and _tells_of(cause, sought)]


def _tells_of(cause: Cause, sought: Sequence[str]) -> bool:
    words = f"{FAMILIES[cause.family]} {cause.words} {cause.looks_like}".casefold()
    return all(word in words for word in sought)


def words_of(code: str) -> str:
    """Return the words for a code, such as “Quality: errors”, or for `not_sure`."""
    if code == NOT_SURE:
        return str(_("not sure yet"))
    if code in FAMILIES:
        return str(FAMILIES[code])
    cause = CAUSES[code]
    return f"{FAMILIES[cause.family]}: {cause.words}"
