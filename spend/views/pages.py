"""The front page of total spend, one page a question, and the table of each as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from spend.models import Count
from spend.selectors.reading import Reading
from spend.views.answer import Answer, cite
from spend.views.asked import Asked
from spend.views.parts import other_parts
from spend.views.questions import BY_KEY, QUESTIONS, Question
from spend.views.tables import prose
from totalplace.importing.writers import csv_lines
from totalplace.templatetags import formats

NO_QUERY = QueryDict()


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What was counted, and every question with its answer in a sentence."""
    asked = Asked(request.user, request.GET, frozenset())
    if (refusal := refused(request, asked)) is not None:
        return refusal
    reading = Reading(request.user, asked.count) if asked.count else None
    context = {
        "asked": asked,
        "reading": reading,
        "key_figures": _figures(reading) if reading else [],
        "total": prose(reading.total) if reading else "",
        "questions": _answered(request, reading) if reading else [],
        "parts": other_parts(request.user),
    }
    return render(request, "spend/front.html", context)


def _figures(reading: Reading) -> list[dict[str, str]]:
    return [
        {"label": "Spending", "value": prose(reading.total), "note": formats.money(reading.total)},
        {
            "label": "A head",
            "value": "" if reading.per_head is None else formats.money(reading.per_head),
            "note": reading.count.population_words,
        },
        {"label": "Bodies", "value": formats.number(len(reading.bodies)), "note": ""},
        {"label": "Lines", "value": formats.number(reading.line_count), "note": ""},
    ]


def _answered(request: HttpRequest, reading: Reading) -> list[dict[str, Any]]:
    """Each question with its address for this count, and its answer."""
    found = []
    for question in QUESTIONS:
        nothing = Asked(request.user, NO_QUERY, question.parameters)
        sentence = question.answer(reading, nothing).sentence
        found.append({"title": question.title, "url": address(question, reading.count), "sentence": sentence})
    return found


def address(question: Question, count: Count, name: str = "", **asked: Any) -> str:
    """Where a question is answered for a count; `name` is the URL's where it is not the page's."""
    where = reverse(name, args=[question.key]) if name else reverse(f"spend_{question.key}")
    return f"{where}?{urlencode({'count': count.key} | asked, doseq=True)}"


def refused(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """The page that says what is wrong with the address; None where nothing is. A hidden count is not found."""
    if asked.is_missing:
        asked.problems.append(("count: there is no such count, or it is not published. Choose one from the list.", ""))
        return render(request, "spend/refused.html", {"asked": asked, "problems": asked.problems}, status=404)
    if asked.problems:
        return render(request, "spend/refused.html", {"asked": asked, "problems": asked.problems}, status=400)
    return None


@require_safe
def question_page(request: HttpRequest, key: str) -> HttpResponse:
    """One question: its answer in a sentence, a chart and a table, and where the figures come from."""
    question = BY_KEY[key]
    asked = Asked(request.user, request.GET, question.parameters)
    if (refusal := refused(request, asked)) is not None:
        return refusal
    context: dict[str, Any] = {"question": question, "asked": asked, "count": asked.count}
    if asked.count:
        given = {name: value for name, value in request.GET.items() if name in question.parameters}
        context["answer"] = _answer(question, asked, asked.count)
        context["csv_url"] = address(question, asked.count, "spend_csv", **given)
    context["others"] = [(each.title, _link(each, asked.count)) for each in QUESTIONS if each is not question]
    return render(request, "spend/question.html", context, status=400 if asked.problems else 200)


def _answer(question: Question, asked: Asked, count: Count) -> Answer:
    """The answer, in the prices asked for, whose index it then cites."""
    prices = asked.prices
    if prices is None:
        return question.answer(Reading(asked.user, count), asked)
    found = question.answer(Reading(asked.user, count, prices.factor), asked)
    return replace(found, cited=[*found.cited, *cite(asked.user, [prices.own, prices.wanted])])


def _link(question: Question, count: Count | None) -> str:
    return address(question, count) if count else reverse(f"spend_{question.key}")


@require_safe
def question_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """The table of a question as CSV, all its rows."""
    question = BY_KEY.get(key)
    if question is None:
        raise Http404("No such question")
    asked = Asked(request.user, request.GET, question.parameters, is_file=True)
    refusal = refused(request, asked)
    if refusal is not None or asked.count is None:
        return refusal or render(request, "spend/refused.html", {"asked": asked, "problems": []}, status=404)
    table = _answer(question, asked, asked.count).table
    if (refusal := refused(request, asked)) is not None:
        return refusal
    response = StreamingHttpResponse(
        (line.encode() for line in csv_lines(table.headings, table.lines())), content_type="text/csv; charset=utf-8"
    )
    prices = f"-in-{asked.prices.wanted.year}-prices" if asked.prices else ""
    response["Content-Disposition"] = f'attachment; filename="spend-{key}-{asked.count.key}{prices}.csv"'
    return response
