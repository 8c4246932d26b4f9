"""The addresses of My estate and of the list of changes, for the tables of isolation tests."""

from __future__ import annotations

import datetime
from uuid import uuid4

from django.urls import reverse

from estate.choices import ChangeKind
from estate.models import ChangeMark, Property
from tests.integration.isolation.question import Question
from tests.integration.isolation.scene import MARK, NO_MARK, Scene


def _list(scene: Scene) -> list[Question]:
    """The list by each of its filters, and by who and what of the secret site alone."""
    address, today = reverse("change_list"), datetime.date.today().isoformat()
    queries = ["", "?organisation=WCC", "?organisation=BDC", f"?from={today}&to={today}", "?after=nowhere"]
    queries += [f"?kind={kind}" for kind in ChangeKind.values] + [f"?organisation=WCC&kind={ChangeKind.LEASE}"]
    who = Question(f"{address}?who={MARK}+person", f"{address}?who={NO_MARK}+person", (MARK, NO_MARK))
    return [*(Question(f"{address}{query}") for query in queries), who]


def _change(scene: Scene) -> list[Question]:
    """The change by which the secret site came, which touched nothing else, and that of everything else."""
    event = Property.pgh_event_model
    came = event.objects.filter(pgh_obj=scene.hidden, pgh_context__isnull=False).first()
    there, nowhere = (reverse("change", args=[key]) for key in (came.pgh_context_id if came else uuid4(), uuid4()))
    rest = ChangeMark.objects.filter(context=None).order_by("pk").first()
    return [Question(there, nowhere), *([Question(reverse("change", args=[rest.change]))] if rest else [])]


ADDRESSES = {
    "my_estate": lambda scene: [
        Question(f"{reverse('my_estate')}{query}") for query in ("", "?organisation=WCC", "?organisation=BDC")
    ],
    "change_list": _list,
    "change_csv": lambda scene: [Question(f"{reverse('change_csv')}{query}") for query in ("", "?organisation=WCC")],
    "change": _change,
}
