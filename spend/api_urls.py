"""The addresses of spend in the API, under /api/v1/spend/."""

from django.urls import path

from spend.api import analysis, claims, lists, payments, protocol
from spend.views.references import ClaimReferenceConverter  # noqa: F401 - registers <claim:…>

urlpatterns = [
    path("spend/counts/", lists.Counts.as_view(), name="api_spend_counts"),
    path("spend/bodies/", lists.Bodies.as_view(), name="api_spend_bodies"),
    path("spend/lines/", lists.Lines.as_view(), name="api_spend_lines"),
    path("spend/flows/", lists.Flows.as_view(), name="api_spend_flows"),
    path("spend/streams/", lists.Streams.as_view(), name="api_spend_streams"),
    path("spend/neighbourhoods/", lists.Neighbourhoods.as_view(), name="api_spend_neighbourhoods"),
    path("spend/peers/", lists.Peers.as_view(), name="api_spend_peers"),
    path("spend/overheads/", lists.Overheads.as_view(), name="api_spend_overheads"),
    path("spend/typologies/", lists.Typologies.as_view(), name="api_spend_typologies"),
    path("spend/sources/", lists.Sources.as_view(), name="api_spend_sources"),
    path("spend/claims/", claims.Claims.as_view(), name="api_spend_claims"),
    path("spend/claims/<claim:reference>/", claims.OneClaim.as_view(), name="api_spend_claim"),
    path("spend/contradictions/", claims.Contradictions.as_view(), name="api_spend_contradictions"),
    path("spend/control-rules/", analysis.ControlRules.as_view(), name="api_spend_control_rules"),
    path("spend/codes/", analysis.Classified.as_view(), name="api_spend_codes"),
    path("spend/themes/", analysis.Themes.as_view(), name="api_spend_themes"),
    path("spend/summary/", analysis.Summary.as_view(), name="api_spend_summary"),
    path("spend/planned-changes/", protocol.PlannedChanges.as_view(), name="api_spend_planned_changes"),
    path("spend/alarms/", protocol.Alarms.as_view(), name="api_spend_alarms"),
    path("spend/payments/", payments.Payments.as_view(), name="api_spend_payments"),
    path("spend/suppliers/", payments.Suppliers.as_view(), name="api_spend_suppliers"),
    path("spend/package/", analysis.Package.as_view(), name="api_spend_package"),
]
