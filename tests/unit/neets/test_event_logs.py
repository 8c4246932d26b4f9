"""Logs for process-mining tools: well-formed whatever the words, made of counts, the same journeys read back."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from neets.calc.journeys import directly_follows
from neets.calc.ocel import from_cases
from neets.calc.safe_log import FIRST_DAY, Case, Step, cases
from neets.calc.xes import xes

PATHS = [(("neet", "e2e", "neet"), 15), (("college", "job"), 10)]
XES = {"x": "http://www.xes-standard.org/"}


def read_xes(text: str) -> dict[str, list[str]]:
    root = ET.fromstring(text)  # noqa: S314  (our own text)
    return {
        trace.find("x:string", XES).get("value"): [
            event.find("x:string[@key='concept:name']", XES).get("value") for event in trace.findall("x:event", XES)
        ]
        for trace in root.findall("x:trace", XES)
    }


def test_a_log_has_as_many_cases_as_were_let_out_and_times_of_nobody():
    made = list(cases(PATHS))
    assert len(made) == 25
    assert Counter(tuple(step.activity for step in case.steps) for case in made) == dict(PATHS)
    assert {case.steps[0].at for case in made} == {FIRST_DAY}


def test_xes_gives_the_same_journeys_back():
    walked = read_xes("".join(xes(cases(PATHS), "Journeys")))
    assert directly_follows(walked).pairs == {("neet", "e2e"): 15, ("e2e", "neet"): 15, ("college", "job"): 10}


def test_ocel_ties_each_event_to_its_case_and_agency():
    case = Case("1-1", [Step("Assessed", FIRST_DAY, "Connexions"), Step("Assessed", FIRST_DAY, "Jobcentre Plus")])
    log = json.loads("".join(from_cases([case])))
    assert {row["name"] for row in log["objectTypes"]} == {"Young person", "Agency"}
    assert [row["name"] for row in log["eventTypes"]] == ["Assessed"]
    known = {row["id"] for row in log["objects"]}
    for event in log["events"]:
        assert event["time"] == "2000-01-01T00:00:00Z"
        assert {relation["objectId"] for relation in event["relationships"]} <= known
        assert [relation["qualifier"] for relation in event["relationships"]] == ["of", "by"]


def test_an_empty_log_is_still_a_log():
    assert read_xes("".join(xes([], "Nobody"))) == {}
    assert json.loads("".join(from_cases([])))["events"] == []


@given(st.lists(st.tuples(st.lists(st.text(max_size=12), min_size=1, max_size=4), st.integers(1, 3)), max_size=4))
def test_no_word_breaks_a_log(paths):
    made = list(cases(paths))
    assert len(read_xes("".join(xes(made, "<&\"'\x00>")))) == len(made)
    log = json.loads("".join(from_cases(made)))
    assert len(log["events"]) == sum(len(case.steps) for case in made)
