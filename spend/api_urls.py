"""The addresses of spend in the API, under /api/v1/spend/."""

from django.urls import path

from spend.api import analysis, claims, line_writing, lists, payments, protocol, protocol_writing
from spend.views.references import ClaimReferenceConverter  # noqa: F401 - registers <claim:…>

urlpatterns = [
    path("spend/counts/", lists.Counts.as_view(), name="api_spend_counts"),
    path("spend/bodies/", lists.Bodies.as_view(), name="api_spend_bodies"),
    path("spend/lines/", line_writing.LinesWritten.as_view(), name="api_spend_lines"),
    path("spend/lines/<slug:reference>/", line_writing.OneLine.as_view(), name="api_spend_line"),
    path("spend/flows/", lists.Flows.as_view(), name="api_spend_flows"),
    path("spend/streams/", lists.Streams.as_view(), name="api_spend_streams"),
    path("spend/neighbourhoods/", lists.Neighbourhoods.as_view(), name="api_spend_neighbourhoods"),
    path("spend/peers/", lists.Peers.as_view(), name="api_spend_peers"),
    path("spend/overheads/", lists.Overheads.as_view(), name="api_spend_overheads"),
    path("spend/typologies/", lists.Typologies.as_view(), name="api_spend_typologies"),
    path("spend/deflators/", lists.Deflators.as_view(), name="api_spend_deflators"),
    path("spend/sources/", lists.Sources.as_view(), name="api_spend_sources"),
    path("spend/claims/", claims.Claims.as_view(), name="api_spend_claims"),
    path("spend/claims/<claim:reference>/", claims.OneClaim.as_view(), name="api_spend_claim"),
    path("spend/contradictions/", claims.Contradictions.as_view(), name="api_spend_contradictions"),
    path("spend/control-rules/", analysis.ControlRules.as_view(), name="api_spend_control_rules"),
    path("spend/codes/", analysis.Classified.as_view(), name="api_spend_codes"),
    path("spend/themes/", analysis.Themes.as_view(), name="api_spend_themes"),
    path("spend/summary/", analysis.Summary.as_view(), name="api_spend_summary"),
    path("spend/planned-changes/", protocol_writing.PlannedChangesWritten.as_view(), name="api_spend_planned_changes"),
    path(
        "spend/planned-changes/<slug:reference>/",
        protocol_writing.OnePlannedChange.as_view(),
        name="api_spend_planned_change",
    ),
    *(
        path(f"spend/planned-changes/<slug:reference>/{step}/", view.as_view(), name=f"api_spend_planned_change_{step}")
        for step, view in protocol_writing.STEPS.items()
    ),
    path("spend/alarms/", protocol.Alarms.as_view(), name="api_spend_alarms"),
    path("spend/payments/", payments.Payments.as_view(), name="api_spend_payments"),
    path("spend/suppliers/", payments.Suppliers.as_view(), name="api_spend_suppliers"),
    path("spend/package/", analysis.Package.as_view(), name="api_spend_package"),
]
