"""What error pages and error mails may show: everything but the passwords inside URLs."""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import pprint
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from accounts.redaction import mask


class _Shown:
    """Stands for a variable whose text holds a password."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class Filter(SafeExceptionReporterFilter):
    """Masks by what a value holds; Django only looks at what it is called."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        """Return a setting or a piece of the environment without its password."""
        cleansed = super().cleanse_setting(key, value)
        return mask(cleansed) if isinstance(cleansed, str) else cleansed

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        """Return the variables of a frame; the page may cut them, so they are masked before."""
        variables = super().get_traceback_frame_variables(request, tb_frame)
        return {name: _without_passwords(value) for name, value in variables}.items()


class Reporter(ExceptionReporter):
    """Masks the whole report once more: the words of exceptions are nobody's variable."""

    def get_traceback_html(self) -> SafeString:
        """Return the page for a browser."""
        return _masked(super().get_traceback_html())

    def get_traceback_text(self) -> SafeString:
        """Return the page as text."""
        return _masked(super().get_traceback_text())


def _masked(report: str) -> SafeString:
    # Asterisks need no escaping, and the rest is escaped already.
    return mark_safe(mask(report))  # noqa: S308


def _without_passwords(value: Any) -> Any:
    text = str(pprint(value))
    masked = mask(text)
    return value if masked == text else _Shown(masked)
