"""Sites: making one, naming it, saying which properties stand on it. Who may change a property says where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from estate.models import Property, Site
from estate.services.editing import edit_property, lock_editable
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock

NO_NAME = "Write what the site is called."
ELSEWHERE = "{reference} stands on another site, {site}. Take it out there first."
NOT_HERS = "{reference} is not there, or not yours to change. Leave it out, or ask the body that is accountable."


@transaction.atomic
def make_site(*, user: Any, name: str, properties: Sequence[int], reason: str = "") -> Site:
    """A new site with these properties on it. Sent again, it answers the site that is there.

    Raises Property.DoesNotExist, PermissionDenied, and ValidationError for no name, none chosen, or one that stands on
    another site already.
    """
    if not name.strip():
        raise ValidationError({"name": NO_NAME})
    if not properties:
        raise ValidationError({"references": "Write at least one property that stands on it."})
    locked = [lock_editable(user=user, pk=pk) for pk in sorted(set(properties))]
    sites = {prop.site_id for prop in locked}
    there = Site.objects.filter(pk__in=[pk for pk in sites if pk], name=name.strip()).first()
    if there is not None and sites == {there.pk}:
        return there
    for prop in locked:
        _stands_nowhere(prop)
    with pghistory.context(reason=reason.strip()), explained(Site):
        made = Site.objects.create(name=name.strip())
    for prop in locked:
        edit_property(user=user, pk=prop.pk, version=prop.version, values={"site_id": made.pk}, reason=reason)
    made.refresh_from_db()
    return made


@transaction.atomic
def rename_site(*, user: Any, pk: int, version: int, name: str, reason: str = "") -> Edited:
    """Call a site otherwise. Raises Site.DoesNotExist, PermissionDenied, Conflict, and ValidationError."""
    site = lock(Site.objects.visible_to(user), pk)
    require_editor(user, site)
    if not name.strip():
        raise ValidationError({"name": NO_NAME})
    changed = reconcile(site, expected=version, mine={"name": name.strip()})
    if changed:
        site.name = changed["name"]
        with pghistory.context(reason=reason.strip()), explained(Site):
            site.save(update_fields=["name"])
        site.refresh_from_db(fields=["version"])
    return Edited(site, changed)


@transaction.atomic
def join_site(*, user: Any, pk: int, properties: Sequence[int], reason: str = "") -> list[Property]:
    """Say that properties stand on a site; answers those that did not yet. Raises as `make_site`."""
    # The site first, so that it is not taken away as empty by somebody who takes its last property out.
    site = lock(Site.objects.visible_to(user), pk)
    joined = []
    for number in sorted(set(properties)):
        prop = lock_editable(user=user, pk=number)
        if prop.site_id != site.pk:
            _stands_nowhere(prop)
            edit_property(user=user, pk=prop.pk, version=prop.version, values={"site_id": site.pk}, reason=reason)
            joined.append(prop)
    return joined


@transaction.atomic
def leave_site(*, user: Any, pk: int, property_pk: int, version: int, reason: str = "") -> None:
    """Say that a property stands on a site no more. A site without properties goes; the history keeps that it was.

    Whether it went is not told: that would tell of others on it. Raises as `edit_property` does.
    """
    site = lock(Site.objects.visible_to(user), pk)
    prop = lock_editable(user=user, pk=property_pk)
    if prop.site_id == site.pk:
        edit_property(user=user, pk=prop.pk, version=version, values={"site_id": None}, reason=reason)
    if not Property.objects.filter(site=site.pk).exists():
        with pghistory.context(reason=reason.strip()):
            site.delete()


def _stands_nowhere(prop: Property) -> None:
    if prop.site is not None:
        raise ValidationError({"references": ELSEWHERE.format(reference=prop.reference, site=prop.site)})


def require_editor(user: Any, site: Site) -> None:
    """PermissionDenied unless one of its properties is this person's to change."""
    if not Site.objects.editable_by(user).filter(pk=site.pk).exists():
        raise PermissionDenied("None of the properties on this site is yours to change.")
