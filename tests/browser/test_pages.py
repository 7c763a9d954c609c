"""Every page in each of its forms: axe finds nothing, nothing overflows, its title is its own."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from accounts.models import User
from complaints.workflow import PLACES, State
from outbox import unsubscribe
from outbox.models import MailState, OutgoingEmail
from policies.models import PolicyVersion
from tests.browser.conftest import SignIn
from tests.browser.inspection import PHONE, Inspector
from tests.complaints.story import Story, another_project
from tests.factories import PASSWORD, PolicyVersionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN = [(state, slug) for slug, place in PLACES.items() for state in sorted(place.open_in)]
# One state for each screen is enough where its form looks the same in all of them.
FORMS = dict((slug, state) for state, slug in reversed(OPEN)) | {"heard": State.DRAFT}
# Money is locked in this story; test_money_pages looks at it when it is open.
WITHOUT_FIELDS = {"check", "money"}


def screen(story: Story, slug: str) -> str:
    return reverse("screen", args=[story.complaint.ref, slug])


def test_before_signing_in(inspector: Inspector) -> None:
    entrance = ["account_login", "account_signup", "account_reset_password"]
    for name in entrance:
        inspector.look(reverse(name))
        inspector.refuse(".btn-primary")
    inspector.look(
        reverse("account_reset_password_done"),
        reverse("account_email_verification_sent"),
    )


def test_behind_the_links_in_mails(inspector: Inspector) -> None:
    user = UserFactory()
    address = EmailAddress.objects.create(user=user, email="new@example.test", verified=False)
    inspector.look(
        reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]),
        reverse("account_confirm_email", args=["no-such-key"]),
        reverse("decline_mail", args=[unsubscribe.token_for(user)]),
    )
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    inspector.look(reverse("account_reset_password_from_key", kwargs=words))
    inspector.refuse(".btn-primary")
    inspector.look(reverse("account_reset_password_from_key_done"), reverse("account_inactive"))


def test_about_oneself(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    inspector.look(reverse("preferences"))
    inspector.refuse(".btn-primary")
    inspector.look(reverse("help"), reverse("account_email"), reverse("account_logout"))
    for name in ("account_change_password", "account_reauthenticate"):
        inspector.look(reverse(name))
        inspector.refuse(".btn-primary")
    inspector.look("/complaints/C-9999/", status=404)


def test_the_menu_on_a_phone(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    inspector.open(reverse("today"))
    inspector.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    inspector.page.get_by_text("Menu", exact=True).click()
    assert inspector.axe(PHONE, "light") == []


def test_an_account_in_which_nothing_happened(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    names = ("today", "complaints", "complaint_new", "clients", "projects", "policies")
    inspector.look(*(reverse(name) for name in names))


def test_clients_and_projects(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    client, project = story.project.client, story.project
    for url in (
        reverse("client_add"),
        reverse("client_edit", args=[client.number]),
        reverse("contact_add", args=[client.number]),
        reverse("contact_edit", args=[client.number, 1]),
        reverse("project_add"),
        reverse("project_edit", args=[project.ref]),
    ):
        inspector.look(url)
        inspector.refuse()
    inspector.look(reverse("clients"), reverse("client", args=[client.number]))
    inspector.look(reverse("projects"), reverse("project", args=[project.ref]))


def test_a_first_complaint(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    another_project(story)
    inspector.look(reverse("today"), reverse("complaint_new"))
    inspector.refuse()


@pytest.mark.parametrize("state", list(State))
def test_a_complaint_in_each_state(
    inspector: Inspector, sign_in: SignIn, story: Story, state: State
) -> None:
    sign_in(story.user)
    story.to(state)
    workspace = reverse("complaint", args=[story.complaint.ref])
    inspector.look(workspace, f"{workspace}?saw=client", reverse("today"))
    inspector.look(
        f"{reverse('complaints')}?show={'ended' if story.complaint.has_ended else 'open'}"
    )


@pytest.mark.parametrize("slug", list(PLACES))
def test_a_screen_as_a_form(inspector: Inspector, sign_in: SignIn, story: Story, slug: str) -> None:
    sign_in(story.user)
    story.to(FORMS[slug])
    inspector.look(screen(story, slug))
    if slug not in WITHOUT_FIELDS:
        inspector.refuse()


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_a_screen_that_comes_later_or_is_done(
    inspector: Inspector, sign_in: SignIn, story: Story, state: State
) -> None:
    sign_in(story.user)
    story.to(state)
    for slug, place in PLACES.items():
        if state not in place.open_in:
            inspector.look(screen(story, slug))


# A choice that shows fields of its own, by screen.
CHOICES = [
    ("acknowledge", "send_mode", "call"),
    ("answer", "kind", "different"),
    ("round", "round_type", "courtesy"),
    ("their-check", "kind", "not_right"),
    ("close", "outcome", "not_agreed"),
]


@pytest.mark.parametrize(("slug", "name", "value"), CHOICES)
def test_what_a_choice_shows(
    inspector: Inspector, sign_in: SignIn, story: Story, slug: str, name: str, value: str
) -> None:
    sign_in(story.user)
    story.to(FORMS[slug])
    inspector.open(screen(story, slug))
    inspector.page.locator(f'label:has([name="{name}"][value="{value}"])').click()
    inspector.look()


def test_more_options_and_steps(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    story.to(State.ACKNOWLEDGED).options()
    for slug in ("options", "dates"):
        inspector.open(screen(story, slug))
        with inspector.page.expect_navigation():
            inspector.page.locator('main button[value="add"]').click()
        inspector.look()


def test_a_move_that_was_already_made(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    story.to(State.DELIVERED)
    inspector.open(screen(story, "their-check"))
    inspector.page.locator('label:has([name="kind"][value="right"])').click()
    story.confirm()
    with inspector.page.expect_navigation():
        inspector.page.locator(".button-row .btn-primary").click()
    inspector.look()


def test_what_stands_in_the_way_and_going_on_with_a_reason(
    inspector: Inspector, sign_in: SignIn, story: Story
) -> None:
    sign_in(story.user)
    story.to(State.OPEN)
    story.options()
    story.acknowledge()
    inspector.look(screen(story, "send-plan"))
    inspector.look(reverse("override", args=[story.complaint.ref, "G7"]))
    inspector.refuse()


def test_a_letter_that_may_not_have_arrived(
    inspector: Inspector, sign_in: SignIn, story: Story
) -> None:
    sign_in(story.user)
    story.to(State.ACKNOWLEDGED)
    OutgoingEmail.objects.update(state=MailState.FAILED)
    inspector.look(reverse("complaint", args=[story.complaint.ref]))


def test_lists_that_are_full(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    states = [State.DRAFT, State.OPEN, State.PROPOSED, State.IN_PROGRESS, State.DELIVERED] * 6
    for state in states:
        story.complaint = None  # type: ignore[assignment]
        story.to(state)
    inspector.look(reverse("today"), reverse("complaints"), f"{reverse('complaints')}?page=2")
    inspector.look(reverse("project", args=[story.project.ref]))


def test_agreements_and_rounds(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    fresh = another_project(story)
    inspector.look(reverse("project", args=[fresh.ref]))
    for action in ("agreement", "agreement_declined", "agreement_without"):
        inspector.look(reverse("agreement", args=[fresh.ref]))
        inspector.refuse(f'form[action="{reverse(action, args=[fresh.ref])}"] button')
    inspector.look(reverse("agreement", args=[story.project.ref]))
    inspector.look(reverse("rounds", args=[story.project.ref]))
    inspector.refuse()
    story.to(State.DELIVERED)
    inspector.look(reverse("rounds", args=[story.project.ref]))


def test_policies(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    version = PolicyVersion.objects.for_user(story.user).get()
    inspector.look(reverse("policies"))
    inspector.look(reverse("policy_version", args=[version.policy.number, version.number]))


def test_the_set_up_of_policies(inspector: Inspector, sign_in: SignIn, story: Story) -> None:
    sign_in(story.user)
    published = PolicyVersion.objects.for_user(story.user).get()
    draft = PolicyVersionFactory(
        policy=published.policy, state="draft", published_at=None, content_hash=""
    )
    admin = "admin:policies_policyversion"
    inspector.look(
        reverse("admin:policies_policy_changelist"),
        reverse("admin:policies_policy_change", args=[published.policy_id]),
        reverse(f"{admin}_change", args=[published.pk]),
        reverse(f"{admin}_change", args=[draft.pk]),
        reverse(f"{admin}_publish", args=[draft.pk]),
        reverse(f"{admin}_add"),
    )
    inspector.refuse("form#policyversion_form [name=_save]")


def test_the_style_page(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(User.objects.create_superuser("root@example.test", PASSWORD, name="Mira"))
    inspector.open(reverse("style"))
    assert inspector.said == []
