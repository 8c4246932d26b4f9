"""The addresses of an import's steps, for an app to include under its own: `import_addresses("import")`."""

from django.urls import URLPattern, path

from totalplace.views.imports import apply, columns, conflicts, faults, preview, progress, take_back, upload


def import_addresses(prefix: str) -> list[URLPattern]:
    """Patterns whose names begin with `prefix`, as its kinds' pages are registered under."""
    return [
        path("", upload.index, name=f"{prefix}_list"),
        path("template.xlsx", upload.template, name=f"{prefix}_template"),
        path("<int:pk>/", progress.here, name=f"{prefix}_here"),
        path("<int:pk>/columns/", columns.columns, name=f"{prefix}_columns"),
        path("<int:pk>/columns/sheet/", columns.sheet, name=f"{prefix}_sheet"),
        path("<int:pk>/checking/", progress.progress, name=f"{prefix}_progress"),
        path("<int:pk>/run-again/", progress.run_again, name=f"{prefix}_run_again"),
        path("<int:pk>/faults/", faults.faults, name=f"{prefix}_faults"),
        path("<int:pk>/faults/correct/", faults.correct, name=f"{prefix}_correct"),
        path("<int:pk>/faults/skip/", faults.skip, name=f"{prefix}_skip"),
        path("<int:pk>/faults.xlsx", faults.workbook, name=f"{prefix}_faults_workbook"),
        path("<int:pk>/replace/", faults.replace, name=f"{prefix}_replace"),
        path("<int:pk>/preview/", preview.preview, name=f"{prefix}_preview"),
        path("<int:pk>/conflicts/", conflicts.resolve, name=f"{prefix}_resolve"),
        path("<int:pk>/apply/", apply.apply, name=f"{prefix}_apply"),
        path("<int:pk>/result/", apply.result, name=f"{prefix}_result"),
        path("<int:pk>/undo/", take_back.undo, name=f"{prefix}_undo"),
        path("<int:pk>/abandon/", take_back.abandon, name=f"{prefix}_abandon"),
    ]
