"""The published count is loaded as it was published, and every figure says where it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count as Number
from django.db.models import Sum

from spend import models
from spend.models import Body, BodyName, Count, Line
from spend.models.sources import Sourced
from spend.services.reference import load_illustration, load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: None) -> Count:
    """The county's count of 2008/09."""
    load_reference()
    return Count.objects.get(key="worcestershire-2008")


def test_appendix_1_sums_to_what_it_states(county: Count) -> None:
    found = county.lines.aggregate(total=Sum("amount"), lines=Number("id"), bodies=Number("body", distinct=True))
    assert found == {"total": Decimal(4_020_936_000), "lines": 55, "bodies": 50}
    assert county.stated_total == found["total"]
    assert round(found["total"] / county.population) == 7232


def test_every_way_of_adding_it_up_agrees(county: Count) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT way, expected, found FROM spend_unbalanced")
        assert cursor.fetchall() == []


def test_loading_again_adds_nothing_and_leaves_a_correction(county: Count) -> None:
    line = county.lines.order_by("-amount").first()
    assert line is not None
    Line.objects.filter(pk=line.pk).update(note="Confirmed by the department")
    load_illustration()
    assert set(load_reference().values()) == {0}
    assert load_illustration() == 0
    line.refresh_from_db()
    assert line.note == "Confirmed by the department"


def sourced() -> list[Any]:
    """Every kind of figure that says where it stands."""
    return [getattr(models, name) for name in models.__all__ if issubclass(getattr(models, name), Sourced)]


def test_no_figure_stands_without_its_place(county: Count) -> None:
    kinds = sourced()
    assert len(kinds) > 8
    assert {kind.__name__: kind.objects.filter(place="").count() for kind in kinds if hasattr(kind, "objects")} == {
        kind.__name__: 0 for kind in kinds if hasattr(kind, "objects")
    }
    line = county.lines.first()
    with pytest.raises(IntegrityError, match="line_has_a_place"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(place="")


@pytest.mark.parametrize(
    "written", ["HMRC", "hm revenue & customs", "H.M. Revenue and Customs", "HM REVENUE AND CUSTOMS", "hmrc Ltd"]
)
def test_a_body_is_known_by_each_of_its_spellings(county: Count, written: str) -> None:
    assert BodyName.objects.written(written).get().body == Body.objects.get(code="HMRC")


def test_what_the_documents_lack_is_not_published_rather_than_invented(county: Count) -> None:
    assert models.PeerFigure.objects.get(name="Kent").low is None
    assert models.NeighbourhoodEstimate.objects.get(heading="By service").low is None
    load_illustration()
    assert not models.Flow.objects.filter(is_illustrative=False).exists()
