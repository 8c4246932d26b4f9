"""An estate per head and per hectare."""

from decimal import Decimal

from estate.calc.per_head import density


def test_each_figure_is_divided_by_the_people_or_the_land() -> None:
    found = density(
        properties=50, floor_area_m2=Decimal(30_000), book_value=Decimal("1500000"), running_cost=Decimal(90_000),
        people=20_000, hectares=400,
    )  # fmt: skip
    assert (found.properties_per_1000, found.properties_per_100_ha) == (2.5, 12.5)
    assert (found.floor_area_per_head, found.book_value_per_head, found.running_cost_per_head) == (1.5, 75.0, 4.5)


def test_what_is_not_known_is_never_nought() -> None:
    nobody = density(
        properties=3, floor_area_m2=None, book_value=Decimal(9), running_cost=None, people=None, hectares=100
    )
    assert (nobody.properties_per_1000, nobody.book_value_per_head, nobody.properties_per_100_ha) == (None, None, 3.0)
    counted = density(properties=3, floor_area_m2=None, book_value=Decimal(9), running_cost=None, people=3, hectares=0)
    assert (counted.floor_area_per_head, counted.properties_per_100_ha, counted.book_value_per_head) == (None, None, 3)
