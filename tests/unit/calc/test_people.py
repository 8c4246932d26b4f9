"""People by the bands of age that services plan by."""

import pytest

from totalplace.calc.people import AgeBand, age_bands


def test_every_age_falls_into_one_band_and_the_shares_are_of_everybody() -> None:
    found = age_bands([(0, 10), (4, 10), (5, 20), (15, 20), (16, 5), (24, 5), (25, 40), (64, 40), (65, 30), (90, 20)])
    assert found == [
        AgeBand(0, 4, 20, 10.0), AgeBand(5, 15, 40, 20.0), AgeBand(16, 24, 10, 5.0), AgeBand(25, 64, 80, 40.0),
        AgeBand(65, 84, 30, 15.0), AgeBand(85, None, 20, 10.0),
    ]  # fmt: skip


@pytest.mark.parametrize("by_age", [[], [(30, 0)]])
def test_nobody_counted_makes_no_bands(by_age: list[tuple[int, int]]) -> None:
    assert age_bands(by_age) == []
