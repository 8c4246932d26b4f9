"""What every page's frame needs: the county, the product, the sections and whether the data is a demonstration."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from totalplace import navigation
from totalplace.permissions import rights_of
from totalplace.selectors.base_map import base_map
from totalplace.selectors.news import COUNTED, unread_count


@cache
def version() -> str:
    """The product's version, as pyproject.toml has it."""
    with open(settings.BASE_DIR / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["project"]["version"]


def county(request: HttpRequest) -> dict[str, Any]:
    """Names and navigation. Lazy where it reads the user, so that a page that shows no frame asks nothing."""
    user = SimpleLazyObject(lambda: getattr(request, "user", None) or AnonymousUser())
    return {
        "COUNTY_NAME": settings.COUNTY_NAME,
        "PRODUCT_NAME": settings.SITE_NAME,
        "BRAND_COLOUR": settings.BRAND_COLOUR,
        "base_map": SimpleLazyObject(base_map),
        "VERSION": version(),
        "DEMO": settings.DEMO,
        "NEWS_COUNTED": COUNTED,
        "navigation": SimpleLazyObject(lambda: navigation.links_for(user, request.path)),
        "told_news": SimpleLazyObject(lambda: bool(rights_of(user).officer_of)),
        "news_count": SimpleLazyObject(lambda: unread_count(user)),
        "header_search": SimpleLazyObject(lambda: navigation.search_for(user)),
    }
