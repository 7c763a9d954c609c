"""The only place that changes a freelancer's preferences after sign-up."""

from typing import Any

from django.db import transaction

from accounts.models import Preferences, User


@transaction.atomic
def change_preferences(user: User, answers: dict[str, Any]) -> None:
    """Keep `answers` (names of Preferences fields, and `name`) for `user`.

    They are the freelancer's own then, unless `answers` says that they are guessed. Stamps
    `changed_at`, from which the next tick sees that reminders need planning again.
    """
    answers = {"is_guessed": False} | answers
    if "name" in answers:
        user.name = answers["name"]
        user.save(update_fields=["name"])
    preferences = Preferences.objects.for_user(user).get()
    kept = [name for name in answers if name != "name"]
    for name in kept:
        setattr(preferences, name, answers[name])
    preferences.save(update_fields=[*kept, "changed_at"])
