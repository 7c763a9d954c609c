"""The database's own refusal to change a published policy version, also from a shell or by hand."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from policies.wording import WORDING_FIELDS

TABLE = "policies_policyversion"
NAME = "a_published_version_never_changes"
FROZEN = (*WORDING_FIELDS, "policy_id", "number", "published_at", "content_hash")


def install(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Install the trigger after migrations; rebuilding a table on SQLite drops it, so each time."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "postgresql":
        return _postgresql()
    if connection.vendor == "sqlite":
        return _sqlite()
    return []


def _changed(is_not: str) -> str:
    columns = " OR ".join(f"NEW.{name} {is_not} OLD.{name}" for name in FROZEN)
    backwards = "NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired')"
    return f"OLD.state <> 'draft' AND ({backwards} OR {columns})"


def _sqlite() -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {NAME}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_changed('IS NOT')}"
        f" BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
    ]


def _postgresql() -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{NAME}'; END $$",
        f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW"
        f" WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION {NAME}()",
    ]
