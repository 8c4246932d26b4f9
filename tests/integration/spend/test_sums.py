"""No pound is lost or counted twice, whatever people do: a thousand random edits against a ledger kept by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spend.models import Body, Count, Elimination, Flow, Line, LineCode, Scheme, Source
from spend.selectors.sums import summary, total
from spend.services import lines as services
from spend.services.reference import load_reference
from tests.factories import make_organisation
from tests.integration.spend.steps import applied, taken_back
from totalplace.choices import Role
from totalplace.models import Membership, User
from totalplace.services.constraints import explained

pytestmark = pytest.mark.django_db
EDITS = 1000
CODES = ("03", "07", "09", "10")


class Ledger:
    """What the count must hold, kept in Python beside the database, by the number of each line."""

    def __init__(self, seed: int) -> None:
        self.by_chance = random.Random(seed)
        self.keeper = User.objects.create_user("keeper")
        Membership.objects.create(user=self.keeper, role=Role.PROGRAMME)
        self.source = Source.objects.get(key="workings")
        self.bodies = list(Body.objects.order_by("code")[:6])
        self.scheme = Scheme.objects.get(key="cofog")
        self.count = Count.objects.create(
            key=f"tried-{seed}", title="Tried", place_name="Anywhere", year=2020, source=self.source, place="p. 1"
        )
        self.amounts: dict[int, Decimal] = {}
        self.of_body: dict[int, int] = {}
        self.taken: dict[tuple[int, int], Decimal] = {}
        self.shares: dict[int, dict[str, Decimal]] = {}
        self.imported: dict[str, int] = {}

    def pounds(self, most: int = 10_000_000) -> Decimal:
        return Decimal(self.by_chance.randrange(0, most)) / 100

    def line(self) -> Line | None:
        return Line.objects.get(pk=self.by_chance.choice(list(self.amounts))) if self.amounts else None

    # --- What people do: each answers nothing, and what is refused must have changed nothing ---------------

    def add(self) -> None:
        body, amount = self.by_chance.choice(self.bodies), self.pounds()
        direction = self.by_chance.choice(["expenditure", "expenditure", "income"])
        amount = -amount if direction == "income" else amount
        values = {"body": body, "label": "A line", "amount": amount, "direction": direction}
        made = services.add_line(
            user=self.keeper, count=self.count, values=values | {"source": self.source, "place": "p. 2"}
        )
        self.amounts[made.pk], self.of_body[made.pk] = amount, body.pk

    def change(self) -> None:
        if line := self.line():
            amount = self.pounds() * (-1 if line.direction == "income" else 1)
            services.change_line(user=self.keeper, pk=line.pk, version=line.version, values={"amount": amount})
            self.amounts[line.pk] = amount

    def move(self) -> None:
        if line := self.line():
            body = self.by_chance.choice(self.bodies)
            services.change_line(user=self.keeper, pk=line.pk, version=line.version, values={"body_id": body.pk})
            self.of_body[line.pk] = body.pk

    def remove(self) -> None:
        if line := self.line():
            services.remove_line(user=self.keeper, pk=line.pk, version=line.version)
            for kept in (self.amounts, self.of_body, self.shares):
                kept.pop(line.pk, None)
            self.imported = {name: pk for name, pk in self.imported.items() if pk != line.pk}

    def eliminate(self) -> None:
        one, other = self.line(), self.line()
        if one and other:
            amount = self.by_chance.choice([Decimal(0), self.pounds(2_000_000), self.pounds()])
            services.eliminate(
                user=self.keeper, counted_in=one, removed_from=other, amount=amount,
                reason="The same pounds", source=self.source, place="p. 3",
            )  # fmt: skip
            self.taken[one.pk, other.pk] = amount
            if not amount:
                del self.taken[one.pk, other.pk]

    def classify(self) -> None:
        if line := self.line():
            codes = self.by_chance.sample(CODES, self.by_chance.randrange(0, 4))
            shares = {code: Decimal(self.by_chance.randrange(1, 60)) / 100 for code in codes}
            services.classify(
                user=self.keeper, line=line, scheme=self.scheme, shares=shares, source=self.source, place="p. 4"
            )
            self.shares[line.pk] = shares

    def undo(self) -> None:
        """A line goes back to what it was before its last change, by the history."""
        if line := self.line():
            earlier = Line.pgh_event_model.objects.filter(pgh_obj=line).order_by("-pgh_id")[1:2].first()
            if earlier is not None:
                services.change_line(
                    user=self.keeper, pk=line.pk, version=line.version,
                    values={"amount": earlier.amount, "body_id": earlier.body_id},
                )  # fmt: skip
                self.amounts[line.pk], self.of_body[line.pk] = earlier.amount, earlier.body_id

    def import_file(self) -> None:
        """A body's file comes in: new lines, and corrections of what it brought before. Half are taken back."""
        number = len(self.imported)
        known = self.by_chance.sample(sorted(self.imported), min(number, 2))
        amounts = {name: self.pounds() for name in [*known, f"B{number + 1}", f"B{number + 2}"]}
        rows = [{"Service": f"Imported {name}", "Code": name, "Amount": str(each)} for name, each in amounts.items()]
        try:
            batch = applied(self.keeper, *rows, code="BDC", kind="spend-lines", count=self.count.key)
        except IntegrityError as refused:  # A line may hold less than is taken out of it by now.
            raise ValidationError("Nothing was stored.") from refused
        if self.by_chance.random() < 0.5:
            taken_back(batch)
            return
        # One that has passed to another body is known by its reference there no longer.
        for line in Line.objects.filter(count=self.count, body__code="BDC", local_reference__in=amounts):
            self.imported[line.local_reference] = line.pk
            self.amounts[line.pk], self.of_body[line.pk] = amounts[line.local_reference], line.body_id

    # --- What must hold after every one of them ------------------------------------------------------------

    def net(self, pk: int) -> Decimal:
        return self.amounts[pk] - sum((each for (_, out), each in self.taken.items() if out == pk), Decimal(0))

    def holds(self) -> None:
        whole = sum((self.net(pk) for pk in self.amounts), Decimal(0))
        assert total(self.keeper, self.count) == whole
        by_body = {row["body"]: row["amount"] for row in summary(self.keeper, self.count, ["body"])}
        codes = {body.pk: body.code for body in self.bodies}
        wanted: dict[str, Decimal] = {}
        for pk in self.amounts:
            wanted[codes[self.of_body[pk]]] = wanted.get(codes[self.of_body[pk]], Decimal(0)) + self.net(pk)
        assert by_body == wanted
        by_code = {row["cofog"]: row["amount"] for row in summary(self.keeper, self.count, ["cofog"])}
        for code in CODES:
            of_code = sum((self.net(pk) * shares.get(code, 0) for pk, shares in self.shares.items()), Decimal(0))
            assert abs(by_code.get(code, Decimal(0)) - of_code) <= Decimal("0.01")
        assert abs(sum(by_code.values(), Decimal(0)) - whole) <= Decimal("0.05")
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM spend_unbalanced WHERE count_id = %s", [self.count.pk])
            assert cursor.fetchall() == []


