"""The addresses of spend, under /spend/."""

from django.urls import URLPattern, URLResolver, include, path

from spend.views import claim_editing, claims, pages
from spend.views.questions import QUESTIONS
from spend.views.references import ClaimReferenceConverter  # noqa: F401 - registers <claim:…>

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="spend"),
    path("", include("spend.line_urls")),
    # Before the questions, whose files are named by any word.
    path("", include("spend.payment_urls")),
    *(
        path(f"{question.key}/", pages.question_page, {"key": question.key}, name=f"spend_{question.key}")
        for question in QUESTIONS
    ),
    path("<slug:key>.csv", pages.question_csv, name="spend_csv"),
    path("protocol/", include("spend.protocol_urls")),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/export.csv", claims.claim_csv, name="claim_csv"),
    path("claims/add/", claim_editing.add, name="claim_add"),
    path("claims/<claim:reference>/", claims.claim_page, name="claim"),
    path("claims/<claim:reference>/edit/", claim_editing.edit, name="claim_edit"),
    path("claims/<claim:reference>/withdraw/", claim_editing.withdraw, name="claim_withdraw"),
    path("contradictions/", claims.contradiction_list, name="contradiction_list"),
]
