"""What somebody typed and sent after their session had ended: put aside until they sign in again,
for the account on whose page it was typed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.form_tokens import NOT_TYPED, FormToken
from accounts.models import PutAside
from accounts.text import clean_text

KEPT_FOR = timedelta(days=2)
MOST_FORMS = 20
# In an address: what was put aside for this page is to be shown on it.
ASKED_FOR = "put-aside"
LONGEST_PLACE = 300


def taken_up_by(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that shows what was put aside for its page itself: `request.put_aside`."""
    view.takes_up = True  # type: ignore[attr-defined]
    return view


def place_of(request: HttpRequest) -> str:
    """Return the path of the page on which the form of this request stands."""
    here = request.headers.get("HX-Current-URL", "")
    if here and url_has_allowed_host_and_scheme(here, {request.get_host()}):
        return urlsplit(here).path
    return request.path


def keep(request: HttpRequest, token: FormToken, *, now: datetime) -> bool:
    """Put aside what was sent for the owner of `token`; False when it may not be kept.

    A form with a password in it never is.
    """
    place = place_of(request)
    if any("password" in name for name in request.POST) or len(place) > LONGEST_PLACE:
        return False
    details = {"data": typed(request.POST), "files": _names(request), "at": now}
    PutAside.objects.update_or_create(owner_id=token.owner, place=place, defaults=details)
    mine = PutAside.objects.filter(owner_id=token.owner).order_by("-at", "-pk")
    PutAside.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_FORMS:])).delete()
    return True


def typed(data: QueryDict) -> dict[str, list[str]]:
    """Return what somebody typed, without what belongs to one request only."""
    return {
        clean_text(name): [clean_text(value) for value in values]
        for name, values in data.lists()
        if name not in NOT_TYPED
    }


def texts(data: dict[str, list[str]]) -> list[str]:
    """Return what can be read in a form, for a page that shows it back."""
    return [value for values in data.values() for value in values if len(value.split()) > 1]


def as_sent(data: dict[str, list[str]]) -> QueryDict:
    """Return what was typed in the form in which a browser sends it."""
    sent = QueryDict(mutable=True)
    for name, values in data.items():
        sent.setlist(name, values)
    return sent


def find(request: HttpRequest) -> PutAside | None:
    """Return what was put aside for who is signed in, on a page whose address asks for it."""
    if ASKED_FOR not in request.GET:
        return None
    return PutAside.objects.for_user(request.user).filter(place=request.path).first()


def forget(request: HttpRequest) -> None:
    """Drop what was put aside for the page whose form has now been sent."""
    PutAside.objects.for_user(request.user).filter(place=place_of(request)).delete()


def way_back(place: str) -> str:
    """Return the address of the page at `place` that shows what was put aside."""
    return f"{place}?{urlencode({ASKED_FOR: 1})}"


def latest_place(user: object) -> str:
    """Return the way back to what was put aside last for `user`, or an empty text."""
    latest = PutAside.objects.for_user(user).order_by("-at").first()
    return way_back(latest.place) if latest else ""


def sweep(before: datetime) -> int:
    """Delete what was put aside before `before` (UTC) and return how many."""
    return PutAside.objects.filter(at__lt=before).delete()[0]


def _names(request: HttpRequest) -> list[str]:
    return [
        clean_text(file.name or "")[:200] for _n, files in request.FILES.lists() for file in files
    ]
