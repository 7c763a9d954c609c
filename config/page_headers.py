"""Which headers each class of page gets: the one table, and the middleware that sets them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

# What no page of ours uses. Copying does, and signing in with a key of the device may.
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
EVERYWHERE = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Nothing of it stays on a shared computer, and Back after signing out asks the server.
NOT_KEPT = {"Cache-Control": "no-store, private"}


@dataclass(frozen=True)
class PageClass:
    """A class of pages: the headers it has besides EVERYWHERE, and the names of its addresses."""

    headers: dict[str, str]
    names: frozenset[str] = field(default_factory=frozenset)


# Open to all and the same for all, as long as nobody is signed in.
PUBLIC = PageClass({}, frozenset({"help", "health", "robots", "security_contact"}))
# Reached by a key in the address, which must not be found or passed on. A form on such a page needs
# to say where it comes from: base.html widens the policy for that to our own pages.
LINK = PageClass(
    {**NOT_KEPT, "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"},
    frozenset({
        "reminder_actions", "reminder_action", "decline_mail", "calendar_feed",
        "account_confirm_email", "account_reset_password_from_key", "invitation",
    }),
)  # fmt: skip
# Everything else: what needs signing in, and signing in itself.
PRIVATE = PageClass(NOT_KEPT)
CLASSES = (PUBLIC, LINK)


def class_of(name: str, *, is_signed_in: bool) -> PageClass:
    """Return the class of an address; what is not in the table is private."""
    found = next((group for group in CLASSES if name in group.names), PRIVATE)
    return PRIVATE if found is PUBLIC and is_signed_in else found


class PageHeaders:
    """The middleware: sets the headers of the class, over what a view has set by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request` with the headers of its class."""
        response = self._get_response(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        user = getattr(request, "user", None)
        group = class_of(name, is_signed_in=bool(user and user.is_authenticated))
        for header, value in {**EVERYWHERE, **group.headers}.items():
            response.headers[header] = value
        return response
