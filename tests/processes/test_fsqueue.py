"""The file queue: what was published is read once and whole."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from config import fsqueue


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Connection]:
    fsqueue.register()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "processed_folder": str(tmp_path / "done"),
        "control_folder": str(tmp_path / "ctl"),
        "store_processed": True,
        "polling_interval": 0.01,
    }
    with Connection("fsqueue://localhost", transport_options=options) as connection:
        yield connection


def drain(connection: Connection, seen: list[int], stop: threading.Event) -> None:
    with connection.clone() as own:
        queue = own.SimpleQueue("ticks", no_ack=True)
        while not stop.is_set() or queue.qsize():
            try:
                seen.append(queue.get(block=False).payload["number"])
            except queue.Empty:
                time.sleep(0.001)


def test_racing_readers_get_each_message_once_and_whole(broker: Connection) -> None:
    count, stop = 400, threading.Event()
    seen: list[list[int]] = [[], []]
    readers = [threading.Thread(target=drain, args=(broker, mine, stop)) for mine in seen]
    broker.SimpleQueue("ticks").close()
    for reader in readers:
        reader.start()
    queue = broker.SimpleQueue("ticks")
    for number in range(count):
        queue.put({"number": number, "ballast": "x" * 5000})
    stop.set()
    for reader in readers:
        reader.join(20)

    assert sorted(seen[0] + seen[1]) == list(range(count))


def test_nothing_piles_up(broker: Connection, tmp_path: Path) -> None:
    queue = broker.SimpleQueue("ticks", no_ack=True)
    queue.put({"number": 1})
    queue.get(timeout=2)

    assert list((tmp_path / "queue").iterdir()) == []
    assert list((tmp_path / "done").iterdir()) == []


def test_a_folder_that_was_deleted_is_made_again(broker: Connection, tmp_path: Path) -> None:
    queue = broker.SimpleQueue("ticks", no_ack=True)
    queue.put({"number": 1})
    for file in (tmp_path / "queue").iterdir():
        file.unlink()
    (tmp_path / "queue").rmdir()

    assert queue.qsize() == 0
    queue.put({"number": 2})
    assert queue.get(timeout=2).payload == {"number": 2}


def test_a_half_written_file_is_never_read(broker: Connection, tmp_path: Path) -> None:
    queue = broker.SimpleQueue("ticks", no_ack=True)
    queue.put({"number": 1})
    (tmp_path / "queue" / ".half.ticks.msg.tmp").write_text('{"numb', "ascii")

    assert queue.get(timeout=2).payload == {"number": 1}
    assert queue.qsize() == 0


def test_old_doorbells_are_swept_away(tmp_path: Path) -> None:
    old, new = tmp_path / "old.mail.msg", tmp_path / "new.mail.msg"
    for file in (old, new):
        file.write_text("{}", "ascii")
    os.utime(old, (time.time() - 120, time.time() - 120))

    assert fsqueue.sweep(tmp_path) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["new.mail.msg"]


def test_sweeping_where_nothing_is_sweeps_nothing(tmp_path: Path) -> None:
    found: Any = fsqueue.sweep(tmp_path / "missing")
    assert found == 0


@pytest.mark.parametrize("garbage", ['{"numb', "", "\0\0", "[]", '{"number": 1}'])
def test_what_is_no_message_is_put_aside(broker: Connection, tmp_path: Path, garbage: str) -> None:
    queue = broker.SimpleQueue("ticks", no_ack=True)
    (tmp_path / "queue" / "00000000000000000000_x.ticks.msg").write_text(garbage, "ascii")
    queue.put({"number": 2})

    assert queue.get(timeout=2).payload == {"number": 2}
    assert queue.qsize() == 0
