"""Cuts long lists into pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_PER_PAGE = 50


def page_of(request: HttpRequest, rows: Any, per_page: int = ROWS_PER_PAGE) -> "Page[Any]":
    """Return the page that `?page=` asks for; nonsense means the first, too far the last."""
    return Paginator(rows, per_page).get_page(request.GET.get("page", "")[:10])
