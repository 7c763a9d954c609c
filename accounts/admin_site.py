"""The admin site: every page of it is guarded the same way, and signing in is the app's."""

from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin_base import GuardedAdmin, guarded
from accounts.admin_questions import refuse_others, refuse_posted

# It tells whether a row is there before it asks whose it is.
CLOSED = {"view_on_site"}


class SetUpSite(admin.AdminSite):
    """Takes only what its pages offer, whoever wrote them, and has no password forms of its own."""

    site_header = site_title = _("Amends set-up")
    index_title = _("Set-up")
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self, model_or_iterable: Any, admin_class: Any | None = None, **options: Any
    ) -> None:
        """Register under the guard, which pages written by others do not bring along."""
        super().register(model_or_iterable, guarded(admin_class or admin.ModelAdmin), **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse, before the page looks at any row, an address or a form it does not offer."""
        page = getattr(view, "__self__", None)

        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            may = page.questions(view.__name__, request) if isinstance(page, GuardedAdmin) else {}
            refuse_others(request.GET, may)
            refuse_posted(request.POST)
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return super().admin_view(update_wrapper(asked, view), cacheable)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Show the pages that are this person's, each with its note."""
        pages = [page for page in self._registry.values() if page.has_module_permission(request)]
        return super().index(request, {"pages": pages} | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        """Leave out the addresses that nothing here uses."""
        return [url for url in super().get_urls() if getattr(url, "name", "") not in CLOSED]

    @method_decorator([never_cache, login_not_required, secure_admin_login])
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the sign-in of the app, or on when that is done."""
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to the page of the app that signs out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to the page of the app that changes a password."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to the page of the app that changes a password."""
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Find nothing: no field of ours looks for its values while one types."""
        raise Http404

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Lead to the one page that lists what can be set up."""
        return redirect("admin:index")
