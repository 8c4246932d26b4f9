"""One address in one line of text, parted into what is certain: postcode, county, town; the rest is the street."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .identifiers import FULL

# A town that ends this share of a file's addresses is taken for one even where no comma parts it off.
COMMON = 0.3
COUNTIES = frozenset(
    "avon bedfordshire berkshire buckinghamshire cambridgeshire cheshire cornwall cumbria derbyshire devon dorset "
    "durham essex gloucestershire hampshire herefordshire hertfordshire kent lancashire leicestershire lincolnshire "
    "norfolk northamptonshire northumberland nottinghamshire oxfordshire rutland shropshire somerset staffordshire "
    "suffolk surrey warwickshire wiltshire worcestershire worcs glos herefords".split()
) | {"greater manchester", "west midlands", "hereford and worcester", "east sussex", "west sussex", "isle of wight"}
_POSTCODE_AT_END = re.compile(r"[\s,;]*\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\s*\.?$", re.IGNORECASE)
_TOWN = re.compile(r"[A-Za-z][A-Za-z'’.\-]*(?: [A-Za-z'’.\-]+){0,3}")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """What an address was parted into; None where it does not say or it is not certain."""

    first: str | None
    street: str | None
    post_town: str | None
    postcode: str | None


def split_addresses(addresses: Sequence[str | None]) -> list[AddressParts]:
    """Part every address of one column. Commas part it; where there are none, the words that end many addresses do."""
    bare = [_without_tail(address) for address in addresses]
    endings = Counter(text.rsplit(" ", 1)[-1] for text, _ in bare if text and "," not in text and " " in text)
    many = sum(1 for text, _ in bare if text)
    common = {word for word, times in endings.items() if times >= max(3, COMMON * many) and _TOWN.fullmatch(word)}
    return [_parts(text, postcode, common) for text, postcode in bare]


def _without_tail(address: str | None) -> tuple[str, str | None]:
    """The address without its postcode and county, and the postcode."""
    text = " ".join(str(address or "").split()).strip(" ,;.")
    postcode = None
    if (match := _POSTCODE_AT_END.search(text)) and FULL.fullmatch((match[1] + match[2]).upper()):
        postcode = f"{match[1]} {match[2]}".upper()
        text = text[: match.start()].strip(" ,;.")
    for words in (3, 2, 1):
        tail = re.split(r"[\s,]+", text)[-words:]
        if len(tail) == words and " ".join(tail).lower() in COUNTIES:
            cut = re.search(r"[\s,]+".join(map(re.escape, tail)) + r"$", text)
            if cut and cut.start() > 0:
                text = text[: cut.start()].strip(" ,;.")
                break
    return text, postcode


def _parts(text: str, postcode: str | None, common: set[str]) -> AddressParts:
    if not text:
        return AddressParts(None, None, None, postcode)
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) == 1:
        body, _, last = text.rpartition(" ")
        if body and last in common:
            return AddressParts(body, body, last, postcode)
        return AddressParts(text, text, None, postcode)
    town = pieces[-1] if _TOWN.fullmatch(pieces[-1]) else None
    street = pieces[:-1] if town else pieces
    return AddressParts(pieces[0], ", ".join(street), town, postcode)
