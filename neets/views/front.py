"""The first page of young people: the questions that its other pages answer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.services.demonstration import under_way
from neets.views.access import sees_counts
from totalplace.permissions import Action, may

# (name of the page's address, the question, what answers it)
QUESTIONS = (
    (
        "neet_who",
        "Who and how many?",
        "Rates by each published definition, month by month, between the bounds that the not known leave open.",
    ),
    (
        "neet_where",
        "Where are the hot spots?",
        "Ward by ward, telling a hot spot from small numbers.",
    ),
    (
        "neet_like",
        "What are they like?",
        "Circumstances, and segments by rules that anybody can read: how many, what became of them, what it costs.",
    ),
    (
        "neet_journeys",
        "What is a typical journey?",
        "The commonest paths from being without work or learning, and how soon people come out of it.",
    ),
    (
        "neet_guarantees",
        "Are guarantees kept?",
        "Offers owed to young people: made in time, late, unsuitable or overdue.",
    ),
    (
        "neet_provision",
        "Is there enough for them?",
        "Places by strand, level and age beside the people who need them.",
    ),
    (
        "neet_duplication",
        "Where do agencies duplicate?",
        "Assessments asked again by another agency, double tracking, and learning at the same level again.",
    ),
    (
        "neet_strands",
        "What does each strand cost and reach?",
        "Pounds a year, outputs paid for, and pounds for each person who stayed in work or learning.",
    ),
    (
        "neet_agencies",
        "What do agencies not know?",
        "Who sends records and who does not, and whose statuses are out of date.",
    ),
    (
        "neet_savings",
        "What would a single service save?",
        "The pilot’s three tiers with inputs to change, and the lifetime cost beside published ones.",
    ),
)
# The same of the work that some roles do here, with what lets them.
WORK = (
    (
        Action.VIEW_JOURNEY,
        "neet_people",
        "Your agency’s clients",
        "Who is lost sight of, what falls due, and one young person’s journey over all agencies.",
    ),
    (
        Action.AUDIT_NEETS,
        "neet_steward",
        "Data steward",
        "Who looked at whom, who said no, and how long records stay.",
    ),
    (
        Action.KEEP_NEETS,
        "neet_import_list",
        "Import records",
        "Caseload extracts and agencies’ event logs, without keeping who anybody is.",
    ),
    (
        Action.KEEP_NEETS,
        "neet_matches",
        "Doubtful matches",
        "Records that may be of one young person: decide, and take decisions back.",
    ),
)


@require_safe
@login_required
@sees_counts
def front(request: HttpRequest) -> HttpResponse:
    """The questions, each leading to its page; before them, a person's own work."""
    work = [each[1:] for each in WORK if may(request.user, each[0])]
    return render(request, "neets/front.html", {"questions": QUESTIONS, "work": work, "loading": under_way()})
