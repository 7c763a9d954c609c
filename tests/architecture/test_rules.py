"""The rules that hold in every file, read from the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from accounts.ownership import OwnedModel
from complaints.models import Complaint
from complaints.workflow import State
from tests.complaints.story import begin
from tests.isolation.world import owned_models

ROOT: Path = settings.BASE_DIR
APPS = ("config", "accounts", "outbox", "clients", "policies", "complaints")
TEMPLATES = ROOT / "templates"
# Rows of nobody: how mail leaves, what is held back, who is alive, who may come.
OWNERLESS = {
    "outbox.MailAccount", "outbox.Suppression", "outbox.Heartbeat", "outbox.Instance",
    "accounts.Invitation",
}  # fmt: skip


def sources(*names: str) -> Iterator[Path]:
    """Yield our Python files, without migrations; with `names`, those of these modules."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" in parts or not path.read_text("utf-8"):
                continue
            if not names or any(name in part for part in parts[1:] for name in names):
                yield path


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_file_opens_with_one_line_that_says_what_it_owns() -> None:
    silent = [short(path) for path in sources() if not ast.get_docstring(tree(path))]
    assert silent == []


def test_every_test_file_opens_with_a_line_too() -> None:
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path.read_text("utf-8")]
    assert [short(path) for path in tests if not ast.get_docstring(tree(path))] == []


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def doors_of_its_own(path: Path) -> list[str]:
    """Return the uses of `.objects` that do not start from the user (`none()` has no rows)."""
    found = []
    nodes = list(ast.walk(tree(path)))
    started = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr in {"for_user", "none"}
    }
    for node in nodes:
        is_door = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if is_door and id(node) not in started:
            found.append(f"{short(path)}:{node.lineno}")
    return found


def test_views_and_forms_reach_rows_only_through_their_user() -> None:
    found = [place for path in sources("views", "forms") for place in doors_of_its_own(path)]
    assert found == []


def test_only_moves_change_the_state_of_a_complaint() -> None:
    """The guarded UPDATE of `advance` is the one place; demo data may write rows in bulk."""
    setting = re.compile(r"\.state\s*=[^=]|Complaint\.objects\b.*\.update\([^)]*\bstate=")
    others = [
        short(path)
        for path in sources()
        if path.is_relative_to(ROOT / "complaints")
        and "demo" not in path.parts
        and setting.search(path.read_text("utf-8"))
    ]
    assert others == ["complaints/moves/base.py"]


def test_the_clock_is_read_only_at_the_doors() -> None:
    """Below views, tasks and commands `now` is an argument."""
    reading = re.compile(r"clock\.now\(|timezone\.now\(|datetime\.now\(|date\.today\(")
    may = ("views", "tasks", "commands", "clock.py", "admin", "complaints/demo")
    # A mail or a signal of Django's or allauth's has no `now` of its own; leases and days in words
    # use the real clock. What stands around a view or fills in a form on its page is a door too.
    also = {
        "accounts/adapter.py",
        "accounts/joining.py",
        "accounts/middleware.py",
        "accounts/once.py",
        "accounts/templatetags/form_tokens.py",
        "outbox/backend.py",
        "outbox/claims.py",
        "outbox/health.py",
        "accounts/formats.py",
        "policies/project_views.py",
    }
    found = [
        short(path)
        for path in sources()
        if reading.search(path.read_text("utf-8"))
        and short(path) not in also
        and not any(name in short(path) for name in may)
    ]
    assert found == []


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model._meta.label)
def test_every_path_to_an_owner_ends_at_the_user(model: type[OwnedModel]) -> None:
    at: type[models.Model] = model
    for name in model.OWNER_PATH.split("__"):
        at = at._meta.get_field(name).related_model
    assert at is User


def test_every_row_of_ours_has_an_owner_or_a_reason_to_have_none() -> None:
    ours = {model for app in APPS[1:] for model in apps.get_app_config(app).get_models()}
    ours = {model for model in ours if not model._meta.proxy}
    without = {model._meta.label for model in ours - set(owned_models()) - {User}}
    assert without == OWNERLESS


def test_a_model_without_an_owner_is_refused_at_once() -> None:
    with pytest.raises(ImproperlyConfigured, match="must set OWNER_PATH"):
        type("Stray", (OwnedModel,), {"__module__": __name__})


@pytest.mark.django_db
def test_after_the_whole_road_every_row_has_the_same_owner() -> None:
    story = begin().to(State.CLOSED)
    for model in owned_models():
        rows = model.objects.count()
        assert model.objects.for_user(story.user).count() == rows, model._meta.label
    complaint = Complaint.objects.get()
    assert complaint.owner == complaint.client.owner == complaint.project.owner


@pytest.mark.django_db
def test_a_wild_owner_sees_nothing_of_the_road() -> None:
    begin().to(State.CLOSED)
    stranger = begin().user
    for model in owned_models():
        if model._meta.label in {"complaints.Complaint", "complaints.Event", "complaints.Plan"}:
            assert not model.objects.for_user(stranger).exists()


