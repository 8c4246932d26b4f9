"""CQL2 text: `rag = 'red' AND S_INTERSECTS(geometry, BBOX(-2.3, 52.1, -2.1, 52.3))`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from totalplace.calc.cql2 import shapes, tree
from totalplace.calc.cql2.tree import Call, Interval, Named, Node, NotAFilter, Shape, call

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<text>'(?:''|\\'|[^'])*')
    | (?P<quoted>"(?:""|[^"])*")
    | (?P<word>[A-Za-z_:][A-Za-z0-9_:.]*)
    | (?P<sign><>|<=|>=|[=<>+\-*/%^(),])
    )""",
    re.VERBOSE | re.ASCII,
)
# Words of the language; as a property's name each would have to stand in double quotes.
RESERVED = frozenset({"and", "or", "not", "like", "between", "in", "is", "null", "div"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, itself, and where it begins."""

    kind: str
    text: str
    at: int

    @property
    def lower(self) -> str:
        return self.text.lower() if self.kind in ("word", "sign") else ""


def parse(text: str) -> Node:
    """The tree of a filter; NotAFilter where it is none, too long, too deep or of too many terms."""
    if len(text) > tree.LONGEST:
        raise NotAFilter(f"The filter is {len(text):,} characters long; at most {tree.LONGEST:,} are read.")
    reader = _Reader(_tokens(text))
    node = reader.either()
    reader.finished()
    return tree.checked(node)


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            raise NotAFilter(f"“{text[at:].strip()[:20]}” at character {at + 1} is not understood.")
        kind = str(match.lastgroup)
        found.append(Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    return [*found, Token("end", "", end)]


class _Reader:
    """Reads by recursive descent: OR binds least, then AND, NOT, comparisons, sums, products."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def take(self, *words: str) -> str:
        """The next token, if it is one of these words or signs, and go on; else ""."""
        if self.now.lower in words:
            self.place += 1
            return self.tokens[self.place - 1].lower
        return ""

    def need(self, *words: str) -> str:
        found = self.take(*words)
        if not found:
            raise self.unexpected(" or ".join(f"“{word.upper()}”" for word in words))
        return found

    def unexpected(self, wanted: str) -> NotAFilter:
        there = f"“{self.now.text[:40]}”" if self.now.kind != "end" else "its end"
        return NotAFilter(f"At character {self.now.at + 1} of the filter {wanted} should stand, not {there}.")

    def finished(self) -> None:
        if self.now.kind != "end":
            raise self.unexpected("AND, OR or the end")

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        tree.too_deep(self.depth)
        node = read()
        self.depth -= 1
        return node

    # --- Conditions --------------------------------------------------------------------------------------

    def either(self) -> Node:
        return self._joined("or", self.both)

    def both(self) -> Node:
        return self._joined("and", self.negated)

    def _joined(self, word: str, read: Callable[[], Node]) -> Node:
        parts = [read()]
        while self.take(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else call(word, *parts)

    def negated(self) -> Node:
        return call("not", self.deeper(self.negated)) if self.take("not") else self.compared()

    def compared(self) -> Node:
        left = self.sum()
        if op := self.take(*tree.COMPARISONS):
            return call(op, left, self.sum())
        if self.take("is"):
            is_not = self.take("not")
            self.need("null")
            return _unless(is_not, call("isNull", left))
        is_not = self.take("not")
        if is_not or self.now.lower in ("like", "between", "in"):
            return _unless(is_not, self._matched(left))
        return left

    def _matched(self, left: Node) -> Call:
        word = self.need("like", "between", "in")
        if word == "like":
            return call("like", left, self.sum())
        if word == "between":
            low = self.sum()
            self.need("and")
            return call("between", left, low, self.sum())
        self.need("(")
        return call("in", left, *self._rest_of_list())

    # --- Values ------------------------------------------------------------------------------------------

    def sum(self) -> Node:
        node = self.product()
        while op := self.take("+", "-"):
            node = call(op, node, self.product())
            self._count(node)
        return node

    def product(self) -> Node:
        node = self.power()
        while op := self.take("*", "/", "%", "div"):
            node = call(op, node, self.power())
            self._count(node)
        return node

    def power(self) -> Node:
        node = self.signed()
        return call("^", node, self.signed()) if self.take("^") else node

    def _count(self, node: Node) -> None:
        """A long sum is as deep as it is long: refuse it while it is read."""
        depth = 0
        while isinstance(node, Call):
            node, depth = node.args[0], depth + 1
        tree.too_deep(depth)

    def signed(self) -> Node:
        if not self.take("-"):
            return self.value()
        if self.now.kind == "number":
            return -self._number()
        return call("-", tree.number("0"), self.deeper(self.signed))

    def value(self) -> Node:
        token = self.now
        if token.kind == "number":
            return self._number()
        if token.kind == "text":
            self.place += 1
            return _unquoted(token.text)
        if token.kind == "quoted":
            self.place += 1
            return Named(token.text[1:-1].replace('""', '"'))
        if self.take("("):
            node = self.deeper(self.either)
            self.need(")")
            return node
        if token.kind == "word" and token.lower not in RESERVED:
            self.place += 1
            return self._word(token)
        raise self.unexpected("a property, a value or a function")

    def _number(self) -> Decimal:
        self.place += 1
        return tree.number(self.tokens[self.place - 1].text)

    def _word(self, token: Token) -> Node:
        word = token.lower
        if word in ("true", "false"):
            return word == "true"
        if word in shapes.WORDS and (self.now.text == "(" or self.now.lower in ("z", "empty")):
            return self._shape(word)
        if not self.take("("):
            return Named(token.text)
        if word in ("date", "timestamp"):
            return self._instant(word)
        if word == "interval":
            return self._interval()
        return call(word, *self.deeper_list())

    def deeper_list(self) -> list[Node]:
        self.depth += 1
        tree.too_deep(self.depth)
        found = self._rest_of_list()
        self.depth -= 1
        return found

    def _rest_of_list(self) -> list[Node]:
        found = [self.either()]
        while self.need(",", ")") == ",":
            found.append(self.either())
        return found

    def _text(self) -> str:
        if self.now.kind != "text":
            raise self.unexpected("a text in single quotes")
        self.place += 1
        return _unquoted(self.tokens[self.place - 1].text)

    def _instant(self, word: str) -> Node:
        text = self._text()
        self.need(")")
        return tree.day(text) if word == "date" else tree.moment(text)

    def _interval(self) -> Interval:
        start = self._end_of_interval()
        self.need(",")
        end = self._end_of_interval()
        self.need(")")
        return Interval(start, end)

    def _end_of_interval(self) -> Node | None:
        if self.now.kind == "text":
            return tree.instant(self._text())
        node = self.value()
        if not isinstance(node, Named | tree.datetime.date):
            raise NotAFilter("An INTERVAL is of two days, moments or properties, or '..' for without end.")
        return node

    # --- Geometry ----------------------------------------------------------------------------------------

    def _shape(self, word: str) -> Shape:
        """Well-known text from its kind on."""
        self.take("z")
        if word == "bbox":
            self.need("(")
            return shapes.box(self._coordinates_of_box())
        if word == "geometrycollection":
            self.need("(")
            return Shape("GeometryCollection", tuple(self._members()))
        return shapes.shape(shapes.WORDS[word], self._nested(0))

    def _coordinates_of_box(self) -> list[float]:
        found = [self._ordinate()]
        while self.need(",", ")") == ",":
            found.append(self._ordinate())
        return found

    def _members(self) -> list[Shape]:
        found: list[Shape] = []
        while not found or self.need(",", ")") == ",":
            word = self.now.lower
            if word not in shapes.WORDS or word in ("bbox", "geometrycollection"):
                raise self.unexpected("a geometry")
            self.place += 1
            found.append(self._shape(word))
        return found

    def _nested(self, depth: int) -> list:
        """Brackets of coordinates as lists: `((0 0, 1 1))` is [[[0, 0], [1, 1]]]."""
        if depth > shapes.DEEPEST:
            raise self.unexpected("a coordinate")
        self.need("(")
        found: list = []
        while True:
            found.append(self._nested(depth + 1) if self.now.text == "(" else self._corner())
            if self.need(",", ")") == ")":
                return found

    def _corner(self) -> list[float]:
        found = [self._ordinate()]
        while self.now.kind == "number" or self.now.text == "-":
            found.append(self._ordinate())
        return found

    def _ordinate(self) -> float:
        sign = -1 if self.take("-") else 1
        if self.now.kind != "number":
            raise self.unexpected("a coordinate")
        self.place += 1
        return sign * float(self.tokens[self.place - 1].text)


def _unless(is_not: str, node: Call) -> Call:
    return call("not", node) if is_not else node


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'").replace("\\'", "'")
