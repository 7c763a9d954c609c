"""The embedded broker: kombu's file queue, with messages that become visible only when complete."""

import logging
import os
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

STALE_SECONDS = 60


class Channel(filesystem.Channel):
    """Publishes by rename and takes by rename; the stock one reads half-written files."""

    def _put(  # type: ignore[override]
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        write_whole(Path(self.data_folder_out) / f"{time_ns():020d}_{uuid4()}.{queue}.msg", payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(self._names(queue)):
            taken = Path(self.processed_folder) / name
            try:
                # Of several readers only one can rename the file.
                os.rename(Path(self.data_folder_in) / name, taken)
            except FileNotFoundError:
                prepare(taken.parent)
                continue
            payload = _payload(taken)
            taken.unlink(missing_ok=True)
            if payload is not None:
                return payload
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._names(queue))

    def _names(self, queue: str) -> list[str]:
        try:
            names = os.listdir(self.data_folder_in)
        except FileNotFoundError:
            # Somebody cleared the folder; doorbells may be lost, so begin anew.
            prepare(Path(self.data_folder_in), Path(self.processed_folder))
            return []
        return [name for name in names if name.partition(".")[2] == f"{queue}.msg"]

    def get_table(  # type: ignore[override]
        self, exchange: str
    ) -> list[exchange_queue_t]:
        """Return the bindings on disk, or those this process made when the folder was cleared."""
        known = [
            exchange_queue_t(key.routing_key or "", "", key.queue)
            for key in list(self.state.bindings or {})
            if key.exchange == exchange
        ]
        return super().get_table(exchange) or known

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str
    ) -> None:
        # The stock one truncates the table before it writes it, and a reader may look in between.
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if binding not in table:
            self.control_folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.control_folder / f"{exchange}.exchange", [binding, *table])


def _payload(taken: Path) -> dict[str, Any] | None:
    """Return what a message says; None for what is none, which must not end the worker."""
    try:
        payload = loads(taken.read_text("utf-8"))
    except ValueError:
        payload = None
    if not isinstance(payload, dict) or "properties" not in payload:
        logger.warning("A file in the queue folder is no message: %s", taken.name)
        return None
    return payload


class Transport(filesystem.Transport):
    """The transport behind `fsqueue://`."""

    Channel = Channel


def register() -> None:
    """Teach kombu the scheme `fsqueue`; a dotted path does not work inside a broker URL."""
    TRANSPORT_ALIASES["fsqueue"] = "config.fsqueue:Transport"


def write_whole(target: Path, content: Any) -> None:
    """Write JSON so that a reader sees all of it or nothing."""
    unfinished = target.parent / f".{uuid4()}.tmp"
    try:
        unfinished.write_text(dumps(content), "utf-8")
        os.replace(unfinished, target)
    except FileNotFoundError:
        prepare(target.parent)
        unfinished.write_text(dumps(content), "utf-8")
        os.replace(unfinished, target)


def prepare(*folders: Path) -> None:
    """Make the folders of the queue, readable by their owner only."""
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sweep(folder: Path, *, older_than: float = STALE_SECONDS) -> int:
    """Delete messages and leftovers older than `older_than` seconds; returns how many.

    Doorbells that nobody heard would only wake a new worker many times for nothing.
    """
    limit = time_ns() - int(older_than * 1e9)
    swept = 0
    for entry in folder.iterdir() if folder.is_dir() else ():
        try:
            if entry.stat().st_mtime_ns < limit:
                entry.unlink()
                swept += 1
        except FileNotFoundError:
            continue
    return swept
