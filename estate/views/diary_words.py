"""The diary in words: sentences, the lines of its file, the entries of its calendar feed."""

from __future__ import annotations

import datetime
from typing import Any

from estate.calc.lease_dates import Kind
from estate.choices import LeaseRole
from estate.models import Lease, LeaseBreak
from estate.selectors.lease_diary import DiaryTotals, LeaseEvent, Rent, Span
from totalplace.calc.calendar_feed import Entry
from totalplace.templatetags import formats

FILE_HEADINGS = (
    "Date", "Until", "What", "Detail", "Property reference", "Property", "Body", "District", "Our role",
    "Landlord or tenant", "Annual rent", "Lease starts", "Lease expires", "Inside the 1954 Act",
    "Break notice in months",
)  # fmt: skip
# One letter for each kind: the first of a word of its label.
LETTERS = {
    Kind.EXPIRY: "E",
    Kind.BREAK: "B",
    Kind.BREAK_NOTICE: "N",
    Kind.ACT_NOTICE: "W",
    Kind.REVIEW: "R",
    Kind.HOLDING_OVER: "H",
}


def period_words(span: Span) -> str:
    """from 21 November 2026 to 21 November 2027"""
    return f"from {formats.date(span.first)} to {formats.date(span.last)}"


def totals_sentence(totals: DiaryTotals) -> str:
    """142 dates of 97 leases at 88 properties"""
    return (
        f"{formats.plural(totals.dates, 'date,dates')} of {formats.plural(totals.all.leases, 'lease,leases')} "
        f"at {formats.plural(totals.properties, 'property,properties')}"
    )


def rent_sentence(totals: DiaryTotals) -> str:
    """The rent at stake, what is paid apart from what is received; each lease counted once."""
    parts = [
        _rent(rent, words)
        for rent, words in ((totals.as_tenant, "to pay"), (totals.as_landlord, "to receive"))
        if rent.leases
    ]
    return f"Rent at stake: {' and '.join(parts)}." if parts else ""


def _rent(rent: Rent, words: str) -> str:
    leases = formats.plural(rent.leases, "lease,leases")
    if rent.amount is None:
        return f"an unknown sum {words} on {leases}"
    known = "" if rent.known == rent.leases else f", known for {formats.number(rent.known)} of them"
    return f"{formats.money_short(rent.amount)} a year {words} on {leases}{known}"


def when(event: LeaseEvent) -> str:
    """The day, or the days from first to last; of a holding over, since when."""
    if event.is_held_over:
        return f"since {formats.date(event.on)}"
    if event.is_span:
        return f"{formats.date(event.on)} to {formats.date(event.until)}"
    return formats.date(event.on)


def detail(event: LeaseEvent) -> str:
    """What else there is to know about it, beside what and when; "" where there is nothing."""
    match event.kind:
        case Kind.BREAK_NOTICE if isinstance(event.part, LeaseBreak):
            return f"for the break on {formats.date(event.part.on)}{_by(event.part)}"
        case Kind.BREAK if isinstance(event.part, LeaseBreak):
            months = event.part.notice_months
            notice = "notice not known" if months is None else f"{formats.plural(months, 'month,months')} of notice"
            return f"{notice}{_by(event.part)}"
        case Kind.ACT_NOTICE:
            return f"to end it on its expiry, {formats.date(event.lease.expires_on)}"
        case Kind.HOLDING_OVER:
            return f"expired on {formats.date(event.lease.expires_on)}"
    return ""


def _by(each: LeaseBreak) -> str:
    return f", by the {each.get_by_display().lower()}" if each.by else ""


def letter(kind: Kind) -> str:
    """The one letter that stands for a kind where there is room for no more; its words stand beside it."""
    return LETTERS[kind]


def parties(lease: Lease) -> str:
    """from Acme Estates, of a lease that the body holds; to Hop Kiln Joinery, of one that it gave."""
    word = "to" if lease.role == LeaseRole.LANDLORD else "from"
    return f"{word} {lease.counterparty or ('a tenant' if word == 'to' else 'a landlord') + ' not known'}"


def file_row(event: LeaseEvent) -> list[Any]:
    """A line of the diary's file; None where something is not known."""
    lease, prop = event.lease, event.lease.property
    return [
        event.on,
        event.until if event.is_span and not event.is_held_over else None,
        event.kind.label,
        detail(event) or None,
        prop.reference,
        prop.name or None,
        prop.organisation.name,
        prop.district.name if prop.district else None,
        lease.get_role_display(),
        lease.counterparty or None,
        lease.annual_rent,
        lease.starts_on,
        lease.expires_on,
        lease.inside_1954_act,
        event.part.notice_months if isinstance(event.part, LeaseBreak) else None,
    ]


def calendar_entries(event: LeaseEvent, *, url: str, domain: str) -> list[Entry]:
    """The entry of the calendar feed; of a notice window one for each end, so that no banner hangs there for months."""
    if event.kind is Kind.ACT_NOTICE:
        opens = _entry(event, event.on, "1954 Act notice window opens", "-opens", url, domain)
        return [opens, _entry(event, event.until, "Last day of the 1954 Act notice window", "-closes", url, domain)]
    what = "Holding over begins" if event.is_held_over else event.kind.label
    return [_entry(event, event.on, what, "", url, domain)]


def _entry(event: LeaseEvent, day: datetime.date, what: str, edge: str, url: str, domain: str) -> Entry:
    lease, prop = event.lease, event.lease.property
    lines = [
        f"{what}: {detail(event)}" if detail(event) else what,
        f"{prop}, {prop.reference}, {prop.organisation.name}",
        f"Lease {parties(lease)}",
        f"Rent a year: {formats.money(lease.annual_rent)}",
        url,
    ]
    return Entry(
        uid=f"{event.key}{edge}@{domain}",
        first=day,
        last=day,
        summary=f"{what}: {prop}" + (f" ({lease.counterparty})" if lease.counterparty else ""),
        description="\n".join(lines),
        url=url,
        changed_at=event.changed_at,
    )
