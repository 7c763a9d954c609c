"""What holds on every admin page: it does what it offers, and tells nobody of others' rows."""

from functools import partial, reduce
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_questions import Check, is_empty, is_order, is_page, is_search, offered
from accounts.once import adds, objection_to
from accounts.ownership import OwnedModel


class GuardedAdmin(admin.ModelAdmin):
    """An admin page whose address and buttons do what is offered and nothing else."""

    # What the list is called, and one line about it on the page that names all lists.
    heading: Any = ""
    note: Any = ""
    view_on_site = False
    preserve_filters = False
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.filters = offered(model, self.list_filter)
        self.heading = self.heading or capfirst(self.opts.verbose_name_plural)

    def get_urls(self) -> list[Any]:
        """Leave out the address of a row as it was in Django long ago: every other has a name."""
        return [url for url in super().get_urls() if url.name]

    def questions(self, view: str, request: HttpRequest) -> dict[str, Check]:
        """Return what the address of the page `view` may ask, and with which values."""
        if view == "changelist_view":
            return self._list_questions(request)
        return {"p": is_page} if view == "history_view" else {}

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Show the filters whose values are known beforehand."""
        return tuple(self.filters)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model:
        """Return the row; raise Http404 where there is none that this person may open.

        Who may open no row of the kind is refused before one is looked for.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list; raise BadRequest for a page of it that is not there."""
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("The list has no such page.") from error

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, or do what was chosen with the rows that were ticked."""
        if request.method == "POST" and "action" in request.POST:
            refusal = self._settle_action(request)
            if refusal:
                self.message_user(request, refusal, messages.WARNING)
                return redirect(request.get_full_path())
        return super().changelist_view(request, {"title": self.heading} | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show a row under its own name, and a new one under that of its kind."""
        new = _("New %(name)s") % {"name": self.opts.verbose_name}
        context |= {"heading": self.heading, "title": str(kwargs.get("obj") or new)}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say that it is kept, and go on with it."""
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say that it is kept, and stay with it."""
        self.message_user(request, _("%(row)s is saved.") % {"row": obj}, messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Say that it is gone, and go back to the list."""
        self.message_user(request, _("%(row)s is taken away.") % {"row": obj_display})
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _list_questions(self, request: HttpRequest) -> dict[str, Check]:
        columns = len(self.get_list_display(request)) + 1  # one more to tick rows in
        search: dict[str, Check] = {"q": is_search} if self.get_search_fields(request) else {}
        order: Check = partial(is_order, columns=columns)
        chosen = {f"{path}__exact": values.__contains__ for path, values in self.filters.items()}
        return {"p": is_page, "o": order, "all": is_empty} | search | chosen

    def _settle_action(self, request: HttpRequest) -> str:
        """Leave in the form only what the page has; return a sentence when nothing is left."""
        posted = request.POST.copy()
        posted.setlist("action", posted.getlist("action")[:1])
        posted["index"] = "0"
        keys = [key for key in posted.getlist(ACTION_CHECKBOX_NAME) if self._is_key(key)]
        rows = self.get_queryset(request).filter(pk__in=keys)
        ticked = [str(key) for key in rows.values_list("pk", flat=True)]
        posted.setlist(ACTION_CHECKBOX_NAME, ticked)
        request.POST = posted  # type: ignore[assignment]
        if posted["action"] not in self.get_actions(request):
            return _("Nothing was done. Choose what to do first.")
        if not self.get_queryset(request).filter(pk__in=ticked).exists():
            return _("Nothing is selected. Tick a row first.")
        return ""

    def _is_key(self, key: str) -> bool:
        try:
            self.opts.pk.clean(key, None)
        except ValidationError:
            return False
        return True


def guarded(admin_class: type[admin.ModelAdmin]) -> type[admin.ModelAdmin]:
    """Return `admin_class` under the guard: those of other packages come without it."""
    if issubclass(admin_class, GuardedAdmin):
        return admin_class
    return type(admin_class.__name__, (GuardedAdmin, admin_class), {"__module__": __name__})


class ServersAdmin(GuardedAdmin):
    """An admin page for who runs the server, who may do what `may` names and nothing else."""

    may = frozenset({"view"})

    def allows(self, request: HttpRequest, what: str) -> bool:
        """Say whether this person may do `what` on this page."""
        user = request.user
        return bool(user.is_active and user.is_superuser and what in self.may)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to who runs the server."""
        return self.allows(request, "view")

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them read."""
        return self.allows(request, "view")

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them change what the page says may be changed."""
        return self.allows(request, "change")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let them add what the page says may be added."""
        return self.allows(request, "add")

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them delete what the page says may be deleted."""
        return self.allows(request, "delete")


class OwnedAdmin(GuardedAdmin):
    """An admin page that every freelancer may use for their own rows; nothing is deleted by it.

    The person who runs the server sees all rows. Stored permissions play no part.
    """

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of this freelancer, or all of them for a superuser."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows.select_related(self.model.OWNER_PATH)
        return rows.filter(**{self.model.OWNER_PATH: request.user})

    def get_list_display(self, request: HttpRequest) -> Any:
        """Say whose each row is to who sees those of everybody."""
        columns = super().get_list_display(request)
        return (*columns, "whose") if request.user.is_superuser else columns

    @admin.display(description=gettext_lazy("whose"))
    def whose(self, row: Any) -> str:
        """Return who the row belongs to."""
        return str(reduce(getattr, self.model.OWNER_PATH.split("__"), row))

    @method_decorator(adds)
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a row, once for a form however often it is sent."""
        return super().add_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let the form say why nothing may be added by it, where that is so."""
        form = super().get_form(request, *args, **kwargs)
        objection = objection_to(request)
        return (
            type(form.__name__, (_Objecting, form), {"objection": objection}) if objection else form
        )

    def owns(self, request: HttpRequest, obj: Any | None) -> bool:
        """Say whether this person may open `obj`; with None, whether they may open the list."""
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        return user.is_superuser or obj is None or self.get_queryset(request).contains(obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to every freelancer."""
        return self.owns(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them read what is theirs."""
        return self.owns(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them change what is theirs."""
        return self.owns(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let them add rows of their own."""
        return self.owns(request, None)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: history and agreements point to these rows."""
        return False

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer only rows of this freelancer as choices."""
        related = db_field.remote_field.model
        if issubclass(related, OwnedModel) and not request.user.is_superuser:
            kwargs["queryset"] = related.objects.for_user(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_exclude(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Never ask for the owner: it is who is signed in, or who it already was."""
        return [*(super().get_exclude(request, obj) or ()), *self._owner_field()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the signed-in freelancer the owner of a new row."""
        for name in self._owner_field():
            if not change:
                setattr(obj, name, request.user)
        super().save_model(request, obj, form, change)

    def _owner_field(self) -> list[str]:
        path: str = self.model.OWNER_PATH
        return [] if "__" in path else [path]


class _Objecting:
    """What a form is mixed with that may add nothing: it says so and keeps what was typed."""

    objection = ""

    def clean(self) -> Any:
        """Refuse, whatever else is right or wrong."""
        self.add_error(None, self.objection)  # type: ignore[attr-defined]
        return super().clean()  # type: ignore[misc]
