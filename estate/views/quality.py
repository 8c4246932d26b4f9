"""Data quality: how good the records are, body by body and rule by rule, and the list behind each number."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from estate.choices import Gravity
from estate.models import QualityFinding
from estate.querysets.quality import BY_CODE, Rule
from estate.selectors import quality as selectors
from estate.services.quality import start_check
from estate.views.access import sees_estate
from estate.views.mending import mend_url
from estate.views.quality_asked import Asked
from estate.views.quality_chart import line_chart
from totalplace.pagination import page_links
from totalplace.permissions import Action, may, require
from totalplace.templatetags import formats


@require_safe
@login_required
@sees_estate
def overview(request: HttpRequest) -> HttpResponse:
    """The score and the faults of all bodies or of one, rule by rule, and how they went over the months."""
    asked = Asked(request.GET, known={"organisation"})
    if asked.problems:
        return refused(request, asked)
    counts = selectors.rule_counts(request.user, asked.organisation)
    total = selectors.quality_of(counts)
    trend = selectors.months(request.user, asked.organisation)
    context = {
        "asked": asked,
        "run": selectors.last_run(),
        "quality": total,
        "key_figures": _figures(total),
        "bodies": [] if asked.organisation else selectors.body_quality(request.user),
        "rules": sorted((c for c in counts if c.failing or c.waived), key=_gravest_first),
        "lists": [(gravity.label.lower(), _list_url(str(gravity), asked)) for gravity in Gravity],
        "kept": [c.rule for c in counts if c.applicable and not c.failing and not c.waived],
        "months": trend[::-1],
        "chart": line_chart([(each.month, each.quality.score) for each in trend]),
        "may_check": may(request.user, Action.EDIT_ESTATE),
    }
    return render(request, "estate/quality/overview.html", context)


def refused(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page that says which parameters of the address are wrong, and what they may be."""
    return render(request, "estate/quality/refused.html", {"problems": asked.problems}, status=400)


def _gravest_first(count: selectors.RuleCount) -> tuple[int, int, str]:
    return -count.rule.weight, -count.failing, count.rule.title


def _figures(total: selectors.Quality) -> list[dict[str, Any]]:
    by_gravity = total.by_gravity or {}
    return [
        {"label": "Score", "value": "" if total.score is None else f"{total.score}%", "note": "of what was asked"},
        *(
            {
                "label": f"{gravity.label} gravity",
                "value": formats.number(by_gravity.get(gravity, 0)),
                "note": "to mend",
            }
            for gravity in Gravity
        ),
        {"label": "Waived", "value": formats.number(total.waived), "note": "agreed to, not counted"},
    ]


def _list_url(quality: str, asked: Asked) -> str:
    """The property list of those with that fault, or with any of that gravity."""
    return f"{reverse('property_list')}?{urlencode({'quality': quality} | asked.of_body | {'status': 'all'})}"


@require_safe
@login_required
@sees_estate
def rule_list(request: HttpRequest, code: str) -> HttpResponse:
    """The properties that break one rule, or that may, with what was found and where it is mended."""
    rule = BY_CODE.get(code)
    if rule is None:
        raise Http404("No such rule")
    asked = Asked(request.GET, known={"organisation", "show", "page"})
    if asked.problems:
        return refused(request, asked)
    count = next(c for c in selectors.rule_counts(request.user, asked.organisation) if c.rule is rule)
    found = selectors.findings(
        request.user, rule, organisation=asked.organisation, waived=asked.shows_waived, page=asked.page
    )
    return render(request, "estate/quality/rule.html", _rule_context(request, rule, asked, count, found))


def _rule_context(
    request: HttpRequest, rule: Rule, asked: Asked, count: selectors.RuleCount, found: list[QualityFinding]
) -> dict[str, Any]:
    total = count.waived if asked.shows_waived else count.failing
    last = min(max(1, -(-total // selectors.PAGE_SIZE)), selectors.LAST_PAGE)
    waivers = selectors.waivers_of(found) if asked.shows_waived else {}
    return {
        "asked": asked,
        "rule": rule,
        "count": count,
        "rows": [_row(request, rule, each, waivers.get(each.property_id)) for each in found],
        "first": (asked.page - 1) * selectors.PAGE_SIZE + 1,
        "list_url": _list_url(rule.code, asked),
        "pages": page_links(request.GET, asked.page, max(last, asked.page)),
    }


def _row(request: HttpRequest, rule: Rule, each: QualityFinding, waiver: Any) -> dict[str, Any]:
    prop = each.property
    edits = may(request.user, Action.EDIT_ESTATE, prop.organisation_id)
    return {
        "property": prop,
        "finding": each,
        "waiver": waiver,
        "edits": edits,
        "mend_url": mend_url(prop.reference, rule.part) if edits else "",
    }


@require_POST
@login_required
def check_now(request: HttpRequest) -> HttpResponse:
    """Check the whole register, or show the check that is running already."""
    require(request.user, Action.EDIT_ESTATE)
    job = start_check(user=request.user)
    if job.started_by_id != request.user.pk:
        messages.info(request, "The register is being checked just now. Look again in a minute.")
        return redirect("quality")
    return redirect("job", pk=job.pk)
