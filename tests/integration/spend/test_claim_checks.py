"""Claims keep up with the register: their live figures are its lines, and every version stays citable."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spend.models import Claim, ClaimInput, Contradiction, Count, Line
from spend.selectors.live import live_figures
from spend.selectors.sums import total
from spend.services import claim_following
from spend.services.claim_checks import check_claims
from spend.services.claim_reference import load_claims
from spend.services.claims import add_claim
from spend.services.lines import eliminate
from tests.integration.spend.claim_steps import analyst, brought, number, programme, said, small_count

pytestmark = pytest.mark.django_db


def test_live_figures_are_sums_of_the_lines():
    small_count()
    names = [f"small-2008.{figure}" for figure in ("total", "lines", "bodies", "people", "per_head", "top_2", "top_9",
                                                   "body.ONE", "line.Two", "body.NIL")]  # fmt: skip
    assert list(live_figures(names, Count.objects.all()).values()) == [
        1250, 3, 2, 100, Decimal("12.5"), 1200, 1250, 1200, 50, None,
    ]  # fmt: skip


def test_live_figures_count_no_pound_twice_as_no_page_does():
    count = small_count()
    big, small = Line.objects.get(label="One, schools"), Line.objects.get(label="Two")
    names = [f"small-2008.{figure}" for figure in ("total", "per_head", "top_2", "body.ONE", "line.One, schools")]
    inputs = [number("spend", None, live="small-2008.total"), number("people", None, live="small-2008.people")]
    claim = add_claim(user=analyst(), values=said(low=Decimal("12.5")), inputs=inputs)
    claim_following.in_worker()
    eliminate(user=programme(), counted_in=small, removed_from=big, amount=Decimal(900), reason="A grant passed on",
              source=count.source, place="Page 2")  # fmt: skip
    assert list(live_figures(names, Count.objects.all()).values()) == [350, Decimal("3.5"), 300, 300, 100]
    assert live_figures(names, Count.objects.all())["small-2008.total"] == total(programme("pia"), count)
    # A claim follows what is taken out as it follows the lines.
    claim_following.in_worker()
    claim.refresh_from_db()
    assert claim.worked_low == Decimal("3.5")


def test_live_figures_are_asked_for_in_a_fixed_number_of_questions():
    small_count()

    def questions(figures: list[str]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            live_figures([f"small-2008.{figure}" for figure in figures], Count.objects.all())
        return len(asked)

    assert questions(["line.Two", "body.ONE", "top_2"]) == questions(
        ["line.Two", "line.One, roads", "body.ONE", "body.TWO", "top_2", "top_3", "top_4", "total", "lines"]
    )


def test_a_claim_follows_the_lines_and_its_version_moves_with_the_verdict():
    small_count()
    inputs = [number("spend", None, live="small-2008.total"), number("people", None, live="small-2008.people")]
    claim = add_claim(user=analyst(), values=said(low=Decimal("12.5")), inputs=inputs)
    assert claim.verdict == "agrees"
    assert check_claims().changed == ()
    Line.objects.filter(label="Two").update(amount=150)
    assert check_claims().changed == (claim.reference,)
    now = Claim.objects.get(pk=claim.pk)
    assert (now.verdict, now.worked_low, now.version > claim.version) == ("differs", Decimal("13.5"), True)
    assert ClaimInput.objects.get(name="spend").value == 1350
    kept = Claim.pgh_event_model.objects.get(pgh_obj=claim.pk, version=claim.version)
    assert (kept.verdict, kept.worked_from[0]["value"]) == ("agrees", "1250")


def test_workers_work_claims_out_again_when_lines_change_and_not_otherwise():
    cache.clear()
    small_count()
    inputs = [number("spend", None, live="small-2008.total"), number("people", None, live="small-2008.people")]
    claim = add_claim(user=analyst(), values=said(low=Decimal("12.5")), inputs=inputs)
    claim_following.in_worker()
    with CaptureQueriesContext(connection) as asked:
        claim_following.in_worker()
    assert [query for query in asked.captured_queries if "spend_claim" in query["sql"]] == []
    Line.objects.filter(label="Two").update(amount=150)
    claim_following.in_worker()
    claim.refresh_from_db()
    assert claim.verdict == "differs"


def test_a_figure_that_is_gone_leaves_a_claim_untested_with_the_reason():
    small_count()
    claim = add_claim(user=analyst(), values=said(formula="spend / people"),
                      inputs=[number("spend", 5000), number("people", None, live="small-2008.people")])  # fmt: skip
    Count.objects.update(population=None)
    check_claims()
    claim.refresh_from_db()
    assert (claim.verdict, claim.worked_low, claim.missing) == ("untestable", None, "people is not published.")


def test_what_everybody_reads_is_worked_out_of_published_counts_alone():
    small_count(published_on=None)
    load_claims()
    each = ClaimInput.objects.filter(live="worcestershire-2008.total").first()
    ClaimInput.objects.filter(pk=each.pk).update(live="small-2008.total")
    check_claims()
    each.refresh_from_db()
    assert each.value == 4_020_936_000


# --- The documents' claims --------------------------------------------------------------------------------


def test_the_documents_claims_load_once_and_come_out_as_they_should(capsys):
    call_command("load_spend", verbosity=0)
    told = Claim.objects.values_list("reference", "version")
    before = dict(told)
    again = load_claims()
    assert (again.claims >= 120, again.contradictions, again.written) == (True, 32, 0)
    assert dict(told.all()) == before
    call_command("check_claims")
    assert "otherwise than before: none." in capsys.readouterr().out
    verdicts = list(Claim.objects.values_list("verdict", flat=True))
    assert {verdict: verdicts.count(verdict) for verdict in set(verdicts)} == {
        "agrees": 136, "differs": 15, "untestable": 42,
    }  # fmt: skip


def test_figures_of_the_count_are_taken_from_its_lines():
    call_command("load_spend", verbosity=0)
    Line.objects.filter(label="Worcestershire County Council").update(amount=Decimal(951_505_000))
    changed = check_claims().changed
    told = {claim.key: claim.verdict for claim in Claim.objects.filter(reference__in=changed)}
    assert told["count-total"] == "differs"
    assert told["count-rounded"] == "agrees"
    assert Claim.objects.get(key="count-per-head").worked_low == Decimal("7231.901079")


def test_a_corrected_file_reaches_a_register_and_what_people_brought_stays():
    load_claims()
    claim = brought(analyst())
    Claim.objects.filter(key="ofp-per-head").update(statement="Something else")
    assert load_claims().written == 1
    assert Claim.objects.get(key="ofp-per-head").statement.endswith("£8,679 a head.")
    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_the_public_reads_the_documents_claims_and_nobodys_drafts():
    load_claims()
    ana = analyst()
    draft, shared = brought(ana, report="Draft"), brought(ana, report="Shared", is_shared=True)
    nobody, other = AnonymousUser(), analyst("otto")
    assert set(Claim.objects.visible_to(nobody)).isdisjoint({draft, shared})
    assert Claim.objects.visible_to(nobody).count() == 193
    assert {draft, shared} & set(Claim.objects.visible_to(other)) == {shared}
    assert {draft, shared} <= set(Claim.objects.visible_to(ana))
    assert {draft, shared} <= set(Claim.objects.visible_to(programme()))
    assert set(ClaimInput.objects.visible_to(other).filter(claim=draft)) == set()
    assert Contradiction.objects.visible_to(nobody).count() == 32


def test_what_a_draft_says_of_a_document_is_not_told_to_others():
    """An input of a claim is seen with its claim alone."""
    load_claims()
    assert ClaimInput.objects.visible_to(AnonymousUser()).count() == ClaimInput.objects.count()
