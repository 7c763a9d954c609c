"""Keeps the day, the hour and the zone of every date that was given to a client."""

import datetime
from zoneinfo import ZoneInfo

from django.db import migrations, models

from accounts.given import zone_or_utc

MANY = 500


def _where(preferences):
    zone = "UTC" if preferences is None else preferences.time_zone
    ends = datetime.time(17) if preferences is None else preferences.work_ends
    return zone_or_utc(zone), ends


def _split(moment, zone, ends):
    """Return the local day of a moment, and its hour unless it is the end of work."""
    local = moment.astimezone(zone)
    hour = local.time().replace(second=0, microsecond=0)
    return local.date(), None if hour == ends else hour


def take_apart(apps, schema_editor):
    """Write down, for the rows there are, what their moments mean where their owner is now."""
    Preferences = apps.get_model("accounts", "Preferences")
    known = {row.user_id: _where(row) for row in Preferences.objects.all()}

    def place(owner):
        return known.get(owner) or _where(None)

    def said(owner):
        zone, ends = place(owner)
        return {"given_zone": zone.key, "given_day_ends": ends}

    def write(name, owner_path, fields_of):
        model = apps.get_model("complaints", name)
        rows = model.objects.annotate(whose=models.F(owner_path)).order_by("pk")
        for row in rows.iterator(MANY):
            model.objects.filter(pk=row.pk).update(**fields_of(row))

    def of_option(row):
        on, hour = _split(row.ready_at, *place(row.whose))
        return {"ready_on": on, "ready_hour": hour}

    def of_promise(row):
        on, hour = _split(row.due_at, *place(row.whose))
        return {"due_on": on, "due_hour": hour} | said(row.whose)

    def of_complaint(row):
        if row.due_at is None or row.state == "open":
            return said(row.whose)
        on, hour = _split(row.due_at, *place(row.whose))
        return {"due_on": on, "due_hour": hour} | said(row.whose)

    write("PlanOption", "plan__complaint__owner", of_option)
    write("Promise", "complaint__owner", of_promise)
    write("Complaint", "owner", of_complaint)
    write("Plan", "complaint__owner", lambda row: said(row.whose) if row.sent_at else {"given_zone": ""})
    write("Delivery", "complaint__owner", lambda row: said(row.whose))


def put_together(apps, schema_editor):
    """Write the moments again from day, hour and zone."""
    PlanOption = apps.get_model("complaints", "PlanOption")
    Preferences = apps.get_model("accounts", "Preferences")
    known = {row.user_id: _where(row) for row in Preferences.objects.all()}
    rows = PlanOption.objects.annotate(whose=models.F("plan__complaint__owner")).order_by("pk")
    for row in rows.iterator(MANY):
        zone, ends = known.get(row.whose) or _where(None)
        at = datetime.datetime.combine(row.ready_on, row.ready_hour or ends, ZoneInfo(zone.key))
        PlanOption.objects.filter(pk=row.pk).update(ready_at=at)


def _placed(model):
    return [
        migrations.AddField(model, "given_zone", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField(model, "given_day_ends", models.TimeField(default=datetime.time(17, 0))),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_holidays_of_a_region"),
        ("complaints", "0002_a_file_is_kept_once"),
    ]

    operations = [
        *_placed("complaint"),
        *_placed("delivery"),
        *_placed("plan"),
        *_placed("promise"),
        migrations.AddField("complaint", "due_on", models.DateField(blank=True, null=True)),
        migrations.AddField("complaint", "due_hour", models.TimeField(blank=True, null=True)),
        migrations.AddField("promise", "due_on", models.DateField(default=datetime.date(1970, 1, 1)), preserve_default=False),
        migrations.AddField("promise", "due_hour", models.TimeField(blank=True, null=True)),
        migrations.AddField("planoption", "ready_on", models.DateField(default=datetime.date(1970, 1, 1)), preserve_default=False),
        migrations.AddField("planoption", "ready_hour", models.TimeField(blank=True, null=True)),
        # Where a backward step finds the column again, before it is filled.
        migrations.AlterField("planoption", "ready_at", models.DateTimeField(null=True)),
        migrations.RunPython(take_apart, put_together),
        migrations.RemoveField("planoption", "ready_at"),
    ]
