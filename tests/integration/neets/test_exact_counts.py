"""What the database counts is what the plain definitions count, on made-up caseloads full of ties and overlaps."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import connection

from neets import choices
from neets.calc import duplication, guarantees, incidence, journeys
from neets.choices import Level, Standing, standing_of
from neets.choices.records import Purpose
from neets.models import Assessment, Enrolment, Offer, Provision, StatusSpell
from neets.querysets.row_security import opened
from neets.selectors import exact
from tests.young_people import make_agency, make_young_person

pytestmark = pytest.mark.django_db
START, UNTIL = dt.date(2008, 1, 1), dt.date(2010, 3, 31)
SPAN = exact.Span(until=UNTIL)
CODES = ("619", "640", "230", "330", "410", "530", "550", "710", "810", "820")


@pytest.fixture
def agencies():
    return [make_agency(code, body) for code, body in (("AAA", "WCC"), ("BBB", "DWP"), ("CCC", "BDC"))]


@pytest.fixture
def people():
    # Born so that some reach 25 while they are looked at.
    born = (dt.date(1984, 6, 1), dt.date(1985, 3, 1), dt.date(1990, 1, 1), dt.date(1992, 3, 1))
    return [make_young_person(birth_month=born[number % 4]) for number in range(40)]


@pytest.fixture
def rng():
    return random.Random(2010)


def day(rng: random.Random, most: int = 780) -> dt.date:
    return START + dt.timedelta(days=rng.randrange(most))


@pytest.fixture
def spells(people, agencies, rng):
    """Several a person, agencies overlapping, many beginning on the first of a month."""
    made = []
    for person in people:
        for agency in agencies[: rng.randint(1, 3)]:
            at = START
            for _ in range(rng.randint(1, 8)):
                at += dt.timedelta(days=rng.choice([0, 0, 31, 62]))
                if at > dt.date(2010, 5, 1):
                    break
                end = at + dt.timedelta(days=rng.choice([20, 31, 61, 92, 150]))
                code_list = rng.choice(["nccis-2010", "nccis-2020"])
                made.append(
                    StatusSpell(
                        person=person, agency=agency, code=rng.choice(CODES), code_list=code_list, start=at, end=end
                    )
                )
                at = end
    with opened(Purpose.LOADING):
        return StatusSpell.objects.bulk_create(made)


def walked(spells, names) -> dict[int, tuple[str, ...]]:
    events = [
        journeys.Event(one.person_id, names[one.code, one.code_list], one.start, one.pk)
        for one in spells
        if one.start <= UNTIL
    ]
    return {case: journeys.without_repeats(steps) for case, steps in journeys.journeys(events).items()}


def test_directly_follows_variants_and_steps_about_an_event(spells):
    names = exact.groups()
    plain = walked(spells, names)
    with opened(Purpose.COUNTING):
        pairs, paths = exact.pairs(names, SPAN), exact.variants(names, SPAN)
        about = exact.about(names, SPAN, "training")
        since = exact.paths_since(names, SPAN, "neet_active", most=3)
    follows, people = journeys.directly_follows(plain), journeys.people_following(plain)
    assert {(one, other): times for one, other, times, _ in pairs if one and other} == dict(follows.pairs)
    assert {(one, other): number for one, other, _, number in pairs if one and other} == dict(people)
    assert {other: times for one, other, times, _ in pairs if one is None} == dict(follows.starts)
    assert {one: times for one, other, times, _ in pairs if other is None} == dict(follows.ends)
    assert paths == dict(journeys.variants(plain))
    assert len(paths) > 10
    begun = {case: journeys.since_first(steps, "neet_active", 3) for case, steps in plain.items()}
    assert since == dict(journeys.variants(begun))
    expected = {
        (offset, step): times
        for offset, steps in journeys.steps_about(plain, "training", 2).items()
        for step, times in steps.items()
    }
    assert {(offset, step): times for offset, step, times, _ in about} == expected


def plain_waits(spells, people) -> list[tuple[int, str | None]]:
    """From the definition, person by person: months from the first NEET step to the first exit."""
    found = []
    for person in people:
        steps: list[tuple[dt.date, str]] = []
        for one in sorted((one for one in spells if one.person_id == person.pk), key=lambda one: (one.start, one.pk)):
            standing = standing_of(one.code, one.code_list).value
            if one.start <= UNTIL and (not steps or steps[-1][1] != standing):
                steps.append((one.start, standing))
        first = next((at for at, (_, standing) in enumerate(steps) if standing == "neet"), None)
        if first is None:
            continue
        ends: list[tuple[dt.date, int, str | None]] = [(UNTIL, 3, None)]
        for at in range(first + 1, len(steps)):
            start, standing = steps[at]
            following = steps[at + 1][0] if at + 1 < len(steps) else UNTIL
            if standing == "not_known" or (standing == "eet" and (following - start).days >= 91):
                ends.append((start, 1, standing))
        birthday = person.birth_month.replace(year=person.birth_month.year + 25)
        if birthday <= UNTIL:
            ends.append((birthday, 2, "aged_out"))
        at, _, cause = min(ends, key=lambda end: end[:2])
        began = steps[first][0]
        found.append((max(0, (at.year - began.year) * 12 + at.month - began.month), cause))
    return found


def test_waits_for_work_or_learning(spells, people):
    with opened(Purpose.COUNTING):
        counted = exact.waits(SPAN)
    table = incidence.from_counts(counted)
    assert table == incidence.from_spells(plain_waits(spells, people))
    assert table.people > 25
    assert {"eet", "not_known", "aged_out"} <= set(table.causes)


def test_repeated_assessments(people, agencies, rng):
    with opened(Purpose.LOADING):
        made = Assessment.objects.bulk_create(
            Assessment(
                person=rng.choice(people[:12]),
                agency=rng.choice(agencies),
                on=day(rng, 400),
                domains=rng.sample(choices.Domain.values[:4], rng.randint(1, 3)),
            )
            for _ in range(250)
        )
    rows = [
        duplication.Assessment(one.pk, one.person_id, domain, str(one.agency_id), one.on)
        for one in made
        for domain in one.domains
    ]
    plain = {
        (one.again.key, one.again.domain, int(one.first.agency), one.first.on)
        for one in duplication.repeated_assessments(rows)
    }
    with opened(Purpose.COUNTING):
        found = exact.repeated_assessments(SPAN, "SELECT id, domain, first_agency_id, first_day FROM repeats")
    assert set(found) == plain
    assert len(found) == len(plain) > 50


def test_learning_again_at_the_same_or_a_lower_level(people, agencies, rng):
    provision = [
        Provision.objects.create(code=f"P{number}", name=f"Course {number}", agency=agencies[0], strand="training")
        for number in range(9)
    ]
    rows, taken = [], set()
    for _ in range(160):
        person, course, start = rng.choice(people[:20]), rng.choice(provision), day(rng, 600)
        if (person.pk, course.pk, start) in taken:
            continue
        taken.add((person.pk, course.pk, start))
        end = rng.choice([None, start + dt.timedelta(days=rng.choice([0, 30, 90]))])
        level, result = rng.choice(Level.values), rng.choice(["achieved", "left", "completed"])
        rows.append(
            Enrolment(
                person=person, agency=agencies[0], provision=course, level=level, start=start, end=end, result=result
            )
        )
    with opened(Purpose.LOADING):
        made = Enrolment.objects.bulk_create(rows)
    plain = duplication.same_or_lower_level(
        duplication.Enrolment(
            one.pk, one.person_id, Level(one.level).rank, one.start, one.end, achieved=one.result == "achieved"
        )
        for one in made
    )
    with opened(Purpose.COUNTING):
        found = exact.same_level_again(SPAN, "SELECT id, way, achieved FROM again WHERE way <> 'up'")
    assert {(one.later.key, "lower" if one.lower else "same", one.achieved) for one in plain} == set(found)
    assert len(found) > 20


def test_double_tracking(spells):
    tracked = [
        duplication.Tracked(one.person_id, f"{one.agency_id:09}", one.start, one.end)
        for one in spells
        if standing_of(one.code, one.code_list) in (Standing.NEET, Standing.NOT_KNOWN) and one.start <= UNTIL
    ]
    plain = duplication.double_tracking(tracked, UNTIL)
    with opened(Purpose.COUNTING):
        found = exact.double_tracking(SPAN, "SELECT person_id, agency_id, other_id, days FROM both_tracked")
    assert {(person, one, other): days for person, one, other, days in found} == {
        (person, int(one), int(other)): days for (person, one, other), days in plain.items()
    }
    assert len(found) > 10


def test_guarantees(people, agencies, rng):
    rows, owed = [], {}
    for person in people:
        for guarantee, due_on in (("september", dt.date(2009, 9, 30)), ("young_person", day(rng))):
            offers = []
            for _ in range(rng.randint(0, 2)):
                on = due_on + dt.timedelta(days=rng.randint(-40, 40))
                offers.append((on, rng.choice(choices.Suitability.values)))
            owed[person.pk, guarantee, due_on] = offers
            for on, suitable in offers or [(None, "not_assessed")]:
                status = "made" if on else ""
                rows.append(
                    Offer(
                        person=person,
                        agency=agencies[0],
                        guarantee=guarantee,
                        due_on=due_on,
                        made_on=on,
                        suitable=suitable,
                        status=status,
                    )
                )
    with opened(Purpose.LOADING):
        Offer.objects.bulk_create(rows)
    plain: Counter[tuple[str, str]] = Counter()
    judged = {"suitable": True, "unsuitable": False, "not_assessed": None}
    for (_, guarantee, due_on), offers in owed.items():
        due = guarantees.Due(guarantee, exact.BEGINNING, due_on, None)
        made = [guarantees.Offer(on, judged[suitable]) for on, suitable in offers]
        plain[guarantee, guarantees.outcome(due, made, UNTIL).value] += 1
    with opened(Purpose.COUNTING):
        assert exact.guarantees(SPAN) == dict(plain)
    assert len(plain) > 6


def test_nothing_is_counted_unless_the_tables_were_opened(spells):
    with connection.cursor() as cursor:
        cursor.execute("SELECT neets_make_bound_role(), set_config('role', 'total_place_bound', true)")
        assert exact.pairs(exact.groups(), SPAN) == []
        assert exact.variants(exact.groups(), SPAN) == {}
        cursor.execute("SELECT set_config('role', 'none', true)")
    with opened(Purpose.COUNTING):
        assert exact.pairs(exact.groups(), SPAN)
