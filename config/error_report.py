"""What error pages and error mails may show: everything but the passwords inside URLs."""

from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import pprint
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from accounts.masking import mask


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
    ) -> list[tuple[str, Any]]:
        """Return the variables of a frame; the page may cut them, so they are masked before."""
        variables = super().get_traceback_frame_variables(request, tb_frame)
        return [(name, _without_passwords(value)) for name, value in variables]


class Reporter(ExceptionReporter):
    """Masks the whole report once more: the words of exceptions are nobody's variable."""

    def get_traceback_html(self) -> str:
        """Return the page for a browser."""
        return mask(super().get_traceback_html())

    def get_traceback_text(self) -> str:
        """Return the page as text."""
        return mask(super().get_traceback_text())


def _without_passwords(value: Any) -> Any:
    text = str(pprint(value))
    masked = mask(text)
    return value if masked == text else _Shown(masked)
