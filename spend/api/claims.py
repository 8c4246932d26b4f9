"""The claim register in the API: the claims, one of them with its inputs, and the contradictions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase

from spend import choices
from spend.api.access import OfSpend
from spend.api.lists import codes, text
from spend.models import Claim, Contradiction
from spend.selectors.claim_rows import CLAIM, CONTRADICTION
from spend.selectors.claims import Wanted, found_claims
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked, tag_of
from totalplace.api.lists import ListView
from totalplace.api.parameters import ListForm, One, ReadForm
from totalplace.db.texts import json_object
from totalplace.selectors.keyset import Sort


class Claims(OfSpend, ListView):
    """The claims that you may see and that were not withdrawn: what is stated, what comes out, and the verdict."""

    columns = CLAIM
    sorts = {"reference": Sort("reference", "Reference", "reference")}
    default_sort = "reference"

    def form(self, data: Any) -> ListForm:
        form = super().form(data)
        form.fields["source"] = text("Of the document with this key.")
        form.fields["kind"] = codes(choices.ClaimKind, "About these things.")
        form.fields["verdict"] = codes(choices.ClaimVerdict, "With these verdicts.")
        form.fields["contradicted"] = One(
            required=False, choices=[("yes", "yes")], help_text="Only those that a contradiction names."
        )
        form.fields["q"] = text("With all these words in the claim, its place or its document's title.")
        return form

    def found(self, request: Any, form: ListForm, filters: Any) -> QuerySet[Claim]:
        asked = form.cleaned_data
        wanted = Wanted(source=asked["source"], q=asked["q"], is_contradicted=asked["contradicted"] == "yes")
        among = {f"{name}__in": asked[name] for name in ("kind", "verdict") if asked[name]}
        return found_claims(request.user, wanted).filter(**among)


class OneClaim(OfSpend, ApiView):
    """One claim, withdrawn or not, with its inputs and the contradictions that it is in."""

    def get(self, request: Any, reference: str) -> HttpResponseBase:
        """The claim as it stands; its page answers older versions."""
        form = ReadForm(request.GET, columns=CLAIM)
        checked(form)
        claim = Claim.objects.visible_to(request.user).filter(reference=reference).first()
        if claim is None:
            raise Http404("There is no such claim.")
        columns = form.wanted if form.cleaned_data["fields"] else CLAIM
        body = Claim.objects.filter(pk=claim.pk).values_list(json_object(columns), flat=True).get()
        return answer(request, body, tag=tag_of(claim.version, body))

    def describe(self, method: str) -> dict[str, Any]:
        good = {"description": "It.", "content": {"application/json": {"schema": schema.object_of(CLAIM)}}}
        form = ReadForm(schema.nothing_asked(), columns=CLAIM)
        return {
            "id": "spend_claim_read",
            "parameters": schema.parameters_of(form),
            "responses": schema.answers({"200": good}, conditional=True),
        }


class Contradictions(OfSpend, ListView):
    """Where the documents contradict each other, with each side's words and place."""

    columns = CONTRADICTION
    sorts = {"number": Sort("number", "Number", "number", int)}
    default_sort = "number"

    def found(self, request: Any, form: ListForm, filters: Any) -> QuerySet[Contradiction]:
        return Contradiction.objects.visible_to(request.user)