def test_a_thousand_edits_lose_no_pound(db: None) -> None:
    make_organisation(code="BDC", name="Bromsgrove District Council")
    load_reference()
    ledger = Ledger(20_261_122)
    acts: list[Callable[[], None]] = [
        ledger.add, ledger.add, ledger.change, ledger.move, ledger.remove,
        ledger.eliminate, ledger.eliminate, ledger.classify, ledger.undo,
    ]  # fmt: skip
    done, refused = 0, 0
    for number in range(EDITS):
        try:
            # An import takes as long as forty edits, so there are fewer of them.
            (ledger.import_file if number % 25 == 24 else ledger.by_chance.choice(acts))()
            done += 1
        except ValidationError:
            refused += 1
        if number % 10 == 9:
            ledger.holds()
    ledger.holds()
    assert done > EDITS / 2
    assert refused > 20, "the refusals are part of what is tried"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_shares_never_come_to_more_than_the_whole(db: None, parts: list[int]) -> None:
    load_reference()
    line, source = Line.objects.get(body__code="WCC"), Source.objects.get(key="workings")
    keeper, new = User.objects.get_or_create(username="keeper")
    if new:
        Membership.objects.create(user=keeper, role=Role.PROGRAMME)
    shares = {code: Decimal(part) / 100 for code, part in zip(CODES, parts, strict=False)}
    scheme = Scheme.objects.get(key="cofog")
    said: Any = None
    try:
        services.classify(user=keeper, line=line, scheme=scheme, shares=shares, source=source, place="A guess")
    except ValidationError as refusal:
        said = refusal.message_dict
    assert (said is not None) == (sum(shares.values()) > 1)
    assert sum(LineCode.objects.filter(line=line).values_list("share", flat=True)) <= 1


