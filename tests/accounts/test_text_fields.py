"""Fields of words: what is cleaned, what is too long or missing, and what is an address."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from accounts import fields
from accounts.addresses import parted, spelled
from accounts.text import clean_line, clean_text
from tests.accounts.typed import answer


@given(st.text())
def test_clean_text_can_be_stored_and_sent_and_is_stable(typed: str) -> None:
    cleaned = clean_text(typed)
    cleaned.encode()
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert clean_text(cleaned) == cleaned
    assert "\n" not in clean_line(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\0b\x07c\td", "abc\td"),
        ("x\ud800y", "xy"),
        ("one\u2028two", "one\ntwo"),
        ("naïve 日本 🙂", "naïve 日本 🙂"),
    ],
)
def test_line_ends_become_one_kind_and_control_characters_go(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_pasted_line_end_becomes_a_space_in_a_line() -> None:
    assert fields.LineField(max_length=80).clean(" Studio\r\n  Birk ") == "Studio Birk"


def test_a_line_end_of_a_browser_counts_as_one_character() -> None:
    assert fields.TextField(max_length=3).clean("a\r\nb") == "a\nb"


def test_a_text_too_long_says_by_how_much_it_is() -> None:
    said = answer(fields.TextField(max_length=2000), "x" * 2500)
    assert said == "Shorten this to 2,000 characters; it has 2,500 now"


def test_a_text_too_short_is_answered_like_a_missing_one_and_says_how_long() -> None:
    field = fields.TextField(max_length=400, min_length=20, missing="Say what counts as one round")
    assert answer(field, "") == "Say what counts as one round"
    long_enough = "Say what counts as one round: 20 characters or more, it has 2 now"
    assert answer(field, "no") == long_enough


def test_a_text_of_white_space_or_control_characters_is_missing() -> None:
    field = fields.LineField(max_length=80, missing="Enter a policy name")
    assert answer(field, " \0\r\n ") == "Enter a policy name"


def test_a_refused_form_keeps_what_was_typed_without_what_a_page_cannot_show() -> None:
    class Form(forms.Form):
        words = fields.TextField(max_length=5)

    form = Form({"words": "hello\r\nwor\0ld\ud800"})
    assert not form.is_valid()
    assert form["words"].value() == "hello\nworld"
    form.as_p().encode()


@pytest.mark.parametrize(
    "typed", ["elin@", "elin", "a b@c.test", "a@b\r\nBcc: x@y.test", "x" * 300 + "@a.test"]
)
def test_what_is_no_address_is_answered_with_an_example(typed: str) -> None:
    said = answer(fields.AddressField(), typed)
    assert "name@example.com" in said or "Shorten" in said


def test_an_address_that_dns_spells_too_long_is_answered_with_an_example() -> None:
    typed = "x" * 60 + "@" + ".".join(["ü" * 12] * 14) + ".test"
    assert len(typed) < 254
    assert "name@example.com" in answer(fields.AddressField(), typed)


def test_an_address_is_kept_as_typed_without_the_spaces_around() -> None:
    assert fields.AddressField().clean(" Elin@Client.test ") == "Elin@Client.test"
    assert fields.AddressField().clean("elin@bücher.test") == "elin@bücher.test"


PASTED = {
    "Elin Marsh <elin@a.example>": ("Elin Marsh", "elin@a.example"),
    '"Marsh, Elin" <elin@a.example>;': ("Marsh, Elin", "elin@a.example"),
    "<elin@a.example>": ("", "elin@a.example"),
    "elin@a.example (Elin Marsh)": ("Elin Marsh", "elin@a.example"),
    "mailto:elin@a.example": ("", "elin@a.example"),
    "MAILTO:elin%2Bwork@a.example?subject=Hi": ("", "elin+work@a.example"),
    "Elin <mailto:elin@a.example>": ("Elin", "elin@a.example"),
    "elin@a.example;": ("", "elin@a.example"),
    "elin@a.example,": ("", "elin@a.example"),
    "\u202aelin@a.example\u202c": ("", "elin@a.example"),
    "\ufeffelin@a.example": ("", "elin@a.example"),
    "\N{NO-BREAK SPACE}elin@a.example\u200b": ("", "elin@a.example"),
    "elin@straße.example": ("", "elin@straße.example"),
    "elin@a.example": ("", "elin@a.example"),
    "": ("", ""),
}


@pytest.mark.parametrize("typed", PASTED)
def test_an_address_is_taken_however_it_was_pasted(typed: str) -> None:
    assert parted(typed) == PASTED[typed]
    assert fields.AddressField(required=False).clean(typed) == PASTED[typed][1]


@pytest.mark.parametrize(
    "typed", ["a@b.example; c@d.example", "a@b.example c@d.example", "Elin <>"]
)
def test_two_addresses_or_none_are_no_address(typed: str) -> None:
    assert "name@example.com" in answer(fields.AddressField(), typed)


def test_a_sharp_s_in_a_domain_is_spelled_as_a_letter_of_its_own() -> None:
    assert spelled("elin@straße.example") == "elin@xn--strae-oqa.example"
    assert spelled("elin@STRASSE.example") == "elin@STRASSE.example"
    assert spelled("elin@www.WEIẞ.example") == "elin@www.xn--wei-7ka.example"
