"""What a program sends of a line, of a planned change and of what partners say to it. Services check the rest."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from spend import choices, models
from spend.calc.years import parse_financial_year
from totalplace.api.writing import Body, BodyCode, only_known
from totalplace.calc.parsed import Refused


class Coded(serializers.CharField):
    """A record of spend, by the code or key that answers name it by."""

    def __init__(self, model: Any, by: str, where: str, **options: Any) -> None:
        self.model, self.by, self.where = model, by, where
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        code = super().to_internal_value(data)
        user = self.context.get("user")
        found = self.model.objects.visible_to(user).filter(**{self.by: code}).first()
        if found is None:
            raise serializers.ValidationError(f"There is none called {code[:40]}. See /api/v1/spend/{self.where}/.")
        return found


PLAIN = (
    "label", "amount", "direction", "basis", "certainty", "account", "method", "confidence", "control",
    "local_reference", "place", "note",
)  # fmt: skip


class LineBody(Body):
    """A line of a count."""

    body = Coded(models.Body, "code", "bodies")
    funder = Coded(models.Body, "code", "bodies", required=False, allow_null=True)
    source = Coded(models.Source, "key", "sources")

    class Meta:
        model = models.Line
        fields = ("body", "funder", "source", *PLAIN)
        validators: list[Any] = []


class NewLineBody(LineBody):
    """A line, and the count that it is for."""

    count = Coded(models.Count, "key", "counts")

    class Meta(LineBody.Meta):
        fields = ("count", *LineBody.Meta.fields)


class Plain(serializers.Serializer):
    """An object of which every member is known."""

    def to_internal_value(self, data: Any) -> Any:
        only_known(data, self.fields)
        return super().to_internal_value(data)


class Year(serializers.CharField):
    """A financial year, however it is written."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return str(parse_financial_year(super().to_internal_value(data)).value)
        except Refused as refusal:
            raise serializers.ValidationError(str(refusal)) from None


class AmountBody(Plain):
    """Pounds of a body's net budget in a year: less is negative."""

    year = Year(max_length=40)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)


class EffectBody(Plain):
    """What it costs another body, in pounds; null is not known."""

    organisation = BodyCode()
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    words = serializers.CharField(max_length=300, allow_blank=True, default="")


class ChangeBody(Body):
    """A planned change, with its amounts, the codes of its places and its effects on partners."""

    groups = serializers.ListField(child=serializers.ChoiceField(choices=choices.Group.choices), required=False)
    amounts = AmountBody(many=True, required=False)
    areas = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=2000)
    effects = EffectBody(many=True, required=False)

    class Meta:
        model = models.PlannedChange
        fields = (
            "title", "description", "service", "kind", "groups", "people_affected", "decision_due_on", "amounts",
            "areas", "effects",
        )  # fmt: skip
        validators: list[Any] = []

    def validate_amounts(self, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
        return tuple(sorted((each["year"], each["amount"]) for each in rows))

    def validate_areas(self, codes: list[str]) -> tuple[str, ...]:
        return tuple(sorted(set(codes)))

    def validate_effects(self, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
        return tuple((each["organisation"].pk, each["cost"], each["words"]) for each in rows)


class NewChangeBody(ChangeBody):
    """A planned change, and the body that plans it."""

    organisation = BodyCode()

    class Meta(ChangeBody.Meta):
        fields = ("organisation", *ChangeBody.Meta.fields)


class AnswerBody(Plain):
    """What a partner body answers to a planned change."""

    organisation = BodyCode()
    position = serializers.ChoiceField(choices=choices.Position.choices)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    words = serializers.CharField(max_length=4000, allow_blank=True, default="")


class DecisionBody(Plain):
    """What was decided, when and why."""

    decision = serializers.ChoiceField(choices=choices.Decision.choices)
    decided_on = serializers.DateField()
    decision_reasons = serializers.CharField(max_length=20_000)
