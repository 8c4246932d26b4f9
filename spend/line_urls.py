"""The addresses of a count's lines and of its reconciliation, under /spend/."""

from django.urls import path

from spend.views import counts, lines, reconciliation

urlpatterns = [
    path("lines/", lines.line_list, name="spend_lines"),
    path("lines/<slug:reference>/", lines.line, name="spend_line"),
    path("lines/<slug:reference>/edit/", lines.line_edit, name="spend_line_edit"),
    path("counts/add/", counts.begin, name="spend_count_add"),
    path("counts/<slug:key>/edit/", counts.change, name="spend_count_edit"),
    path("reconciliation/", reconciliation.reconciliation, name="spend_reconciliation"),
]
