"""Planned changes and alarms of the budget protocol, for programs to read."""

from __future__ import annotations

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from spend import choices
from spend.api.lists import SpendList, codes, text
from spend.models import Alarm, PlannedChange
from totalplace.db.texts import Column
from totalplace.selectors.keyset import Sort


def rows(sql: str) -> RawSQL:
    """Rows that belong to a record, as JSON; an empty list of none."""
    # Not json_agg, which breaks its text into lines: a line of ndjson is one record.
    return RawSQL(f"(SELECT coalesce(jsonb_agg(each), '[]') FROM ({sql}) each)", (), output_field=JSONField())


AMOUNTS = rows("SELECT year, amount FROM spend_plannedamount WHERE change_id = spend_plannedchange.id ORDER BY year")
AREAS = rows(
    "SELECT area_code AS code, name FROM spend_plannedarea WHERE change_id = spend_plannedchange.id ORDER BY area_code"
)
EFFECTS = rows(
    "SELECT o.code AS organisation, e.cost, nullif(e.words, '') AS words FROM spend_partnereffect e "
    "JOIN totalplace_organisation o ON o.id = e.organisation_id WHERE e.change_id = spend_plannedchange.id ORDER BY 1"
)
ANSWERS = rows(
    "SELECT o.code AS organisation, r.position, r.cost, nullif(r.words, '') AS words FROM spend_response r "
    "JOIN totalplace_organisation o ON o.id = r.organisation_id WHERE r.change_id = spend_plannedchange.id ORDER BY 1"
)
ABOUT = RawSQL(
    "(SELECT coalesce(jsonb_agg(c.reference ORDER BY c.reference), '[]') FROM spend_alarmchange l "
    "JOIN spend_plannedchange c ON c.id = l.change_id WHERE l.alarm_id = spend_alarm.id)",
    (),
    output_field=JSONField(),
)


class PlannedChanges(SpendList):
    """Changes that bodies plan: drafts are for their own body and the programme team."""

    model = PlannedChange
    columns = (
        Column("reference", "reference"),
        Column("version", "version", "integer"),
        Column("organisation", "organisation__code"),
        Column("title", "title"),
        Column("description", "description"),
        Column("service", "service", "code", values=choices.Service.values),
        Column("kind", "kind", "code", values=choices.ChangeKind.values),
        Column("groups", RawSQL("to_json(spend_plannedchange.groups)", (), output_field=JSONField()), "json"),
        Column("people_affected", "people_affected", "integer", "Null is not known."),
        Column("amounts", AMOUNTS, "json", "Pounds of the body's net budget by financial year; less is negative."),
        Column("areas", AREAS, "json", "The places that it is for."),
        Column("effects", EFFECTS, "json", "Pounds that it costs other bodies; null is not known."),
        Column("answers", ANSWERS, "json", "What partners answer."),
        Column("status", "status", "code", values=choices.ChangeStatus.values),
        Column("entered_at", "entered_at", "moment", "When partners could first see it, by the database's clock."),
        Column("decision_due_on", "decision_due_on", "date"),
        Column("decision", "decision", "code", values=choices.Decision.values),
        Column("decided_on", "decided_on", "date"),
        Column("decision_reasons", "decision_reasons"),
        Column("is_illustrative", "is_synthetic", "boolean", "Made up for the demonstration."),
        Column("updated_at", "updated_at", "moment"),
    )
    sorts = {
        sort.key: sort
        for sort in (Sort("reference", "Reference", "reference"), Sort("updated_at", "Changed", "updated_at"))
    }
    default_sort = "reference"
    narrowed = {
        "organisation": ("organisation__code", text("Of the body with this code.")),
        "service": ("service", codes(choices.Service, "Of these services.")),
        "kind": ("kind", codes(choices.ChangeKind, "Of these kinds.")),
        "decision": ("decision", codes(choices.Decision, "Decided so.")),
    }


class Alarms(SpendList):
    """Alarms that the database raised, those that were cleared included."""

    model = Alarm
    columns = (
        Column("id", "id", "integer"),
        Column("kind", "kind", "code", values=choices.AlarmKind.values),
        Column("changes", ABOUT, "json", "References of the planned changes that it is about."),
        Column("partner", "partner__code", words="Whom a saving costs."),
        Column("groups", RawSQL("to_json(spend_alarm.groups)", (), output_field=JSONField()), "json"),
        Column("area_codes", RawSQL("to_json(spend_alarm.area_codes)", (), output_field=JSONField()), "json"),
        Column("first_year", "first_year"),
        Column("last_year", "last_year"),
        Column("amount", "amount", "number", "Pounds together in these years; the cost, where a cost is shifted."),
        Column("amount_there", "amount_there", "number", "Of them, in these wards."),
        Column("people_least", "people_least", "integer"),
        Column("people_most", "people_most", "integer"),
        Column("decide_by", "decide_by", "date", "The first decision still to come."),
        Column("first_seen_at", "first_seen_at", "moment"),
        Column("cleared_at", "cleared_at", "moment", "Null while it stands."),
    )
    narrowed = {"kind": ("kind", codes(choices.AlarmKind, "Of these kinds."))}
