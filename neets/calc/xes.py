"""Writes event logs as XES (IEEE 1849), case by case, so that a log of any length needs no memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from .safe_log import Case, Step

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
"""


def xes(cases: Iterable[Case], title: str) -> Iterator[str]:
    """The file in pieces of text: head, one piece a case, end."""
    yield _HEAD
    yield f"  {_string('concept:name', title)}\n"
    for case in cases:
        events = "".join(_event(step) for step in case.steps)
        yield f"  <trace>\n    {_string('concept:name', case.name)}\n{events}  </trace>\n"
    yield "</log>\n"


def _event(step: Step) -> str:
    agency = "" if step.agency is None else f"\n      {_string('org:group', step.agency)}"
    when = f'<date key="time:timestamp" value="{step.at.isoformat()}"/>'
    return f"    <event>\n      {_string('concept:name', step.activity)}\n      {when}{agency}\n    </event>\n"


def _string(key: str, value: str) -> str:
    """An attribute. Characters that XML cannot hold at all are left out, the rest are escaped."""
    return f"<string key={quoteattr(key)} value={quoteattr(_NOT_XML.sub('', value))}/>"
