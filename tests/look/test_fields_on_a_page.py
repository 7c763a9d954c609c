"""How a field of each kind stands on a page, and what the summary of errors links to."""

import re
from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field, as_crispy_form
from django import forms
from django.template.loader import render_to_string

from accounts.fields import LineField, MomentField, PickField, PickManyField
from accounts.templatetags.amends import Problem, problems

CHOICES = [("fix", "fix it"), ("redo", "redo it||from the start"), ("unsaid", "not said")]


class LockedRadios(forms.RadioSelect):
    locked = (("Full refund", "Offer part of it first"),)


class Form(forms.Form):
    line = LineField(label="One line", max_length=20, help_text="Short is fine")
    spare = LineField(label="Spare (optional)", max_length=20, required=False)
    hidden_cost = LineField(
        label="My hours",
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={"data-private": "yes", "data-no-optional": "yes"}),
    )
    amount = LineField(
        label="Amount", max_length=9, widget=forms.TextInput(attrs={"data-prefix": "€"})
    )
    wish = PickField(
        label="What do they want?",
        choices=CHOICES,
        missing="Choose one",
        widget=LockedRadios(attrs={"data-dashed": "unsaid", "data-phone": "2"}),
    )
    feelings = PickManyField(
        label="Feelings",
        choices=CHOICES,
        missing="Choose some",
        widget=forms.CheckboxSelectMultiple,
    )
    at = MomentField(label="When")
    nudge = forms.BooleanField(label="Remind me", required=False)


def drawn(name: str, data: dict[str, Any] | None = None) -> str:
    return re.sub(r"\s+", " ", as_crispy_field(Form(data)[name]))


def test_the_error_stands_between_the_label_and_the_control():
    html = drawn("line", {})

    order = [html.index(part) for part in ("<label", "Short is fine", "id_line_error", "<input")]
    assert order == sorted(order)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_line_helptext id_line_error"' in html
    assert "field-wrong" in html


def test_no_field_carries_an_asterisk():
    assert "*" not in as_crispy_form(Form())


def test_optional_is_said_once_and_set_apart():
    html = drawn("spare")

    assert html.count("(optional)") == 1
    assert '<span class="optional">(optional)</span>' in html


def test_a_private_field_says_so_beside_a_lock():
    html = drawn("hidden_cost")

    assert "field-private" in html
    assert "Private" in html
    assert "<svg" in html
    assert "(optional)" not in html


def test_an_amount_stands_behind_its_currency():
    html = drawn("amount")

    assert html.index("€") < html.index("<input")


def test_choices_are_whole_tiles_in_a_fieldset():
    html = drawn("wish")

    assert html.count('<label class="tile') == 3
    assert html.count('type="radio"') == 3
    assert "<fieldset" in html
    assert "tiles-2-phone" in html
    assert 'class="tile tile-dashed" for="id_wish_2"' in html
    assert "data-dashed" not in html


def test_a_label_in_two_parts_gets_a_small_second_line():
    assert '<span class="tile-words">redo it<span class="tile-more">from the start</span>' in drawn(
        "wish"
    )


def test_a_locked_choice_is_readable_and_cannot_be_chosen():
    html = drawn("wish")

    locked = html[html.index("tile-locked") :]
    assert "Full refund" in locked
    assert "Offer part of it first" in locked
    assert "<input" not in locked


def test_a_group_that_lacks_an_answer_describes_itself_with_the_sentence():
    html = drawn("wish", {})

    assert '<fieldset aria-describedby="id_wish_error">' in html
    assert "Choose one" in html


def test_a_moment_is_a_day_and_a_time_with_a_label_each():
    html = drawn("at")

    assert 'type="date"' in html
    assert 'type="time"' in html
    assert html.count("<label") == 2


def test_a_single_box_is_followed_by_its_sentence():
    html = drawn("nudge")

    assert html.index('type="checkbox"') < html.index("Remind me")
    assert "(optional)" not in html


def test_the_summary_lists_every_problem_with_the_control_it_is_about():
    assert problems(Form({"line": "x", "amount": "1"})) == [
        Problem("Choose one", "id_wish_0"),
        Problem("Choose some", "id_feelings_0"),
        Problem("Enter the day and the time", "id_at_0"),
    ]


def test_the_summary_reads_formsets_and_lists_too():
    formset = forms.formset_factory(Form, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-line": "x"}
    )

    found = problems(formset, None, [Form({"line": "x"})])

    assert [problem.target for problem in found] == [
        "id_form-0-amount",
        "id_form-0-wish_0",
        "id_form-0-feelings_0",
        "id_form-0-at_0",
        "id_amount",
        "id_wish_0",
        "id_feelings_0",
        "id_at_0",
    ]


def test_every_link_of_the_summary_leads_to_a_control_of_the_page():
    form = Form({})
    page = as_crispy_form(form)

    summary = render_to_string("_error_summary.html", {"form": form})

    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == 5
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_the_summary_says_how_many_things_there_are_to_fix():
    one: dict[str, Any] = {"line": "x", "amount": "1", "wish": "fix", "feelings": ["fix"]}

    assert "1 thing to fix" in render_to_string("_error_summary.html", {"form": Form(one)})
    assert "5 things to fix" in render_to_string("_error_summary.html", {"form": Form({})})
    assert render_to_string("_error_summary.html", {"form": Form()}).strip() == ""


@pytest.mark.parametrize("name", ["line", "wish", "nudge", "amount"])
def test_what_was_typed_never_becomes_markup(name: str):
    html = drawn(name, {"line": "<b>x", "amount": '"><script>', "wish": "<i>", "nudge": "<u>"})

    assert "<b>x" not in html
    assert "<script>" not in html
    assert "<i>" not in html


class Rows(forms.BaseFormSet):
    def clean(self):
        raise forms.ValidationError("Add at least one row")


class Row(forms.Form):
    note = forms.CharField()


class WithRows(forms.Form):
    first = LineField(max_length=9, missing="Enter the first")
    last = LineField(max_length=9, missing="Enter the last")
    rows_before = "last"

    @property
    def rows(self) -> forms.BaseFormSet:
        factory = forms.formset_factory(Row, formset=Rows, extra=1)
        return factory({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"})


def test_what_a_whole_formset_lacks_leads_to_its_first_control_in_the_order_of_the_page():
    assert problems(WithRows({})) == [
        Problem("Enter the first", "id_first"),
        Problem("Add at least one row", "id_form-0-note"),
        Problem("Enter the last", "id_last"),
    ]
