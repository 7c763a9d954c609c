"""What a letter that a person sends says of itself: its language, and nothing automatic."""

import email
from email import policy

import pytest

from complaints.letters.language import language_of
from complaints.workflow import State
from outbox.message import AUTOMATIC
from outbox.models import OutgoingEmail
from tests.complaints.mail import read, to_the_client
from tests.complaints.story import Story

TEXTS = {
    "Thank you for telling me. You will have a plan from me by Friday.": "en-gb",
    "Danke für Ihre Nachricht. Ich habe sie gelesen und schicke Ihnen bis Freitag den Plan.": "de",
    "Merci pour votre message. Je vous envoie le plan avec les dates dans la semaine.": "fr",
    "Gracias por su mensaje. Le envío el plan con las fechas que usted pide.": "es",
    "Bedankt voor uw bericht. Ik stuur u het plan met de data van de week.": "nl",
    "ご連絡ありがとうございます。金曜日までに計画をお送りします。": "ja",
    "연락 주셔서 감사합니다. 금요일까지 계획을 보내 드리겠습니다.": "ko",
    "感谢您的来信。我会在星期五之前把计划发给您。": "zh",
    "תודה על ההודעה. אשלח תוכנית עד יום שישי.": "he",
    "Дякую за повідомлення.": "",
    "OK": "",
    "": "",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_letter_says_its_language_where_it_can_be_told(text: str) -> None:
    assert language_of(text, "en-gb") == TEXTS[text]


def test_english_is_that_of_the_writer() -> None:
    text = "Thank you for telling me. You will have a plan from me by Friday."
    assert language_of(text, "en-us") == "en-us"
    assert language_of(text, "de-de") == "en"


@pytest.mark.django_db
def test_a_letter_that_a_person_sends_is_not_called_automatic(story: Story) -> None:
    story.to(State.PROPOSED)
    letters = to_the_client()
    assert letters
    for letter in letters:
        assert AUTOMATIC.keys() & letter.headers.keys() == set()
        assert "References" in letter.headers


@pytest.mark.django_db
def test_the_page_of_a_letter_carries_its_language(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    row = OutgoingEmail.objects.get(kind="E1")
    assert read(row).headers["Subject"]
    mail = email.message_from_bytes(bytes(row.raw), policy=policy.default)
    assert '<html lang="en-gb" dir="auto">' in mail.get_body(("html",)).get_content()
