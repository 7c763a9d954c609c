"""The frame, the style page, what allauth shows and mails, and the pages for what does not open."""

import re

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html"]
FORBIDDEN = re.compile(r"\b(ticket|case|customer|SLA|escalate|success\w*)\b", re.IGNORECASE)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def test_only_a_superuser_sees_the_style_page(client: Client):
    url = reverse("style")
    assert client.get(url).status_code == 302

    client.force_login(UserFactory.create())
    assert client.get(url).status_code == 404

    client.force_login(User.objects.create_superuser("root@example.test", PASSWORD))
    response = client.get(url)
    assert response.status_code == 200
    assert b"things to fix" in response.content


@pytest.mark.parametrize("theme", ["system", "light", "dark"])
def test_the_page_wears_the_colours_the_freelancer_chose(client: Client, theme: str):
    user = UserFactory.create()
    user.preferences.theme = theme
    user.preferences.save(update_fields=["theme"])
    client.force_login(user)

    page = client.get(reverse("account_email")).content.decode()

    assert (f'data-theme="{theme}"' in page) is (theme != "system")


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_a_page_before_sign_in_has_one_heading_and_loads_nothing_from_elsewhere(
    client: Client, name: str
):
    page = client.get(reverse(name)).content.decode()

    assert page.count("<h1") == 1
    assert re.findall(r'(?:src|href)="https?://', page) == []
    assert " style=" not in page
    assert "placeholder" not in page
    assert "<form" in page
    assert page.count("novalidate") == 1


def test_a_refused_sign_in_keeps_the_address_and_says_what_to_do(client: Client):
    UserFactory.create(email="mira@example.test")

    page = client.post(
        reverse("account_login"), {"login": "mira@example.test", "password": "wrong"}
    ).content.decode()

    assert "<title>Error: Sign in" in page
    assert "1 thing to fix" in page
    assert "they do not go together" in page
    assert 'value="mira@example.test"' in page


def test_an_empty_sign_in_names_both_fields(client: Client):
    page = client.post(reverse("account_login"), {}).content.decode()

    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert 'href="#id_login"' in page


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_the_pages_about_ones_account_open(client: Client, name: str):
    client.force_login(UserFactory.create())

    page = client.get(reverse(name)).content.decode()

    assert page.count("<h1") == 1
    assert not FORBIDDEN.search(words(page))


def test_a_link_that_is_no_longer_good_says_so(client: Client):
    page = client.get(reverse("account_confirm_email", args=["old-key"])).content.decode()

    assert "This link no longer works" in page


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_an_error_page_says_what_to_do(template: str, rf: RequestFactory):
    page = render_to_string(template, request=rf.get("/"))

    assert page.count("<h1") == 1
    assert "btn-primary" in page
    assert not FORBIDDEN.search(words(page))


def test_the_page_for_what_broke_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    assert "<h1" in page
    assert "style=" not in page


MAILS = [
    "account_already_exists",
    "email_changed",
    "email_confirm",
    "email_confirmation",
    "email_confirmation_signup",
    "email_deleted",
    "login_code",
    "password_changed",
    "password_reset",
    "password_reset_code",
    "password_reset_key",
    "password_set",
    "unknown_account",
]


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_of_the_account_says_the_same_in_text_and_html(name: str):
    facts = {
        "user": UserFactory.build(email="mira@example.test"),
        "email": "mira@example.test",
        "activate_url": "https://amends.test/confirm/?a=1&b=2",
        "password_reset_url": "https://amends.test/reset/?a=1&b=2",
        "signup_url": "https://amends.test/signup/?a=1&b=2",
        "from_email": "old@example.test",
        "to_email": "new@example.test",
        "deleted_email": "gone@example.test",
        "confirmed_email": "more@example.test",
        "circumstances": "It was done on Monday.",
        "can_reset": True,
        "addresses_url": "https://amends.test/addresses/?a=1&b=2",
    }
    subject = render_to_string(f"account/email/{name}_subject.txt", facts).strip()
    text = render_to_string(f"account/email/{name}_message.txt", facts)
    html = render_to_string(f"account/email/{name}_message.html", facts)

    assert subject
    assert "\n" not in subject
    assert "&amp;" not in text
    assert not FORBIDDEN.search(words(html))
    heading = text.strip().splitlines()[0]
    assert heading in words(html)
    for link in re.findall(r"https://\S+", text):
        assert link.replace("&", "&amp;") in html


def test_no_page_uses_inline_style(client: Client):
    client.force_login(User.objects.create_superuser("root@example.test", PASSWORD))

    page = client.get(reverse("style")).content.decode()

    assert " style=" not in page
    assert "onclick" not in page
    assert mail.outbox == []
