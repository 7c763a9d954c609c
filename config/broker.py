"""How Celery's transport is set up: Redis with short waits, or the folders of the file queue."""

from pathlib import Path


def transport_options(*, redis_url: str, var_dir: Path, queue_dir: Path) -> dict[str, object]:
    """Return the options for the broker in use: Redis when `redis_url` is set; times in seconds."""
    return _redis() if redis_url else _files(var_dir, queue_dir)


def _redis() -> dict[str, object]:
    return {
        "global_keyprefix": "amends:",
        "health_check_interval": 25,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "socket_timeout": 5,
    }


def _files(var_dir: Path, queue_dir: Path) -> dict[str, object]:
    return {
        "control_folder": str(var_dir / "queue-ctl"),
        "data_folder_in": str(queue_dir),
        "data_folder_out": str(queue_dir),
        "polling_interval": 0.5,
        "processed_folder": str(var_dir / "queue-done"),
        "store_processed": True,
    }
