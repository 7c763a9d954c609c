"""The admin's rule of ownership: a freelancer sees and changes rows of their own, and no others."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from accounts.once import adds, objection_to
from accounts.ownership import OwnedModel


class OwnedAdmin(admin.ModelAdmin):
    """An admin page that every freelancer may use for their own rows; nothing is deleted by it.

    The person who runs the server sees all rows. Stored permissions play no part.
    """

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of this freelancer, or all of them for a superuser."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{self.model.OWNER_PATH: request.user})

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model:
        """Return the row; raise Http404 for a stranger's, as every page of the app does."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

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


class OwnedInline(admin.StackedInline):
    """Rows shown on the page of their parent, whose owner OwnedAdmin has checked."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Follow the parent's page."""
        return bool(request.user.is_active and request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Follow the parent's page."""
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Follow the parent's page."""
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: history and agreements point to these rows."""
        return False
