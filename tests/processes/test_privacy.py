"""What is in the data folder is taken away from others, and nothing else is touched."""

import stat
from pathlib import Path

from config import privacy


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_what_others_could_use_is_closed_and_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    (folder / "uploads").mkdir(parents=True)
    for name, was in {"letter.pdf": 0o644, "script": 0o755, "mine": 0o600}.items():
        (folder / "uploads" / name).touch()
        (folder / "uploads" / name).chmod(was)
    (folder / "uploads").chmod(0o775)
    folder.chmod(0o755)
    said: list[str] = []

    privacy.restore(folder, said.append)
    privacy.restore(folder, said.append)

    uploads = folder / "uploads"
    assert [mode(path) for path in (folder, uploads)] == [0o700, 0o700]
    assert [mode(uploads / name) for name in ("letter.pdf", "script", "mine")] == [
        0o600, 0o700, 0o600,
    ]  # fmt: skip
    assert said == [f"4 files and folders in {folder} were open to others and are closed now."]


def test_a_link_is_left_alone_and_what_it_leads_to(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "var"
    elsewhere.mkdir()
    folder.mkdir(mode=0o700)
    (elsewhere / "shared.txt").touch()
    (elsewhere / "shared.txt").chmod(0o644)
    elsewhere.chmod(0o755)
    (folder / "place").symlink_to(elsewhere)
    (folder / "file").symlink_to(elsewhere / "shared.txt")
    (folder / "gone").symlink_to(elsewhere / "nothing")
    said: list[str] = []

    privacy.restore(folder, said.append)

    assert (mode(elsewhere), mode(elsewhere / "shared.txt")) == (0o755, 0o644)
    assert said == []
