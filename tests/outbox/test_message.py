"""The bytes of a mail."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox import message
from outbox.message import BadAddress

AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def build(**parts: object) -> bytes:
    defaults = {
        "to": "ana@client.test",
        "subject": "About your website",
        "text": "Thank you.",
        "html": "",
        "from_name": "Mira Sol",
        "reply_to": "mira@studio.test",
        "headers": {},
        "message_id": message.message_id("letter:1"),
        "mail_id": "1234",
        "at": AT,
    }
    return message.build(**{**defaults, **parts})  # type: ignore[arg-type]


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def test_plain_text_comes_first_and_html_second() -> None:
    mail = parsed(build(html="<p>Thank you.</p>"))

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_headers_say_who_when_and_that_it_is_automatic() -> None:
    mail = parsed(build())

    assert mail["From"].addresses[0].display_name == "Mira Sol"
    assert mail["From"].addresses[0].addr_spec == message.sender_address()
    assert mail["Reply-To"] == "mira@studio.test"
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Amends-Mail"] == "1234"


def test_a_mail_that_a_person_sends_is_not_called_automatic() -> None:
    mail = parsed(build(headers={"X-Topic": "t"} | message.BY_A_PERSON))
    assert "Auto-Submitted" not in mail
    assert "X-Auto-Response-Suppress" not in mail
    assert mail["X-Topic"] == "t"


def test_the_same_obligation_always_has_the_same_message_id() -> None:
    assert message.message_id("letter:1") == message.message_id("letter:1")
    assert message.message_id("letter:1") != message.message_id("letter:2")
    assert parsed(build())["Message-ID"] == message.message_id("letter:1")


def test_no_line_is_longer_than_a_server_takes() -> None:
    raw = build(text="word " * 5000 + "x" * 5000, subject="long " * 100, html="<p>" + "y" * 9000)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_names_and_subjects_of_any_alphabet_arrive_as_typed() -> None:
    mail = parsed(build(subject="Ça va, Zoë? 🙂", from_name='Jörg "J." Müller, Büro', text="¡Sí!"))

    assert mail["Subject"] == "Ça va, Zoë? 🙂"
    assert mail["From"].addresses[0].display_name == 'Jörg "J." Müller, Büro'
    assert mail.get_content().strip() == "¡Sí!"


def test_a_domain_of_another_alphabet_is_spelled_for_mail_servers() -> None:
    assert message.checked_address("ana@bücher.test") == "ana@xn--bcher-kva.test"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "a@b@c",
        "a\nb@c.test",
        "ana@client.test, b@x.test",
        # Short enough as typed, too long as DNS spells it.
        "x" * 60 + "@" + ".".join(["ü" * 12] * 14) + ".test",
        '"a\x0bb"@client.test',
        '"a\x7fb"@client.test',
        # Letters of other alphabets whose small form is a plain one.
        "ſ@client.test",
        "\u212a@client.test",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        build(to=address)


JOINED = "👩‍👩‍👧 می‌خواهم क्‍ष"


def test_what_is_joined_without_being_seen_stays_one() -> None:
    mail = parsed(build(subject=JOINED, from_name="👩‍👩‍👧 Zoë"))
    assert mail["Subject"] == JOINED
    assert mail["From"].addresses[0].display_name == "👩‍👩‍👧 Zoë"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\ufeff", "\x07", "\u2028", "\n"])
def test_signs_that_turn_or_break_a_line_are_spaces(sign: str) -> None:
    assert message.one_line(f"a{sign}b") == "a b"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_word_can_add_a_header_or_a_recipient(subject: str, name: str, text: str) -> None:
    mail = parsed(build(subject=subject, from_name=name, text=text, headers={"X-Topic": name}))

    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@client.test"]
    assert [address.addr_spec for address in mail["From"].addresses] == [message.sender_address()]
    assert set(mail.keys()) == {
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
        "Subject",
        "From",
        "To",
        "Reply-To",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "X-Topic",
        "Date",
        "Message-ID",
        "X-Amends-Mail",
    }
    assert not mail.defects
