"""Who owns a row: each model names one path to its freelancer, and reads start from the user."""

from typing import Any, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import models


class OwnedQuerySet[M: models.Model](models.QuerySet[M]):
    """Adds `for_user`, the only door from a request to a row."""

    def for_user(self, user: Any) -> Self:
        """Return the rows that belong to `user`; nothing for an anonymous visitor."""
        path = self.model.OWNER_PATH  # type: ignore[attr-defined]
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{path: user})


class OwnedModel(models.Model):
    """A row that belongs to one freelancer, by the lookup path in `OWNER_PATH`."""

    OWNER_PATH = ""

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse, at import time, a model that does not say who owns it."""
        super().__init_subclass__(**kwargs)
        abstract = getattr(cls.__dict__.get("Meta"), "abstract", False)
        if not abstract and not cls.OWNER_PATH:
            raise ImproperlyConfigured(f"{cls.__name__} must set OWNER_PATH.")
