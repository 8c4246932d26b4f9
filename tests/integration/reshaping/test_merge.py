"""Several properties become one: chosen field by field, everything moved over, the others lead to it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from estate.models import Property, PropertySuccession, RagAssessment, Reshaping, RunningCost
from estate.selectors.held import held_by
from tests.factories import make_person, make_property, square
from tests.integration.reshaping.steps import (
    confirm,
    describe,
    everything,
    merge,
    split,
    start_merge,
    sums,
    told_of,
    undo,
)
from totalplace.choices import Role


def test_everything_moves_over_and_the_other_leads_to_it(client, works, store):
    before = sums(RunningCost)
    merge(client, works, store)
    works, store = Property.objects.get(pk=works.pk), Property.objects.get(pk=store.pk)
    after = sums(RunningCost)
    # One body's use of the one and of the other is one use of both, and one year's gas.
    assert (before.pop("Occupations"), after.pop("Occupations")) == (3, 2)
    assert (before.pop("EnergyUses"), after.pop("EnergyUses")) == (2, 1)
    assert after == before
    assert (works.gross_internal_area_m2, works.site_area_ha, works.book_value) == (1250, 2, 1_000_000)
    assert round(works.boundary.area) == 20_000
    assert works.boundary.num_geom == 1
    assert (store.status, store.closed_reason) == ("closed", "Merged: Sold in lots")
    assert held_by([store.pk]) == []
    assert sorted(title.number for title in works.titles.all()) == ["WR1", "WR2"]
    assert (works.name, works.tenure, works.local_reference) == ("Highway works", "freehold", "W1")
    assert store.local_reference == "W2"
    page = client.get(f"/estate/{store.reference}/").content.decode()
    assert "Merged into" in page
    assert f"/estate/{works.reference}/" in page
    assert "Merged from" in client.get(f"/estate/{works.reference}/").content.decode()


def test_a_years_cost_stays_what_it_was_together_where_one_tells_its_total_and_another_headings(client, works, store):
    before = {2024: Decimal(10 + 20 + 5), 2025: Decimal(70 + 7)}
    merge(client, works, store)
    costs = {(cost.year, cost.heading): cost.amount for cost in RunningCost.objects.filter(property=works)}
    assert {year: costs[year, "total"] for year in before} == before
    assert (costs[2024, "rent"], costs[2024, "energy"]) == (10, 20)
    works.refresh_from_db()
    assert works.running_cost == 77


def test_what_differs_is_chosen_field_by_field(client, works, store):
    chosen = {"name": str(store.pk), "floor": str(store.pk), "tenure": str(store.pk), "outline": "own"}
    merge(client, works, store, **chosen)
    works = Property.objects.get(pk=works.pk)
    assert (works.name, works.gross_internal_area_m2, works.tenure) == ("Salt store", 250, "leasehold")
    assert round(works.boundary.area) == 10_000
    assert (works.street, works.uprn) == ("Mill Lane", "123")


def test_what_the_one_that_goes_on_does_not_know_is_suggested_from_the_others(client, works, store):
    merge(client, store, works)
    store.refresh_from_db()
    assert (store.street, store.post_town, store.category) == ("Mill Lane", "Worcester", "depot")
    assert (store.name, store.uprn) == ("Salt store", "456")


def test_ratings_stay_where_they_were_made_and_are_one_link_away(client, works, store):
    merge(client, store, works)
    assert RagAssessment.objects.get().property == works
    store.refresh_from_db()
    assert store.rag == ""
    page = client.get(f"/estate/{store.reference}/").content.decode()
    assert f"{works.reference}, Highway works" in page


def test_it_goes_back_as_one_and_all_is_as_it_was(client, works, store):
    before = everything()
    done = merge(client, works, store)
    assert everything() != before
    assert undo(client, done).status_code == 302
    assert everything() == before


@pytest.mark.parametrize("later", ["kept", "other", "cost"])
def test_it_does_not_go_back_over_what_was_changed_since(client, works, store, later):
    done = merge(client, works, store)
    match later:
        case "kept":
            Property.objects.filter(pk=works.pk).update(name="Works, again")
        case "other":
            Property.objects.filter(pk=store.pk).update(name="Store, again")
        case "cost":
            RunningCost.objects.filter(property=works, year=2025).update(amount=1)
    before = everything()
    answer = undo(client, done)
    assert answer.status_code == 409
    assert [name for name, _ in answer.context["edited"]] == [(store if later == "other" else works).reference]
    assert everything() == before


def test_both_histories_tell_it_under_one_change(client, ann, works, store):
    merge(client, works, store)
    ours, theirs = told_of(works, ann), told_of(store, ann)
    assert ours.change_id == theirs.change_id
    assert ("Split or merge", "Came from", "Salt store") in {(d.record, d.label, d.after) for d in ours.differences}
    told = {(d.record, d.label, d.before, d.after) for d in theirs.differences}
    assert ("", "Status", "Operational", "Closed") in told
    assert ("Split or merge", "Went on as", None, "Highway works") in told


def test_what_is_changed_between_looking_and_doing_is_looked_at_again(client, works, store):
    answer = client.post(start_merge(client, works, store).url, {"keep": str(works.pk)})
    address = describe(client, answer.url).url
    seen = client.get(address).context["preview"].seen
    RunningCost.objects.create(property=store, year=2023, amount=9)
    before = everything()
    answer = client.post(address, {"seen": seen})
    assert answer.status_code == 409
    assert everything() == before
    Property.objects.filter(pk=store.pk).update(name="Renamed")
    assert "was changed since you filled this in" in client.get(address).content.decode()
    assert confirm(client, address).status_code == 302
    assert RunningCost.objects.get(year=2023).property == works


def test_a_sensitive_site_makes_all_of_them_sensitive_and_says_so(client, works, store):
    Property.objects.filter(pk=store.pk).update(is_sensitive=True)
    answer = client.post(start_merge(client, works, store).url, {"keep": str(works.pk)})
    answer = describe(client, answer.url)
    assert f"{store.reference} is a sensitive site, so all of them are" in client.get(answer.url).content.decode()
    confirm(client, answer.url)
    assert set(Property.objects.values_list("is_sensitive", flat=True)) == {True}


def test_a_sensitive_sites_closed_predecessors_are_hidden_with_it(client, works, store):
    partner = make_person("partner", [(Role.PARTNER, "BDC")])
    merge(client, works, store)
    shown = Property.objects.visible_to(partner)
    assert shown.count() == 2
    Property.objects.filter(pk=works.pk).update(is_sensitive=True)
    assert shown.count() == 0
    assert not PropertySuccession.objects.visible_to(partner).exists()


def test_what_was_split_off_can_be_merged_back_but_nothing_comes_out_of_itself(client, works):
    split(client, works)
    east = Property.objects.get(name="East yard")
    merge(client, Property.objects.get(pk=works.pk), east)
    assert PropertySuccession.objects.count() == 2
    assert Property.objects.get(pk=works.pk).gross_internal_area_m2 == 1000
    third = make_property("WCC")
    day, change = datetime.date(2026, 1, 1), Reshaping.objects.latest("created_at").pk
    PropertySuccession.objects.create(predecessor=works, successor=third, kind="merge", on=day, change=change)
    for before, after in ((third, east), (works, works), (third, works)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PropertySuccession.objects.create(predecessor=before, successor=after, kind="merge", on=day, change=change)


def test_only_open_properties_of_one_body_that_are_hers_go_together(client, works, store):
    other = make_property("BDC", name="Their depot")
    hidden = make_property("BDC", name="Their refuge", is_sensitive=True)
    closed = make_property("WCC", status="sold", closed_on="2020-01-01", closed_reason="Auction")
    many = [make_property("WCC") for _ in range(10)]

    def refused(*props: Property) -> str:
        answer = start_merge(client, *props)
        assert answer.status_code == 422
        return " ".join(text for text, _ in answer.context["problems"])

    assert "pass one of them over first" in refused(works, other)
    assert refused(works, hidden).replace(hidden.reference, "@") == refused(
        works, Property(reference="WP-999999")
    ).replace("WP-999999", "@")
    assert "Their refuge" not in refused(works, hidden)
    assert "is closed. Open it again first, then merge it." in refused(works, closed)
    assert "You chose 11" in refused(works, *many)
    assert "You chose 1" in refused(works)
    assert "You chose 0" in refused()
    assert "not yours to change" in refused(other, make_property("BDC"))
    assert not Reshaping.objects.exists()


def test_it_begins_from_a_property_too_with_what_is_near_it(client, works, store):
    address = f"/estate/{works.reference}/edit/merge/"
    assert store.reference in client.get(address).content.decode()
    answer = client.post(address, {"chosen": [store.reference], "references": f"{works.reference} {store.reference}"})
    assert client.get(answer.url).context["form"].initial == {"keep": str(works.pk)}
    for text, words in (("x", "not a register reference"), ("WP-999999", "is not there"), ("", "Tick or write")):
        answer = client.post(address, {"references": text})
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors)


def test_properties_far_apart_or_overlapping_are_told_of(client, works, store):
    store.boundary = square(385090, 254000, 100)
    store.save()
    far = make_property("WCC", boundary=square(386000, 254000, 10))
    answer = client.post(start_merge(client, works, store, far).url, {"keep": str(works.pk)})
    doubts = client.get(describe(client, answer.url).url).context["preview"].doubts
    both = f"{works.reference} and {store.reference}"
    assert f"The outlines of {both} overlap by 1,000 m²: it counts once in the joined outline." in doubts
    assert f"{far.reference} is 0.9 km from the one that goes on." in doubts


def test_who_did_it_finds_the_way_back_on_the_propertys_page(client, ann, works, store):
    done = merge(client, works, store)
    address = f"/estate/reshaped/{done.pk}/"
    assert address in client.get(f"/estate/{works.reference}/").content.decode()
    other = make_person("other", [(Role.OFFICER, "WCC")])
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/estate/{works.reference}/").content.decode()
    assert "Merged from" in page
    assert address not in page


def test_a_choice_that_is_not_offered_is_refused(client, works, store):
    answer = client.post(start_merge(client, works, store).url, {"keep": "12345"})
    assert answer.status_code == 422
    answer = client.post(answer.wsgi_request.path, {"keep": str(works.pk)})
    for given in ({"floor": "nothing"}, {"name": "1"}, {"outline": "x"}, {"reason": None}):
        assert describe(client, answer.url, **given).status_code == 422
    store.boundary = square(385100, 300000, 100)
    store.save()
    assert "30 km across" in str(describe(client, answer.url).context["form"].errors)
