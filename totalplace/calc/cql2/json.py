"""CQL2 JSON: `{"op": "=", "args": [{"property": "rag"}, "red"]}`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from totalplace.calc.cql2 import shapes, tree
from totalplace.calc.cql2.tree import Interval, Named, Node, NotAFilter, Shape, call


def parse(text: str) -> Node:
    """The tree of a filter; NotAFilter where it is none, too long, too deep or of too many terms."""
    if len(text) > tree.LONGEST:
        raise NotAFilter(f"The filter is {len(text):,} characters long; at most {tree.LONGEST:,} are read.")
    try:
        found = json.loads(text, parse_float=tree.number, parse_int=tree.number, parse_constant=tree.number)
    except NotAFilter:
        raise
    except (ValueError, RecursionError) as fault:
        raise NotAFilter(f"The filter is not JSON: {str(fault)[:100]}.") from None
    return tree.checked(_node(found, 0))


def _node(found: Any, depth: int) -> Node:
    tree.too_deep(depth)
    if isinstance(found, str | bool | Decimal):
        return found
    if not isinstance(found, dict):
        raise NotAFilter(f"{_said(found)} is no part of a filter.")
    if "op" in found:
        return _operation(found, depth)
    if isinstance(found.get("property"), str):
        return Named(found["property"])
    return _value(found)


def _operation(found: dict[str, Any], depth: int) -> Node:
    op, args = found["op"], found.get("args")
    if not isinstance(op, str) or not isinstance(args, list):
        raise NotAFilter('An operation is {"op": its name, "args": [its arguments]}.')
    if op == "in" and len(args) == 2 and isinstance(args[1], list):
        args = [args[0], *args[1]]
    if op == "-" and len(args) == 1:
        args = [tree.number("0"), *args]
    return call(op, *(_node(each, depth + 1) for each in args))


def _value(found: dict[str, Any]) -> Node:
    for key, read in (("date", tree.day), ("timestamp", tree.moment)):
        if isinstance(found.get(key), str):
            return read(found[key])
    if "interval" in found:
        return _interval(found["interval"])
    if isinstance(found.get("bbox"), list) and "type" not in found:
        return shapes.box(_plain(found["bbox"], 0))
    return _shape(found)


def _shape(found: dict[str, Any]) -> Shape:
    kind = found.get("type")
    if kind == "GeometryCollection" and isinstance(found.get("geometries"), list):
        members = found["geometries"]
        if not members or not all(isinstance(each, dict) and each.get("type") in shapes.KINDS for each in members):
            raise NotAFilter(f"A GeometryCollection is of one or more of: {', '.join(shapes.KINDS)}.")
        return Shape(kind, tuple(map(_shape, members)))
    if kind in shapes.KINDS and isinstance(found.get("coordinates"), list):
        return shapes.shape(kind, _plain(found["coordinates"], 0))
    raise NotAFilter(f"{_said(found)} is no part of a filter.")


def _plain(found: Any, depth: int) -> Any:
    """Numbers as geometry has them."""
    if depth > shapes.DEEPEST:
        raise NotAFilter("The coordinates of a geometry are nested too deep.")
    if isinstance(found, list):
        return [_plain(each, depth + 1) for each in found]
    return float(found) if isinstance(found, Decimal) else found


def _interval(ends: Any) -> Interval:
    if not isinstance(ends, list) or len(ends) != 2:
        raise NotAFilter('An interval is {"interval": [from, to]}, with ".." for without end.')
    return Interval(*map(_end, ends))


def _end(found: Any) -> Node | None:
    if isinstance(found, str):
        return tree.instant(found)
    node = _node(found, tree.DEEPEST) if isinstance(found, dict) else None
    if not isinstance(node, Named | tree.datetime.date):
        raise NotAFilter("An interval is of two days, moments or properties.")
    return node


def _said(found: Any) -> str:
    return f"“{json.dumps(found, ensure_ascii=False, default=str)[:60]}”"
