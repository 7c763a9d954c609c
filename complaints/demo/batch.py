"""Rows that wait for their insert, a few statements for thousands of them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


class Batch:
    """Rows by model. `order` names the models, what others point to first; of `leaves` nobody else
    needs the keys."""

    def __init__(self, order: Sequence[type[Model]], leaves: frozenset[type[Model]]) -> None:
        self.order, self.leaves = order, leaves
        self.rows: dict[type[Model], list[Model]] = defaultdict(list)

    def add[Row: Model](self, row: Row) -> Row:
        """Keep a row and return it."""
        self.rows[type(row)].append(row)
        return row

    def save(self) -> None:
        """Insert everything; runs in the caller's transaction."""
        for model in self.order:
            if rows := self.rows.pop(model, None):
                if model in self.leaves:
                    _insert(model, rows)
                else:
                    model._default_manager.bulk_create(rows)


def _insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Insert rows by one prepared statement: twice as fast as bulk_create, without keys."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in fields
    ]
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
            list(zip(*values, strict=True)),
        )
