"""The OpenAPI document is the one that is committed, and whatever is asked within it is answered within it."""

from __future__ import annotations

from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command


def test_the_committed_document_is_what_the_views_make(db: None, tmp_path: Any) -> None:
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    written = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    words = "run `manage.py spectacular --file docs/openapi.yaml`, look at what changed for others, and commit it"
    assert yaml.safe_load(written) == yaml.safe_load(made.read_text(encoding="utf-8")), words
