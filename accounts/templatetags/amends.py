"""What templates need to draw our face: icons, the parts of a field, the list of things to fix."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()

# Our word for a picture -> its name among the heroicons. Those not listed keep their own name.
ICONS = {
    "calendar": "calendar",
    "download": "arrow-down-tray",
    "error": "exclamation-circle",
    "left": "chevron-left",
    "right": "chevron-right",
    "down": "chevron-down",
    "lock": "lock-closed",
    "mail": "envelope",
    "menu": "bars-2",
    "print": "printer",
    "swap": "arrows-right-left",
    "table": "table-cells",
    "time": "clock",
    "unlock": "lock-open",
    "warning": "exclamation-triangle",
}
# Pictures of our own: templates/icons/<name>.svg
OWN_ICONS = frozenset({"cup", "quote", "menu", "swap", "lock", "unlock", "calendar"})

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)

# Attributes of a widget that only steer how its choices are drawn.
DRAWING = frozenset(
    {
        "data-columns",
        "data-dashed",
        "data-line",
        "data-no-optional",
        "data-phone",
        "data-private",
        "data-rows",
    }
)


@register.simple_tag
def signup() -> str:
    """Return who may make an account: open, invited or closed."""
    return str(settings.SIGNUP)


@dataclass(frozen=True)
class Problem:
    """One thing to fix: the sentence, and the id of the control it is about (may be empty)."""

    sentence: str
    target: str


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Return the line icon `name`, hidden from screen readers: a word always stands beside it.

    Raises `heroicons.IconDoesNotExist` for an unknown name.
    """
    return _draw(name, size)


@lru_cache(maxsize=256)
def _draw(name: str, size: int) -> SafeString:
    css = f"icon icon-{size}"
    if name in OWN_ICONS:
        return render_to_string(f"icons/{name}.svg", {"size": size, "css": css})
    attributes = {"class": css, "aria_hidden": "true", "focusable": "false"}
    return SafeString(heroicon_outline(ICONS.get(name, name), size=size, **attributes))


@register.simple_block_tag
def capture(content: str) -> str:
    """Return the content between the tags, trimmed, for `as name`: lets base.html read a block."""
    return content.strip()


@register.filter
def mark(field: BoundField, name: str) -> Any:
    """Return what the widget's attribute `name` (such as `data-private`) holds, or ""."""
    return field.field.widget.attrs.get(name, "")


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether several controls share the field's name, so that it needs a fieldset."""
    return isinstance(field.field.widget, GROUPS)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Tell whether the field is drawn as tiles."""
    return isinstance(field.field.widget, CHOICES)


@register.filter
def label_first(label: object) -> str:
    """Return the part of a choice's label before `||`."""
    return str(label).split("||", 1)[0]


@register.filter
def label_more(label: object) -> str:
    """Return the small second line of a choice's label, the part after `||`."""
    return str(label).partition("||")[2]


@register.filter
def within(value: object, words: object) -> bool:
    """Tell whether `value` is one of the space-separated `words`."""
    return str(value) in str(words).split()


@register.filter
def is_plain(name: str) -> bool:
    """Tell whether an attribute belongs into the page: those that steer drawing do not."""
    return name not in DRAWING and name != "class"


@register.filter
def counting(number: int | None, after: int = 0) -> range:
    """Return `number` numbers (40 at most) from `after` + 1 on, to draw one mark for each."""
    return range(after + 1, after + 1 + min(int(number or 0), 40))


@register.filter
def bare(label: object) -> str:
    """Return a label without the "(optional)" at its end, which the field template sets apart."""
    return str(label).removesuffix(gettext("(optional)")).rstrip()


@register.simple_tag
def problems(*sources: forms.BaseForm | BaseFormSet | list | None) -> list[Problem]:
    """Return every thing to fix in the given forms, formsets and lists of forms, in order.

    A form may hold `rows`, a formset in the midst of its fields: before the one that it names in
    `rows_before`, else before them all.
    """
    found: list[Problem] = []
    for source in sources:
        if isinstance(source, BaseFormSet):
            target = _first_control(source)
            found += [Problem(str(sentence), target) for sentence in source.non_form_errors()]
            found += problems(*source.forms)
        elif isinstance(source, forms.BaseForm):
            found += _of_form(source)
        elif isinstance(source, (list, tuple)):
            found += problems(*source)
    return found


def _of_form(form: forms.BaseForm) -> list[Problem]:
    found = [Problem(str(sentence), "") for sentence in form.non_field_errors()]
    names = list(form.fields)
    before = getattr(form, "rows_before", "")
    place = names.index(before) if before in names else 0
    found += _of_fields(form, names[:place])
    found += problems(getattr(form, "rows", None))
    return found + _of_fields(form, names[place:])


def _of_fields(form: forms.BaseForm, names: list[str]) -> list[Problem]:
    fields = [form[name] for name in names]
    return [Problem(str(said), control_id(field)) for field in fields for said in field.errors]


def _first_control(rows: BaseFormSet) -> str:
    """Return the id of the first control of the first row, or "" where there is no row."""
    return control_id(rows.forms[0].visible_fields()[0]) if rows.forms else ""


def control_id(field: BoundField) -> str:
    """Return the id of the field's first control, which a link in the summary jumps to."""
    if isinstance(field.field.widget, GROUPS):
        return f"{field.auto_id}_0"
    return field.id_for_label
