"""Writing a count's lines, what is taken out of them, what they are for, and a body's word that they are right.

Each write checks the right, locks what it changes and compares the version that the person saw. What the database
refuses comes back as a ValidationError that names the field.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count as Number
from django.db.models import Sum
from django.utils import timezone

from spend.models import Body, Code, Count, Elimination, Line, LineCode, Scheme, SignOff, Source
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock_current

WHOLE = Decimal(1)


@transaction.atomic
def add_line(*, user: Any, count: Count, values: Mapping[str, Any], reason: str = "") -> Line:
    """A new line of a count. ValidationError names the field, PermissionDenied is for whoever does not keep spend."""
    require(user, Action.EDIT_SPEND)
    with pghistory.context(reason=reason.strip()), explained(Line, deferred=True):
        line = Line.objects.create(count=count, **values)
    line.refresh_from_db()
    return line


@transaction.atomic
def add_line_once(*, user: Any, count: Count, values: Mapping[str, Any], reason: str = "") -> Line:
    """As `add_line`; sent again word for word within a day, it answers the line that is there."""
    require(user, Action.EDIT_SPEND)
    # Two at once wait for each other here, so that the second finds what the first has made.
    Count.objects.select_for_update(no_key=True).get(pk=count.pk)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    there = Line.objects.filter(count=count, created_at__gte=yesterday, **values).first()
    return there or add_line(user=user, count=count, values=values, reason=reason)


@transaction.atomic
def change_line(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Change what `values` names of a line seen at `version`. Conflict where somebody else changed the same since."""
    require(user, Action.EDIT_SPEND)
    line = Line.objects.select_for_update(of=("self",)).get(pk=pk)
    changed = reconcile(line, expected=version, mine=values)
    if changed:
        for name, value in changed.items():
            setattr(line, name, value)
        with pghistory.context(reason=reason.strip()), explained(Line, deferred=True):
            line.save(update_fields=list(changed))
        line.refresh_from_db()
    return Edited(line, changed)


@transaction.atomic
def remove_line(*, user: Any, pk: int, version: int, reason: str = "") -> None:
    """Take a line out of its count; the history keeps it. ValidationError while pounds of it are set against others."""
    require(user, Action.EDIT_SPEND)
    line = lock_current(Line.objects.all(), pk, version)
    if line.eliminations.exists() or line.eliminations_kept.exists():
        raise ValidationError("Pounds of this line are set against another: take back those eliminations first.")
    with pghistory.context(reason=reason.strip()):
        line.delete()


@transaction.atomic
def eliminate(
    *, user: Any, counted_in: Line, removed_from: Line, amount: Decimal, reason: str, source: Source, place: str
) -> Elimination | None:
    """Say that so many pounds of `removed_from` are in `counted_in` already. Nought takes that back (answers None).

    ValidationError when more would be taken out of a line than is in it, or the lines are of two counts.
    """
    require(user, Action.EDIT_SPEND)
    # One order for all, so that two people who set the same lines off cannot wait for each other.
    list(Line.objects.select_for_update().filter(pk__in=[counted_in.pk, removed_from.pk]).order_by("pk"))
    with pghistory.context(reason=reason.strip()), explained(Elimination, deferred=True):
        if not amount:
            Elimination.objects.filter(counted_in=counted_in, removed_from=removed_from).delete()
            return None
        made, _ = Elimination.objects.update_or_create(
            counted_in=counted_in,
            removed_from=removed_from,
            defaults={"amount": amount, "reason": reason, "source": source, "place": place},
        )
    return made


@transaction.atomic
def classify(
    *, user: Any, line: Line, scheme: Scheme, shares: Mapping[str, Decimal], source: Source, place: str,
    reason: str = "", **how: str,
) -> None:  # fmt: skip
    """Part a line among a scheme's codes: {code: share above 0}. What is left under none is not classified.

    ValidationError names "share" when the shares come to more than 1, and "code" for one the scheme does not have.
    """
    require(user, Action.EDIT_SPEND)
    Line.objects.select_for_update().get(pk=line.pk)
    codes = {code.code: code for code in Code.objects.filter(scheme=scheme, code__in=shares)}
    if unknown := sorted(set(shares) - set(codes)):
        raise ValidationError({"code": f"{scheme} has no code {', '.join(unknown)}. Choose one of its codes."})
    if sum(shares.values(), Decimal(0)) > WHOLE:
        raise ValidationError({"share": "The shares come to more than 100%. Lower them to 100% together."})
    with pghistory.context(reason=reason.strip()), explained(LineCode, deferred=True):
        LineCode.objects.filter(line=line, code__scheme=scheme).exclude(code__in=codes.values()).delete()
        for code, share in shares.items():
            LineCode.objects.update_or_create(
                line=line, code=codes[code], defaults={"share": share, "source": source, "place": place, **how}
            )


@transaction.atomic
def sign_off(*, user: Any, count: Count, body: Body, amount: Decimal, note: str = "") -> SignOff:
    """A body's word that its lines come to `amount`, which is what the person saw.

    ValidationError when they come to something else by now, or the body has no line. An earlier word is replaced.
    """
    _require_answering(user, body)
    Count.objects.select_for_update().get(pk=count.pk)
    found = Line.objects.filter(count=count, body=body).aggregate(amount=Sum("amount"), lines=Number("pk"))
    if not found["lines"]:
        raise ValidationError({"body": f"{body} has no line in {count}: there is nothing to sign off."})
    if found["amount"] != amount:
        raise ValidationError(
            {"amount": f"The figures changed since you opened the page: they come to £{found['amount']:,.2f} now. "
                       "Look at them again."}
        )  # fmt: skip
    with pghistory.context(reason="Signed off"), explained(SignOff):
        _withdraw(count, body)
        return SignOff.objects.create(
            count=count, body=body, amount=amount, lines=found["lines"], note=note, signed_by=user
        )


@transaction.atomic
def withdraw_sign_off(*, user: Any, count: Count, body: Body) -> bool:
    """Take a body's word back. Answers whether there was one."""
    _require_answering(user, body)
    with pghistory.context(reason="Sign-off taken back"):
        return _withdraw(count, body) > 0


def _require_answering(user: Any, body: Body) -> None:
    """A body that keeps no estate here has no officer: those who keep spend answer for it."""
    if body.organisation_id is None:
        require(user, Action.EDIT_SPEND)
    else:
        require(user, Action.ANSWER_FOR_SPEND, body.organisation_id)


def _withdraw(count: Count, body: Body) -> int:
    standing = SignOff.objects.filter(count=count, body=body, withdrawn_at__isnull=True)
    return standing.update(withdrawn_at=timezone.now())
