"""The dialogue with a mail server over several connections: no answer that came is overlooked."""

import select
import time
from types import SimpleNamespace

import pytest

from outbox import smtp
from outbox.smtp import SmtpTransport
from outbox.transport import NoReply, Parcel, Server
from tests.smtp_sink import Sink

HOUR = 3600.0
RAW = b"Subject: Hello\r\n\r\nHello\r\n"


@pytest.fixture
def two(sink: Sink) -> SmtpTransport:
    """Two connections with a mail each up to its end; the second is answered a moment later."""
    sink.slow_to, sink.delay = "second@client.test", 2
    server = Server.from_url(sink.url)
    way_out = SmtpTransport(server, local_name="here.test", reply_seconds=HOUR / 60, width=2)
    assert way_out.ready(2) == 2
    names = ("first", "second")
    parcels = [Parcel(name, "me@here.test", f"{name}@client.test", RAW) for name in names]
    assert way_out.offer(parcels) == [None, None]
    return way_out


def pass_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour go by, as far as the dialogue can tell."""
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + HOUR)
    monkeypatch.setattr(smtp, "time", later)


def test_an_answer_that_came_while_others_were_recorded_counts(
    two: SmtpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = two.finish([0, 1])
    assert next(answers) == {0: (250, "Accepted")}
    assert select.select([two._link(1).socket], [], [], HOUR / 60)[0]
    pass_the_time(monkeypatch)
    assert next(answers) == {1: (250, "Accepted")}


def test_an_answer_that_has_not_come_in_its_time_is_missing(
    two: SmtpTransport, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.delay = HOUR
    answers = two.finish([0, 1])
    assert next(answers) == {0: (250, "Accepted")}
    pass_the_time(monkeypatch)
    [(place, missing)] = next(answers).items()
    assert place == 1
    assert isinstance(missing, NoReply)
