"""The addresses of the budget protocol, under /spend/protocol/."""

from django.urls import path, register_converter

from spend.views import protocol, protocol_editing, protocol_sums


class PlannedReference:
    """A planned change's reference, as BP-000123."""

    regex = "BP-[0-9]{6,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PlannedReference, "planned")

urlpatterns = [
    path("", protocol.planned_list, name="protocol"),
    path("changes.csv", protocol.planned_csv, name="protocol_csv"),
    path("enter/", protocol_editing.enter, name="protocol_enter"),
    path("alarms/", protocol.alarms, name="protocol_alarms"),
    path("alarms.csv", protocol.alarms_csv, name="protocol_alarms_csv"),
    path("rules/", protocol_editing.rules, name="protocol_rules"),
    path("together/", protocol_sums.together, name="protocol_together"),
    path("together.csv", protocol_sums.together_csv, name="protocol_together_csv"),
    path("<planned:reference>/", protocol.planned_change, name="planned_change"),
    path("<planned:reference>/history/", protocol.history, name="planned_change_history"),
    path("<planned:reference>/edit/", protocol_editing.edit, name="planned_change_edit"),
    path("<planned:reference>/show/", protocol_editing.show, name="planned_change_show"),
    path("<planned:reference>/answer/", protocol_editing.answer, name="planned_change_answer"),
    path("<planned:reference>/decide/", protocol_editing.decision, name="planned_change_decide"),
]
