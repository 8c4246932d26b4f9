"""The claim register: the list and its file, one claim as it stands or as it stood, and the contradictions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spend.choices import ClaimKind, ClaimUnit, ClaimVerdict
from spend.forms.claims import ClaimsForm
from spend.models import Claim
from spend.selectors import claims as selectors
from spend.selectors.claims import Version
from spend.views.claim_words import InputShown, chart_of, sentence_of, verdict_sentence
from totalplace.importing.writers import csv_lines
from totalplace.pagination import page_links
from totalplace.permissions import Action, may

PAGE_SIZE = 50
MOST_DIGITS = 18
HEADINGS = (
    "Reference", "Version", "About", "Document or report", "Place", "Statement", "Put as", "Stated from", "Stated to",
    "Unit", "Rounded by", "Formula", "Worked out from", "Worked out to", "Verdict", "Difference", "Per cent", "Missing",
    "Note", "Contradictions",
)  # fmt: skip


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Do the claims add up? The register, a page at a time."""
    form = ClaimsForm(request.GET, selectors.documents_with_claims(request.user))
    if form.problems:
        return refused(request, form.problems, "claim_list")
    found = selectors.found_claims(request.user, form.wanted)
    counted = selectors.tally(found)
    number, last = form.cleaned_data["page"] or 1, max(1, -(-counted.claims // PAGE_SIZE))
    if number > last:
        return refused(request, {"page": [f"There are {last} pages: begin again from the first."]}, "claim_list")
    begin = (number - 1) * PAGE_SIZE
    context = {
        "form": form, "tally": counted, "sentence": sentence_of(counted), "chosen": _chosen(request, form),
        "claims": selectors.with_what_rows_show(found)[begin : begin + PAGE_SIZE],
        "chart": chart_of(selectors.tally_by_document(found)), "pages": page_links(request.GET, number, last),
        "csv_url": f"{reverse('claim_csv')}?{_query(request, page=None)}",
        "may_add": may(request.user, Action.VIEW_SPEND),
    }  # fmt: skip
    return render(request, "spend/claims/list.html", context)


@require_safe
def claim_csv(request: HttpRequest) -> HttpResponseBase:
    """The claims that are listed, all of them."""
    form = ClaimsForm(request.GET, selectors.documents_with_claims(request.user))
    if form.problems:
        return refused(request, form.problems, "claim_list")
    found = selectors.with_what_rows_show(selectors.found_claims(request.user, form.wanted))
    response = StreamingHttpResponse(csv_lines(HEADINGS, _file_rows(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="claims-{datetime.date.today().isoformat()}.csv"'
    return response


@require_safe
def claim_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim: what it says, what it is worked out of, what came out and what speaks against it."""
    claim = selectors.claim_or_none(request.user, reference)
    if claim is None:
        raise Http404("No such claim")
    now, versions = claim.version, selectors.versions_of(request.user, claim)
    version = _asked_version(request, claim)
    if version is not None and version.version != now:
        claim = selectors.as_it_stood(claim, version)
    contradictions, conflicts = selectors.contradictions_of(claim), selectors.conflicts_of(request.user, claim)
    context = {
        "claim": claim, "is_past": claim.version != now, "version": version, "versions": versions,
        "inputs": _inputs(claim), "sentence": verdict_sentence(claim), "contradictions": contradictions,
        "conflicts": conflicts, "cite_url": request.build_absolute_uri(f"{request.path}?version={claim.version}"),
        "may_edit": Claim.objects.editable_by(request.user).filter(pk=claim.pk).exists(),
    }  # fmt: skip
    return render(request, "spend/claims/claim.html", context)


@require_safe
def contradiction_list(request: HttpRequest) -> HttpResponse:
    """Where do the documents contradict each other? All of them, with every side's words and place."""
    found = selectors.contradictions(request.user)
    return render(request, "spend/claims/contradictions.html", {"contradictions": found})


def refused(request: HttpRequest, problems: dict[str, list[str]], name: str) -> HttpResponse:
    """An address that asks for what there is not, in sentences."""
    items = [(f"{name}: {text}", "") for name, texts in problems.items() for text in texts]
    return render(request, "spend/claims/refused.html", {"problems": items, "url": reverse(name)}, status=400)


def _asked_version(request: HttpRequest, claim: Claim) -> Version | None:
    """The version that the address names; None without one. 404 where the claim never stood so."""
    text = request.GET.get("version", "")
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    found = selectors.version_of(request.user, claim, int(text)) if is_number else None
    if found is None:
        raise Http404("No such version of this claim")
    return found


def _inputs(claim: Claim) -> list[InputShown]:
    titles = selectors.source_titles([each["source"] for each in claim.worked_from])
    return [InputShown.of(each, titles) for each in claim.worked_from]


def _query(request: HttpRequest, **more: Any) -> str:
    query = request.GET.copy()
    for name, value in more.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()


def _chosen(request: HttpRequest, form: ClaimsForm) -> list[tuple[str, str]]:
    """(words, address without it) for each filter that says something."""
    asked = form.cleaned_data
    words = {
        "q": f"Search: {asked['q']}",
        "source": dict(form.fields["source"].choices).get(asked["source"], ""),  # type: ignore[attr-defined]
        "kind": dict(ClaimKind.choices).get(asked["kind"], ""),
        "verdict": dict(ClaimVerdict.choices).get(asked["verdict"], ""),
        "contradicted": "Contradicted",
        "mine": "Mine",
    }
    return [(words[name], f"?{_query(request, **{name: None, 'page': None})}") for name in words if asked[name]]


def _file_rows(found: Any) -> Iterator[tuple[Any, ...]]:
    for claim in found.iterator(chunk_size=500):
        numbers = ", ".join(str(side.contradiction.number) for side in claim.sides.all())
        yield (
            claim.reference, claim.version, claim.get_kind_display(),
            claim.source.title if claim.source else claim.report, claim.place, claim.statement,
            claim.get_wording_display(), claim.low, claim.high, ClaimUnit(claim.unit).label, claim.tolerance,
            claim.formula, claim.worked_low, claim.worked_high, claim.get_verdict_display(), claim.difference,
            claim.percent, claim.missing, claim.note, numbers,
        )  # fmt: skip