# Templates.


def pages() -> Iterator[Path]:
    """Yield the templates of pages; mails need their styles inline."""
    for folder in [TEMPLATES, *(ROOT / app / "templates" for app in APPS)]:
        for path in sorted(folder.rglob("*.html")):
            if "emails" not in path.parts and "email" not in path.parts:
                yield path


INLINE = re.compile(r"\sstyle=|<style\b(?![^>]*nonce)|\son[a-z]+=|javascript:", re.I)
SCRIPT = re.compile(r"<script\b(?![^>]*\b(src|nonce)=)", re.I)


def test_no_page_has_inline_style_or_script() -> None:
    found = [
        f"{short(path)}: {match[0].strip()}"
        for path in pages()
        for match in [*INLINE.finditer(path.read_text("utf-8"))]
    ]
    found += [short(path) for path in pages() if SCRIPT.search(path.read_text("utf-8"))]
    assert found == []


def rendered_by_views() -> set[str]:
    """Return the templates that our views hand to `render`."""
    names = set()
    for path in sources("views"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and str(node.value).endswith(".html"):
                names.add(str(node.value))
    screens = {f"complaints/screens/{path.name}" for path in screens_folder()}
    return names | screens


def screens_folder() -> list[Path]:
    return sorted((TEMPLATES / "complaints" / "screens").glob("*.html"))


def ancestors(name: str) -> list[str]:
    text = (TEMPLATES / name).read_text("utf-8")
    match = re.search(r'{%\s*extends "([^"]+)"', text)
    return [name, *ancestors(match[1])] if match else [name]


def test_every_page_stands_in_the_frame() -> None:
    whole = {name for name in rendered_by_views() if not Path(name).name.startswith("_")}
    assert len(whole) > 25
    frames = {name: ancestors(name)[-1] for name in sorted(whole)}
    bare = {name for name, frame in frames.items() if frame not in {"base.html", "_document.html"}}
    assert bare == set()


POSTS = re.compile(r'(?is)<form\b[^>]*method="post".*?</form>')


def test_every_form_that_changes_something_carries_its_token() -> None:
    bare = [
        short(path)
        for path in pages()
        for form in POSTS.findall(path.read_text("utf-8"))
        # The sheet of components shows forms that send nothing.
        if "csrf_token" not in form and "style" not in short(path)
    ]
    assert bare == []


def test_partials_say_what_they_take() -> None:
    silent = [
        short(path)
        for path in pages()
        if path.name.startswith("_")
        and not {"bootstrap5", "style"} & set(path.parts)
        and "{#" not in path.read_text("utf-8")
        and "{% comment" not in path.read_text("utf-8")
    ]
    assert silent == []


# Addresses and words.


def our_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None and "allauth" not in str(pattern.urlconf_name):
                yield from our_patterns(pattern)
        elif pattern.callback and pattern.callback.__module__.split(".")[0] in APPS:
            yield pattern


def test_our_addresses_carry_no_global_id() -> None:
    for pattern in our_patterns(get_resolver()):
        assert not {"pk", "id", "object_id"} & set(pattern.pattern.converters), pattern


FORBIDDEN_WORDS = re.compile(r"\b(tickets?|customers?|escalat\w+|SLA|successfully)\b", re.I)
NOT_WORDS = re.compile(r"(?s){%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|<[^>]+>")
# A word of the programme or of the client, not one that the interface says.
ALLOWED_PLACES = {"complaints/demo", "config", "accounts/migrations"}


def test_the_interface_uses_its_own_words() -> None:
    found = []
    for path in pages():
        text = re.sub(
            r"(?s){%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|<[^>]+>",
            "",
            path.read_text("utf-8"),
        )
        found += [f"{short(path)}: {match[0]}" for match in FORBIDDEN_WORDS.finditer(text)]
    for path in sources():
        if any(short(path).startswith(place) for place in ALLOWED_PLACES):
            continue
        for node in ast.walk(tree(path)):
            is_words = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "gettext_lazy", "ngettext"}
            )
            if is_words:
                said = " ".join(
                    arg.value
                    for arg in ast.walk(node)
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )
                found += [f"{short(path)}: {m[0]}" for m in FORBIDDEN_WORDS.finditer(said)]
    assert found == []


LONGEST_FILE, LONGEST_FUNCTION, NINE_IN_TEN = 300, 30, 0.9


def test_files_and_functions_stay_short() -> None:
    """Median functions of six lines, nine in ten under thirty; files nine in ten under 300."""
    files = [len(path.read_text("utf-8").splitlines()) for path in sources()]
    functions = [
        node.end_lineno - node.lineno + 1
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert sum(size <= LONGEST_FILE for size in files) >= NINE_IN_TEN * len(files)
    assert sum(size <= LONGEST_FUNCTION for size in functions) >= NINE_IN_TEN * len(functions)
