"""A form that adds something does so once, however often and however fast it is sent.

The first request to arrive writes down the word of the form's token, in the transaction that adds;
the others wait for it and are led to the same place. A form that is refused leaves nothing behind.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts import clock, form_tokens
from accounts.models import FormUse
from accounts.resending import ask_again

# A view, or a method of the admin that answers as one.
View = Callable[..., Any]
ALREADY = _(
    "This form was sent before with other words, and that was saved. Press the button again to save"
    " this one too."
)
POSTED = "POST"


class SentBefore(Exception):
    """Raised when the same form was sent before with other words in it."""


def adds(view: View) -> View:
    """Mark a view whose form adds something, and let each form of it do so once."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != POSTED or form_tokens.FIELD not in request.POST:
            return view(request, *args, **kwargs)
        objection = form_tokens.objection(request, form_tokens.read(request), clock.now())
        if objection:
            return _shown_again(request, objection, lambda: view(request, *args, **kwargs))
        try:
            return once(request, lambda: view(request, *args, **kwargs))
        except SentBefore:
            return _shown_again(request, str(ALREADY), lambda: view(request, *args, **kwargs))

    guarded.adds = True  # type: ignore[attr-defined]
    return guarded


def once(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of `work`, or where it led when the form has been sent before.

    Only an answer that leads on counts as done. Raises SentBefore when the form held other words.
    """
    token = form_tokens.read(request)
    if token is None or token.owner != request.user.pk:
        return work()
    content = _content(request)
    with transaction.atomic():
        use, is_first = FormUse.objects.get_or_create(
            owner_id=token.owner,
            word=token.word,
            defaults={"content": content, "at": clock.now()},
        )
        if not is_first:
            if use.content != content:
                raise SentBefore
            return HttpResponseRedirect(use.led_to)
        answer = work()
        if isinstance(answer, HttpResponseRedirect):
            FormUse.objects.filter(pk=use.pk).update(led_to=answer.url)
        else:
            use.delete()
    return answer


def may_add(request: HttpRequest, form: forms.Form) -> bool:
    """Say whether the form is valid and may add; why it may not stands above it."""
    is_valid = form.is_valid()
    objection = objection_to(request)
    if objection and form.is_bound:
        form.add_error(None, objection)
    return is_valid and not objection


def objection_to(request: HttpRequest) -> str:
    """Return why the form that was sent may add nothing; empty when it may."""
    return getattr(request, "objection_to_adding", "")


def sweep(before: datetime) -> int:
    """Forget the forms that were sent before `before` (UTC) and return how many."""
    return FormUse.objects.filter(at__lt=before).delete()[0]


def _shown_again(
    request: HttpRequest, objection: str, show: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the form with what was typed, and the sentence; nothing that is added stays."""
    if not form_tokens.typed_in(request):
        return ask_again(request, objection)
    request.objection_to_adding = objection  # type: ignore[attr-defined]
    with transaction.atomic():
        answer = show()
        transaction.set_rollback(True)
    return ask_again(request, objection) if isinstance(answer, HttpResponseRedirect) else answer


def _content(request: HttpRequest) -> str:
    """Return a fingerprint of what was typed and chosen."""
    fingerprint = sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in form_tokens.NOT_TYPED:
            fingerprint.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        fingerprint.update(repr((name, [(file.name, file.size) for file in files])).encode())
    return fingerprint.hexdigest()
