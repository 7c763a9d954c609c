"""A request that no page can read is answered by a page of ours, wherever it is sent."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients.models import Client as Customer
from tests.factories import UserFactory
from tests.isolation.addresses import URLS

pytestmark = pytest.mark.django_db

MULTIPART = "multipart/form-data; boundary=cut"
PLAIN = "application/x-www-form-urlencoded"
FIELD = b'--cut\r\nContent-Disposition: form-data; name="name"\r\n\r\nHarbour Books\r\n--cut--\r\n'
MEGABYTE = 1024 * 1024

UNREADABLE: dict[str, tuple[str, bytes]] = {
    **{f"a form in {name}": (f"{PLAIN}; charset={name}", b"name=Harbour") for name in (
        "utf-16", "utf-32", "utf-7", "klingon", "rot13", "hex", "idna", "undefined", "latin-1", "",
    )},
    **{f"parts in {name}": (f"{MULTIPART}; charset={name}", FIELD) for name in (
        "utf-16", "utf-32", "utf-7", "klingon", "rot13", "hex", "idna", "undefined", "latin-1",
    )},
    "parts without a boundary": ("multipart/form-data", FIELD),
    "a boundary that is none": ("multipart/form-data; boundary=\xe9", FIELD),
    "base64 that is none": (
        MULTIPART,
        FIELD.replace(
            b'"\r\n\r\nHarbour Books',
            b'"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@@=',
        ),
    ),
    "thousands of fields": (PLAIN, b"a=1&" * 2000),
}  # fmt: skip


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


ADDRESSES = ("client_add", "preferences", "test_mail", "account_login")


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("debug", [True, False])
def test_what_cannot_be_read_gets_our_page_and_changes_nothing(
    signed_in: Client, settings: object, name: str, debug: bool
) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    kind, body = UNREADABLE[name]
    for address in ADDRESSES:
        page = signed_in.generic("POST", reverse(address), body, content_type=kind)
        assert page.status_code == 400, address
        assert "That could not be read" in page.content.decode()
    assert not Customer.objects.exists()


def test_the_tried_addresses_are_ours_and_one_of_a_library() -> None:
    assert sum(name in URLS for name in ADDRESSES) == len(ADDRESSES) - 1


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 5000])
def test_a_length_that_is_none_breaks_nothing(signed_in: Client, length: str) -> None:
    page = signed_in.generic(
        "POST", reverse("client_add"), b"", content_type=PLAIN, CONTENT_LENGTH=length
    )
    assert page.status_code in {200, 413}


def test_parts_that_break_off_are_a_form_without_answers(signed_in: Client) -> None:
    page = signed_in.generic("POST", reverse("client_add"), FIELD[:50], content_type=MULTIPART)
    assert page.status_code in {200, 400}
    assert not Customer.objects.exists()


def test_utf_8_by_any_of_its_names_is_read(signed_in: Client) -> None:
    for name in ("utf-8", "UTF-8", '"utf-8"'):
        page = signed_in.generic(
            "POST", reverse("client_add"), b"name=Harbour", content_type=f"{PLAIN}; charset={name}"
        )
        assert page.status_code == 200


TOO_MUCH = {
    "fields": (PLAIN, b"name=" + b"x" * (6 * MEGABYTE)),
    "a part": (MULTIPART, FIELD.replace(b"Harbour Books", b"x" * (6 * MEGABYTE))),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_answered_by_naming_each_limit(signed_in: Client, name: str) -> None:
    kind, body = TOO_MUCH[name]
    page = signed_in.generic("POST", reverse("client_add"), body, content_type=kind)
    words = page.content.decode()
    assert page.status_code == 413
    for limit in ("100,000 characters", "5 MB", "10 MB", "Press Back"):
        assert limit in words


def test_a_request_that_is_larger_than_all_limits_is_not_kept(
    signed_in: Client, settings: object
) -> None:
    settings.MOST_BYTES_OF_A_REQUEST = 1000  # type: ignore[attr-defined]
    file = FIELD.replace(b'"name"', b'"kept_files"; filename="a.zip"')
    body = file.replace(b"Harbour Books", b"x" * 1000)
    page = signed_in.generic("POST", reverse("client_add"), body, content_type=MULTIPART)
    assert page.status_code == 413
