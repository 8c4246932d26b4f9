"""The data dictionary that people read is the one that the models make."""

from django.apps import apps
from django.conf import settings

from totalplace.selectors.dictionary import data_dictionary


def test_the_dictionary_is_current() -> None:
    written = (settings.BASE_DIR / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run `manage.py data_dictionary` and commit docs/data-dictionary.md"


def test_every_model_says_what_it_is() -> None:
    # Django writes "Model(field, field…)" as the docstring of a model that has none.
    silent = [
        model.__name__
        for app in ("totalplace", "estate", "spend", "neets")
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model") and (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]
    assert silent == []
