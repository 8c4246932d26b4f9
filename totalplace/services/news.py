"""Finding what people are told of, and keeping what they read and how they want it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from totalplace.choices import DigestRhythm
from totalplace.models import News, NewsChoice, User
from totalplace.news import kind_coded, kinds
from totalplace.permissions import rights_of
from totalplace.selectors.news import news_of

# In the link that stops e-mails: everything, rather than one kind.
EVERYTHING = "everything"
_signer = Signer(salt="totalplace.news.stop")


def gather(user: User) -> int:
    """Keep what is new for a person, each thing once however often it is found. How many were new."""
    bodies = rights_of(user).officer_of
    if not bodies:
        return 0
    found = [
        News(
            user=user,
            kind=kind.code,
            key=each.key,
            organisation_id=each.organisation,
            object_id=each.object_id,
            words=each.words[:300],
            path=each.path,
        )
        for kind in kinds()
        for each in kind.find(user, bodies)
    ]
    before = News.objects.filter(user=user).count()
    News.objects.bulk_create(found, ignore_conflicts=True)
    return News.objects.filter(user=user).count() - before


def mark_read(*, user: User, pks: Collection[int] | None = None) -> int:
    """Mark some of a person's own news as read, or all of it. How many were not read before."""
    unread = news_of(user).filter(read_at=None)
    if pks is not None:
        unread = unread.filter(pk__in=pks)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def choose(*, user: User, rhythm: str, muted: Collection[str]) -> NewsChoice:
    """Keep how often a person wants the digest, and of which kinds she wants no e-mail."""
    if rhythm not in DigestRhythm.values:
        raise ValidationError({"rhythm": "Choose how often you want the e-mail."})
    kept = held_choice(user)
    kept.rhythm, kept.muted = rhythm, sorted(code for code in set(muted) if kind_coded(code))
    kept.save(update_fields=["rhythm", "muted"])
    return kept


def held_choice(user: User) -> NewsChoice:
    """A person's choice, locked until the transaction ends."""
    NewsChoice.objects.get_or_create(user=user)
    return NewsChoice.objects.select_for_update().get(user=user)


# --- Links in e-mails -------------------------------------------------------------------------------


def stop_token(user: User, kind: str = EVERYTHING) -> str:
    """What stands in the link by which whoever holds the e-mail stops its kind, without signing in."""
    return _signer.sign(f"{user.pk}:{kind}")


def read_token(token: str) -> tuple[User, str] | None:
    """The person and the kind of a link; None for one that we did not make, or of nobody or no kind any more."""
    try:
        pk, _, kind = _signer.unsign(token).partition(":")
    except BadSignature:
        return None
    user = User.objects.filter(pk=int(pk)).first()
    return (user, kind) if user and (kind == EVERYTHING or kind_coded(kind)) else None


@transaction.atomic
def stop(token: str) -> str | None:
    """Send a person no more e-mail of the link's kind; what was stopped, in words, or None for no link of ours."""
    found = read_token(token)
    if found is None:
        return None
    user, code = found
    kept = held_choice(user)
    kind = kind_coded(code)
    if kind is None:
        kept.rhythm = DigestRhythm.NEVER
    else:
        kept.muted = sorted({*kept.muted, code})
    kept.save(update_fields=["rhythm", "muted"])
    return kind.label if kind else "All reminders"
