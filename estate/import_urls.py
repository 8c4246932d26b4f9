"""The addresses of an import's steps, under /estate/import/."""

from django.urls import path

from estate.views.imports import apply, columns, conflicts, faults, preview, progress, take_back, upload

urlpatterns = [
    path("", upload.index, name="import_list"),
    path("template.xlsx", upload.template, name="import_template"),
    path("<int:pk>/", progress.here, name="import_here"),
    path("<int:pk>/columns/", columns.columns, name="import_columns"),
    path("<int:pk>/columns/sheet/", columns.sheet, name="import_sheet"),
    path("<int:pk>/checking/", progress.progress, name="import_progress"),
    path("<int:pk>/run-again/", progress.run_again, name="import_run_again"),
    path("<int:pk>/faults/", faults.faults, name="import_faults"),
    path("<int:pk>/faults/correct/", faults.correct, name="import_correct"),
    path("<int:pk>/faults/skip/", faults.skip, name="import_skip"),
    path("<int:pk>/faults.xlsx", faults.workbook, name="import_faults_workbook"),
    path("<int:pk>/replace/", faults.replace, name="import_replace"),
    path("<int:pk>/preview/", preview.preview, name="import_preview"),
    path("<int:pk>/conflicts/", conflicts.resolve, name="import_resolve"),
    path("<int:pk>/apply/", apply.apply, name="import_apply"),
    path("<int:pk>/result/", apply.result, name="import_result"),
    path("<int:pk>/undo/", take_back.undo, name="import_undo"),
    path("<int:pk>/abandon/", take_back.abandon, name="import_abandon"),
]
