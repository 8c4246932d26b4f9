"""What follows what in a journey: by hand on a few people, and in general on any."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from neets.calc.journeys import (
    Event,
    common_variants,
    conformance,
    directly_follows,
    journeys,
    people_following,
    steps_about,
    variants,
    without_repeats,
)

# Sam of the submission: college, part-time work, temporary jobs, Entry 2 Employment, lost contact, a job, dismissed.
SAM = ("college", "job", "neet", "temporary job", "neet", "e2e", "neet", "not known", "job", "neet")
WALKED = {"sam": SAM, "kim": ("neet", "e2e", "neet"), "lee": ("neet", "e2e", "neet"), "pat": ("college",)}


def test_steps_are_put_in_order_of_time_then_of_recording():
    events = [Event(1, "b", 2, 9), Event(1, "c", 2, 10), Event(1, "a", 1, 99), Event(2, "z", 0)]
    assert journeys(events) == {1: ("a", "b", "c"), 2: ("z",)}


def test_twelve_months_of_one_status_are_one_step():
    assert without_repeats(["neet"] * 3 + ["job"] * 9 + ["neet"]) == ("neet", "job", "neet")


def test_directly_follows_by_hand():
    found = directly_follows(WALKED)
    assert found.pairs[("neet", "e2e")] == 3
    assert found.pairs[("e2e", "neet")] == 3
    assert found.pairs[("job", "neet")] == 2
    assert found.starts == {"college": 2, "neet": 2}
    assert found.ends == {"neet": 3, "college": 1}


def test_disclosure_counts_people_not_passages():
    assert directly_follows(WALKED).pairs[("job", "neet")] == 2
    assert people_following(WALKED)[("job", "neet")] == 1


def test_a_rare_path_is_in_the_number_of_others_and_nowhere_else():
    common, others = common_variants(WALKED, fewest=2)
    assert common == [(("neet", "e2e", "neet"), 2)]
    assert others == 2


def test_what_came_before_and_after_an_event():
    found = steps_about(WALKED, "e2e", 2)
    assert found[-1] == {"neet": 3}
    assert found[1] == {"neet": 3}
    assert found[-2] == {"temporary job": 1}
    assert found[2] == {"not known": 1}


ROUTE = ("assessment", "plan", "e2e", "job")


def test_a_journey_beside_the_route_that_was_offered():
    found = conformance(("assessment", "assessment", "e2e", "neet"), ROUTE)
    assert found.taken == ("assessment", "e2e")
    assert found.left_out == ("plan", "job")
    assert found.besides == ("assessment", "neet")
    # Two left out and two besides, of eight.
    assert found.fitness == 0.5
    assert not found.followed
    assert conformance(ROUTE, ROUTE).fitness == 1
    assert conformance((), ROUTE).fitness == 0


paths = st.lists(st.sampled_from("abcd"), max_size=8).map(tuple)


@given(st.dictionaries(st.integers(), paths, max_size=20))
def test_every_step_is_followed_or_an_end(walked):
    found, steps = directly_follows(walked), Counter(step for path in walked.values() for step in path)
    for step, times in steps.items():
        onward = sum(number for (one, _), number in found.pairs.items() if one == step)
        assert onward + found.ends[step] == times
        back = sum(number for (_, other), number in found.pairs.items() if other == step)
        assert back + found.starts[step] == times
    common, others = common_variants(walked, 3)
    assert sum(people for _, people in common) + others == sum(variants(walked).values())


@given(paths, paths)
def test_what_is_taken_left_out_and_besides_make_up_both(steps, route):
    found = conformance(steps, route)
    assert Counter(found.taken) + Counter(found.besides) == Counter(steps)
    assert Counter(found.taken) + Counter(found.left_out) == Counter(route)
    assert 0 <= found.fitness <= 1
    assert (found.fitness == 1) == (steps == route)
