"""The demonstration county in the database: the submission's figures, and all that makes it look like a county."""

import datetime
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.gis.db.models.functions import PointOnSurface
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from pghistory.models import Context, Events

from estate.choices import CLOSED_STATUSES, Category, Rag, Use
from estate.models import Lease, Occupation, Property, RagAssessment, RunningCost
from totalplace.demo_people import DEMO_PEOPLE
from totalplace.models import Area, Organisation, User
from totalplace.permissions import Action, may

# Each test's own writes are taken back at its end; the county stands until the module's.
pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 21)
LATEST = 2025
OPERATIONAL = [Category.SPECIALIST, Category.OFFICE, Category.ACCESS, Category.DEPOT]


def load(*options: str) -> str:
    """Run the command as a newcomer would, on a fixed day; what it printed."""
    printed = StringIO()
    call_command("load_demo", "--today", TODAY.isoformat(), *options, stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The county, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def in_register() -> QuerySet[Property]:
    return Property.objects.exclude(status__in=CLOSED_STATUSES)


def group(name: str) -> QuerySet[Property]:
    """One line of the submission's table, asked of the register as a person would."""
    council = in_register().filter(organisation__code="WCC")
    schools, operational = Q(use=Use.SCHOOL), Q(category__in=OPERATIONAL)
    return council.filter(
        {"schools": schools, "other operational": operational & ~schools, "non-operational": ~operational}[name]
    )


@pytest.mark.parametrize(
    ("name", "count", "area", "cost", "pounds_a_m2"),
    [
        ("schools", 294, 620_000, 31_000_000, 50),
        ("other operational", 174, 141_000, 9_588_000, 68),
        ("non-operational", 66, 36_000, 108_000, 3),
    ],
)
def test_the_county_councils_estate_is_the_submissions_table(county, name, count, area, cost, pounds_a_m2):
    properties = group(name)
    costs = RunningCost.objects.filter(property__in=properties, year=LATEST).aggregate(all=Sum("amount"))["all"]
    assert properties.count() == count
    assert properties.aggregate(all=Sum("gross_internal_area_m2"))["all"] == area
    assert costs == cost
    assert costs / area == pounds_a_m2


def test_the_cost_on_each_property_is_that_of_its_latest_year(county):
    for name, cost in (("schools", 31_000_000), ("other operational", 9_588_000), ("non-operational", 108_000)):
        held = group(name).aggregate(all=Sum("running_cost"), years=Count("running_cost_year", distinct=True))
        assert held == {"all": cost, "years": 1}


def test_the_county_has_more_than_1300_properties_worth_more_than_3bn(county):
    assert in_register().count() == 1340
    assert in_register().aggregate(all=Sum("book_value"))["all"] > Decimal("3e9")


def test_645_operational_properties_outside_schools_over_all_bodies(county):
    operational = in_register().filter(category__in=OPERATIONAL).exclude(use=Use.SCHOOL)
    assert operational.count() == 645
    assert operational.exclude(status="operational").count() == 0


def test_the_fifty_bodies_are_there_and_about_twenty_hold_most_of_it(county):
    assert Organisation.objects.count() == 50
    largest = Organisation.objects.annotate(held=Count("properties")).order_by("-held").values_list("held", flat=True)
    assert sum(largest[:20]) > 1250
    assert largest[49] == 0


def test_everything_is_marked_as_made_up(county):
    assert Property.objects.filter(is_synthetic=False).count() == 0
    assert Area.objects.filter(is_illustrative=False).count() == 0


def test_every_property_with_a_place_is_in_the_district_of_its_town(county):
    placed = Property.objects.filter(location__isnull=False)
    assert placed.filter(district__isnull=True).count() == 0
    assert set(placed.values_list("district__code", flat=True)) == {f"E0700023{digit}" for digit in range(4, 10)}
    assert not placed.filter(post_town="Redditch").exclude(district__name="Redditch").exists()
    assert not placed.filter(post_town="Evesham").exclude(district__name="Wychavon").exists()


def test_some_of_what_a_register_would_like_to_know_is_not_known(county):
    held = in_register().aggregate(
        no_uprn=Count("pk", filter=Q(uprn="")),
        no_boundary=Count("pk", filter=Q(boundary=None)),
        at_postcode=Count("pk", filter=Q(location_source="postcode")),
        nowhere=Count("pk", filter=Q(location=None)),
        no_area=Count("pk", filter=Q(gross_internal_area_m2=None) & ~Q(category=Category.LAND)),
        no_value=Count("pk", filter=Q(book_value=None)),
        no_rating=Count("pk", filter=Q(rag="")),
        no_energy=Count("pk", filter=Q(energy_rating="") & ~Q(category=Category.LAND)),
        stale_energy=Count("pk", filter=Q(energy_rating_expires_on__lt=TODAY)),
        old_value=Count("pk", filter=Q(book_value_date__lt=TODAY.replace(year=TODAY.year - 5))),
        review_due=Count("pk", filter=Q(next_review_on__lt=TODAY)),
    )
    assert {name: count for name, count in held.items() if count < 3} == {}
    assert held["nowhere"] < 20


def test_two_bodies_hold_one_uprn_and_two_boundaries_overlap(county):
    twice = Property.objects.exclude(uprn="").values("uprn").annotate(bodies=Count("organisation", distinct=True))
    assert twice.filter(bodies__gt=1).count() == 4
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), count(*) FILTER (WHERE a.organisation_id <> b.organisation_id)
                 FROM estate_property a JOIN estate_property b ON a.id < b.id AND ST_Overlaps(a.boundary, b.boundary)"""
        )
        overlapping, across_bodies = cursor.fetchone()
    assert across_bodies == 2
    assert overlapping < 5


def test_the_evesham_hub_has_one_front_desk_for_several_bodies(county):
    hub = Property.objects.get(name="Evesham Hub")
    bodies = set(Occupation.objects.filter(property=hub).values_list("organisation__code", flat=True))
    assert hub.organisation.code == "WMP"
    assert {"WMP", "WCC", "WDC", "DWP"} <= bodies
    assert hub.occupations.aggregate(all=Sum("area_m2"))["all"] == hub.gross_internal_area_m2


def test_ratings_of_three_years_stand_as_their_latest_and_each_green_says_why(county):
    assert set(in_register().values_list("rag", flat=True)) == {"", *Rag.values}
    assert RagAssessment.objects.filter(supersedes__isnull=False).count() > 500
    assert RagAssessment.objects.filter(rating=Rag.GREEN, reason="").count() == 0
    assert RagAssessment.objects.filter(assessed_by=None).count() == 0
    latest = RagAssessment.objects.filter(superseded_by=None)
    assert latest.exclude(rating=F("property__rag")).count() == 0
    assert latest.count() == Property.objects.exclude(rag="").count()
    assert RagAssessment.objects.filter(assessed_at__date__gt=TODAY).count() == 0
    assert RagAssessment.objects.filter(assessed_at__date__lt=TODAY.replace(year=TODAY.year - 3)).count() == 0


def test_leases_are_held_over_ending_soon_and_far_off(county):
    for low, high in ((-720, -1), (0, 183), (184, 365), (366, 730), (731, 99_999)):
        first, last = TODAY + datetime.timedelta(low), TODAY + datetime.timedelta(high)
        assert Lease.objects.filter(expires_on__range=(first, last)).count() >= 8, (low, high)
    assert Lease.objects.filter(breaks__on__gt=TODAY, breaks__notice_months__isnull=False).exists()
    assert Lease.objects.filter(reviews__on__gt=TODAY).exists()


def test_a_refuge_is_sensitive_whichever_body_keeps_it(county):
    sensitive = Property.objects.filter(is_sensitive=True)
    assert {"WCC", "BDC"} <= set(sensitive.values_list("organisation__code", flat=True))
    assert not Property.objects.filter(use=Use.REFUGE, is_sensitive=False).exists()
    partner = User.objects.get(username="partner")
    assert Property.objects.visible_to(partner).filter(is_sensitive=True).count() == 0


def test_a_point_lies_in_its_boundary(county):
    inside = Property.objects.filter(boundary__isnull=False).annotate(inner=PointOnSurface("boundary"))
    assert inside.exclude(boundary__intersects=F("location")).count() == 0


def test_the_demonstrations_people_can_do_what_they_come_to_do(county):
    assert set(User.objects.values_list("username", flat=True)) == {person.username for person in DEMO_PEOPLE}
    bromsgrove = Organisation.objects.get(code="BDC")
    officer = User.objects.get(username="officer-bdc")
    assert officer.check_password("total-place-demo")
    assert may(officer, Action.EDIT_ESTATE, bromsgrove.pk)
    assert not may(officer, Action.EDIT_ESTATE, Organisation.objects.get(code="WCC").pk)


def test_the_loading_is_one_change_and_later_edits_have_a_person_and_a_before(county):
    loading = Context.objects.get(metadata__command="load_demo")
    assert loading.metadata["reason"] == "Demonstration county"
    events = Events.objects.filter(pgh_model="estate.PropertyEvent")
    assert events.filter(pgh_context_id=loading.pk).count() == Property.objects.count()
    edits = events.filter(pgh_label="update")
    assert edits.exclude(pgh_context_id=loading.pk).count() == edits.count() >= 60
    for edit in edits[:20]:
        assert edit.pgh_context["username"].startswith("officer-")
        assert edit.pgh_context["reason"]


def test_loading_again_says_so_and_changes_nothing(county):
    before = digest()
    assert "properties already: nothing was changed" in load("--seed", "7")
    assert digest() == before
    assert Context.objects.filter(metadata__command="load_demo").count() == 1


def test_the_same_seed_on_the_same_day_is_the_same_county(county):
    first = digest()
    empty()
    load()
    assert digest() == first
    empty()
    load("--seed", "2")
    assert digest() != first


def test_the_county_many_times_over_keeps_its_shares_and_every_place(county):
    once = shares()
    empty()
    assert "5,000 of 5,000" in load("--properties", "5,000")
    assert Property.objects.count() == 5000
    assert Property.objects.filter(location__isnull=False, district__isnull=True).count() == 0
    assert Property.objects.filter(is_synthetic=False).count() == 0
    for name, share in shares().items():
        assert share == pytest.approx(once[name], rel=0.15), name
    copy = Property.objects.filter(local_reference="C00001-1").get()
    original = Property.objects.get(local_reference="C00001")
    assert copy.name != original.name
    assert copy.street in copy.name
    assert 0 < copy.location.distance(original.location) <= 1501
    assert copy.rag == original.rag == copy.rag_assessments.latest("assessed_at", "id").rating
    assert copy.running_cost == original.running_cost
    # The next property gets a number that no copy has.
    new = Property.objects.create(organisation=original.organisation, name="Another")
    assert new.pk > Property.objects.exclude(pk=new.pk).latest("pk").pk


def test_fewer_than_the_county_has_is_refused_with_the_number_it_has(county):
    empty()
    with pytest.raises(CommandError, match="has 1,352 properties: ask for at least as many"):
        load("--properties", "12")


@pytest.mark.parametrize("wrong", [("--properties", "many"), ("--today", "21/11/2026")])
def test_an_option_that_cannot_be_read_is_refused_with_the_remedy(county, wrong):
    with pytest.raises(CommandError, match="write it"):
        call_command("load_demo", *wrong)


def empty() -> None:
    """The register without its properties, inside a test that is taken back."""
    with connection.cursor() as cursor:
        # References put off to the end of the transaction are checked now: a table with checks to come stays as it is.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE estate_property, estate_title, estate_site CASCADE")


def shares() -> dict[str, float]:
    """Parts of the register, as parts of one."""
    properties = Property.objects.all()
    parts = {
        "schools": properties.filter(use=Use.SCHOOL),
        "the county council's": properties.filter(organisation__code="WCC"),
        "green": properties.filter(rag=Rag.GREEN),
        "leased": properties.filter(leases__role="tenant").distinct(),
        "without boundary": properties.filter(boundary=None),
    }
    return {name: part.count() / properties.count() for name, part in parts.items()}


def digest() -> str:
    """All that is in the register but the keys, versions and times that the database gives."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.local_reference, to_jsonb(p) - '{id,reference,search_words,version,created_at,updated_at,
                      organisation_id,site_id,district_id}'::text[],
                      (SELECT jsonb_agg(jsonb_build_array(year, heading, amount) ORDER BY year, heading)
                         FROM estate_runningcost WHERE property_id = p.id),
                      (SELECT jsonb_agg(jsonb_build_array(rating, reason, note, assessed_at) ORDER BY assessed_at)
                         FROM estate_ragassessment WHERE property_id = p.id),
                      (SELECT jsonb_agg(jsonb_build_array(role, counterparty, starts_on, expires_on, annual_rent)
                                        ORDER BY l.id) FROM estate_lease l WHERE property_id = p.id),
                      (SELECT jsonb_agg(number ORDER BY number) FROM estate_title t
                         JOIN estate_propertytitle pt ON pt.title_id = t.id WHERE pt.property_id = p.id)
                 FROM estate_property p JOIN totalplace_organisation o ON o.id = p.organisation_id
                ORDER BY o.code, p.local_reference"""
        )
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
