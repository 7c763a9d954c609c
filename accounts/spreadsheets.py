"""Hands out rows as a CSV file that a spreadsheet opens as text and numbers, never as formulas."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# A cell that starts with one of these would be run as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")

# Without it a spreadsheet reads "Töpferei Zoë" in an alphabet of its own country.
BYTE_ORDER_MARK = "\ufeff"


def safe_cell(words: str) -> str:
    """Return typed words as a cell: a quote before what a spreadsheet would take for a formula."""
    return f"'{words}" if words.lstrip(" ").startswith(RISKY) else words


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a download called `name`; cells with typed words went through `safe_cell`."""
    page = StringIO()
    page.write(BYTE_ORDER_MARK)
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    answer = HttpResponse(page.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
