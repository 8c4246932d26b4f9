"""Writing, drawing and reading at once: nobody who writes waits, and no tile of before a change is sent after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from estate.models import Property
from tests.factories import make_property
from tests.integration.tiles.asking import browser_of, counted
from tests.integration.tiles.test_drawings import draw, drawn
from totalplace.choices import Role

pytestmark = pytest.mark.django_db(transaction=True)
RATE = "UPDATE estate_property SET rag = %s, rag_assessed_on = current_date WHERE id = %s"


@pytest.fixture
def other() -> Iterator[Any]:
    """Another connection, in a transaction of its own."""
    second = connections["default"].copy()
    second.set_autocommit(False)
    yield second
    second.rollback()
    second.close()


def test_a_change_shows_when_it_is_committed_however_many_read_before(other):
    partner, made = browser_of((Role.PARTNER, None)), make_property()
    with other.cursor() as cursor:
        cursor.execute(RATE, ["red", made.pk])
    assert counted(partner, 8) == counted(partner, 8) == {"count": 1, "n:": 1}
    other.commit()
    assert counted(partner, 8) == {"count": 1, "n:red": 1}


def test_who_writes_does_not_wait_for_who_draws(other):
    first, second = make_property(), make_property()
    with other.cursor() as cursor:
        cursor.execute(RATE, ["red", first.pk])
        cursor.execute("SELECT estate_draw()")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
        cursor.execute(RATE, ["green", second.pk])
        cursor.execute("SET lock_timeout = 0")
    other.commit()
    draw()
    ratings = dict(Property.objects.values_list("pk", "drawing__rag"))
    assert ratings == {first.pk: "red", second.pk: "green"}


def test_two_who_draw_at_once_draw_everything_once(other):
    made = [make_property() for _ in range(3)]
    with other.cursor() as cursor:
        cursor.execute("SELECT estate_draw()")
        cursor.execute(RATE, ["red", made[0].pk])
        cursor.execute("SELECT estate_draw()")

    def run() -> None:
        try:
            draw()
        finally:
            connection.close()

    waiting = threading.Thread(target=run)
    waiting.start()
    waiting.join(timeout=0.5)
    assert waiting.is_alive(), "the second did not wait for the first"
    other.commit()
    waiting.join(timeout=30)
    kept = drawn()
    assert {cell[3] for cell in kept["cells"]} == {3}
    draw("estate_draw_again")
    assert kept == drawn()
