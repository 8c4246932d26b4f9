"""Named conditions on the claim register."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from totalplace.permissions import rights_of

# What people who have not signed in may read: claims of published documents, not those that people brought.
PUBLISHED = Q(source__is_public=True, added_by=None, withdrawn_at=None)


class ClaimQuerySet(QuerySet):
    """Claims. One that a person brings is hers and the editors' alone until she shares it."""

    def visible_to(self, user: Any) -> ClaimQuerySet:
        """All that is shared for people with a role, and their own; for everybody else the published documents'."""
        rights = rights_of(user)
        if rights.edits_spend:
            return self.all()
        if rights.sees_spend:
            return self.filter(Q(is_shared=True) | Q(added_by=user.pk))
        return self.filter(PUBLISHED)

    def editable_by(self, user: Any) -> ClaimQuerySet:
        """Her own; for the programme team all that people brought. The documents' claims come from their files."""
        rights = rights_of(user)
        brought = self.filter(added_by__isnull=False)
        if rights.edits_spend:
            return brought
        return brought.filter(added_by=user.pk) if rights.sees_spend else self.none()

    def standing(self) -> ClaimQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class OfClaimQuerySet(QuerySet):
    """What belongs to a claim, and is seen with it."""

    def visible_to(self, user: Any) -> OfClaimQuerySet:
        """Those of the claims that this person sees."""
        claims = self.model._meta.get_field("claim").related_model._default_manager.visible_to(user)
        return self.filter(claim__in=claims)


class ContradictionQuerySet(QuerySet):
    """Contradictions between published documents: everybody may read them."""

    def visible_to(self, user: Any) -> ContradictionQuerySet:
        """Those whose every side is published; people with a role see all."""
        if rights_of(user).sees_spend:
            return self.all()
        return self.exclude(sides__source__is_public=False)