@pytest.fixture
def ledger(db: None) -> Ledger:
    load_reference()
    return Ledger(1)


def test_no_more_is_taken_out_of_a_line_than_is_in_it(ledger: Ledger) -> None:
    wcc, dwp = Line.objects.get(body__code="WCC"), Line.objects.filter(body__code="DWP").latest("amount")
    given: dict[str, Any] = {"user": ledger.keeper, "counted_in": dwp, "reason": "Twice", "place": "p. 1"}
    given["source"] = ledger.source
    with pytest.raises(ValidationError, match="take out no more than is in it") as refused:
        services.eliminate(**given, removed_from=wcc, amount=wcc.amount + 1)
    assert list(refused.value.message_dict) == ["amount"]
    assert not Elimination.objects.exists()
    services.eliminate(**given, removed_from=wcc, amount=Decimal(1_000_000))
    with pytest.raises(ValidationError, match="take out no more"):
        services.change_line(user=ledger.keeper, pk=wcc.pk, version=wcc.version, values={"amount": Decimal(999_999)})
    with pytest.raises(ValidationError, match="take back those eliminations first"):
        services.remove_line(user=ledger.keeper, pk=wcc.pk, version=wcc.version)


def test_money_that_goes_in_a_circle_is_refused_with_its_way(ledger: Ledger) -> None:
    count = Count.objects.get(key="worcestershire-2008")
    one, two, three = ledger.bodies[:3]
    about: dict[str, Any] = {"count": count, "source": ledger.source, "place": "p. 1", "amount": 5}
    Flow.objects.create(payer=one, payee=two, **about)
    Flow.objects.create(payer=two, payee=three, **about)
    with pytest.raises(ValidationError) as refused, explained(Flow, deferred=True):
        Flow.objects.create(payer=three, payee=one, **about)
    said = str(refused.value.message_dict["payee"])
    assert "in a circle" in said
    assert all(f"{payer} → {payee}" in said for payer, payee in ((one, two), (two, three)))
    assert Flow.objects.filter(payer=three).count() == 0


def test_a_word_given_for_a_body_no_longer_stands_when_its_figures_change(ledger: Ledger) -> None:
    county, body = Count.objects.get(key="worcestershire-2008"), Body.objects.get(code="WCC")
    line = county.lines.get(body=body)
    with pytest.raises(ValidationError, match="changed since you opened"):
        services.sign_off(user=ledger.keeper, count=county, body=body, amount=line.amount - 1)
    services.sign_off(user=ledger.keeper, count=county, body=body, amount=line.amount)
    services.change_line(user=ledger.keeper, pk=line.pk, version=line.version, values={"amount": line.amount + 1})
    with connection.cursor() as cursor:
        cursor.execute("SELECT way FROM spend_unbalanced WHERE count_id = %s ORDER BY way", [county.pk])
        assert [row[0] for row in cursor.fetchall()] == [f"signed by {body}", "stated total"]
    assert services.withdraw_sign_off(user=ledger.keeper, count=county, body=body)


def test_what_a_line_was_can_be_cited_after_it_was_corrected(ledger: Ledger) -> None:
    line = Line.objects.get(body__code="WCC")
    was = line.version
    services.change_line(
        user=ledger.keeper, pk=line.pk, version=was, values={"amount": Decimal(950_000_000)}, reason="Corrected outturn"
    )
    kept = Line.pgh_event_model.objects.get(reference=line.reference, version=was)
    assert kept.amount == Decimal(951_504_000)
