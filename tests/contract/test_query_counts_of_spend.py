"""A page of total spend asks the database as many questions of a long count as of a short one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from spend.models import Body, Count, Elimination, Flow, Line, LineCode, Source, Stream
from spend.services.reference import load_illustration, load_reference
from tests.contract.test_query_counts import questions
from tests.factories import make_organisation, make_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

# Questions that each address may ask, whatever is counted.
PAGES = {
    "/spend/": 26,
    "/spend/who/": 11,
    "/spend/flows/": 8,
    "/spend/control/?local_elected=100": 9,
    "/spend/purpose/": 12,
    "/spend/ringfence/": 8,
    "/spend/peers/": 7,
    "/spend/neighbourhoods/": 7,
    "/spend/overlap/": 7,
    "/spend/overheads/": 5,
    "/spend/few/": 5,
    "/spend/release/?percent=3": 9,
    "/spend/who.csv": 10,
    "/estate/organisations/WCC/": 12,
}


def grow(number: int) -> None:
    """Add so many bodies with a line, a code, a stream and a flow each to the county's count."""
    count, source = Count.objects.get(key="worcestershire-2008"), Source.objects.get(key="demonstration")
    code = LineCode.objects.order_by("pk").values_list("code", flat=True)[0]
    first = Line.objects.filter(count=count).order_by("pk")[0]
    begun = Body.objects.count()
    bodies = Body.objects.bulk_create(
        Body(code=f"X{begun + at}", name=f"Body {begun + at}", sector="other") for at in range(number)
    )
    said = {"source": source, "place": "Made up"}
    lines = Line.objects.bulk_create(
        Line(count=count, body=body, label="Grants", amount=Decimal(at + 1), **said) for at, body in enumerate(bodies)
    )
    LineCode.objects.bulk_create(LineCode(line=line, code_id=code, share=1, **said) for line in lines)
    Elimination.objects.bulk_create(
        Elimination(counted_in=first, removed_from=line, amount=Decimal("0.5"), reason="Twice", **said)
        for line in lines
    )
    streams = Stream.objects.bulk_create(
        Stream(key=f"s{body.code.lower()}", name=f"Stream {body.code}", target_group="Young people", **said)
        for body in bodies
    )
    Flow.objects.bulk_create(
        Flow(count=count, payer_id=first.body_id, payee=body, stream=stream, amount=5, is_illustrative=True, **said)
        for body, stream in zip(bodies, streams, strict=True)
    )


@pytest.fixture
def client(db: None) -> Client:
    make_organisation("WCC")
    load_reference()
    load_illustration()
    browser = Client()
    browser.force_login(
        make_person("partner", [(Role.PARTNER, None)]), backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_no_more_of_300_lines_than_of_75(client: Client, address: str) -> None:
    grow(20)
    few = questions(client, address)
    grow(225)
    many = questions(client, address)
    assert len(many) <= len(few), "\n".join(many)
    assert len(few) <= PAGES[address], "\n".join(few)
