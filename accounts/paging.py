"""Cuts long lists into pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_PER_PAGE = 50


def page_of(
    request: HttpRequest, rows: Any, per_page: int = ROWS_PER_PAGE, *, count: int | None = None
) -> "Page[Any]":
    """Return the page that `?page=` asks for; nonsense means the first, too far the last.

    `count` spares counting the rows where that was done already.
    """
    paginator = Paginator(rows, per_page)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page", "")[:10])
