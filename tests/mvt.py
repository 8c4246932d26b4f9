"""Reads a Mapbox Vector Tile (specification 2.1) as far as tests need: layers, features, attributes, geometry."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Feature:
    """One feature. `kind` is 1 point, 2 line, 3 polygon; `commands` the geometry's numbers as they stand."""

    id: int = 0
    kind: int = 0
    commands: list[int] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def point(self) -> tuple[int, int]:
        """Where it begins, in units of the tile from its north-west corner."""
        return _unzigzag(self.commands[1]), _unzigzag(self.commands[2])


@dataclass
class Layer:
    """One layer, its features in order."""

    name: str = ""
    extent: int = 4096
    features: list[Feature] = field(default_factory=list)


def layers_of(tile: bytes) -> dict[str, Layer]:
    """The layers of a tile that is not compressed, by name."""
    found = (_layer(value) for number, value in _fields(tile) if number == 3)
    return {layer.name: layer for layer in found}


def _layer(message: bytes) -> Layer:
    layer, keys, values, features = Layer(), [], [], []
    for number, value in _fields(message):
        if number == 1:
            layer.name = value.decode()
        elif number == 2:
            features.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
        elif number == 5:
            layer.extent = value
    layer.features = [_feature(each, keys, values) for each in features]
    return layer


def _feature(message: bytes, keys: list[str], values: list[Any]) -> Feature:
    feature = Feature()
    for number, value in _fields(message):
        if number == 1:
            feature.id = value
        elif number == 2:
            tags = list(_packed(value))
            feature.attributes = {
                keys[key]: values[each] for key, each in zip(tags[::2], tags[1::2], strict=True)
            }  # fmt: skip
        elif number == 3:
            feature.kind = value
        elif number == 4:
            feature.commands = list(_packed(value))
    return feature


def _value(message: bytes) -> Any:
    for number, value in _fields(message):
        match number:
            case 1:
                return value.decode()
            case 2:
                return struct.unpack("<f", value)[0]
            case 3:
                return struct.unpack("<d", value)[0]
            case 6:
                return _unzigzag(value)
            case 7:
                return bool(value)
            case _:
                return value
    return None


def _unzigzag(number: int) -> int:
    return number >> 1 ^ -(number & 1)


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """(field number, value) of a protocol buffer's message: whole numbers, or bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        match tag & 7:
            case 0:
                value, at = _varint(message, at)
            case 2:
                length, at = _varint(message, at)
                value, at = message[at : at + length], at + length
            case 1:
                value, at = message[at : at + 8], at + 8
            case 5:
                value, at = message[at : at + 4], at + 4
            case kind:
                raise ValueError(f"no such kind of field: {kind}")
        yield tag >> 3, value


def _packed(message: bytes) -> Iterator[int]:
    at = 0
    while at < len(message):
        value, at = _varint(message, at)
        yield value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
