"""Native ES modules under hashed names: the import map.

A module imports another by its plain address (`../lib/numbers.js`), but the server publishes files under hashed names
so that browsers may keep them for ever. The import map tells the browser which hashed address stands for each plain
one, and what the bare package names mean. It must come before the first module of the page.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# The packages' own one-file builds: one request each, where their separate modules would be fifty.
PACKAGES = {
    "govuk-frontend": "govuk/govuk-frontend.min.js",
    "@ministryofjustice/frontend": "moj/moj-frontend.min.js",
    # Not a module, but it runs as one and leaves `window.L`: fetched by pages with a map alone.
    "leaflet": "leaflet/leaflet.js",
    # Neither is a module: drawing on a map needs both, and they are fetched by its pages alone.
    "leaflet-geoman": "geoman/leaflet-geoman.min.js",
    "proj4": "proj4/proj4.js",
    # Vector tiles are read by these three, by the county map alone.
    "@mapbox/vector-tile": "vector-tile/index.js",
    "@mapbox/point-geometry": "point-geometry/index.js",
    "pbf": "pbf/index.js",
    # Treemaps and Sankey diagrams, fetched by their two pages alone.
    "echarts": "echarts/echarts.esm.min.js",
}
OWN_MODULES = "js/"


def own_module_names() -> list[str]:
    """Our modules' static names, such as js/lib/numbers.js: from the manifest, or from disk where there is none."""
    published = getattr(staticfiles_storage, "hashed_files", None)
    names = published or {name for finder in get_finders() for name, _ in finder.list([])}
    return sorted(name for name in names if name.startswith(OWN_MODULES) and name.endswith(".js"))


def build_import_map() -> str:
    """The import map as JSON: bare package names, and each plain address whose published address differs."""
    imports = {bare: staticfiles_storage.url(name) for bare, name in PACKAGES.items()}
    for name in own_module_names():
        plain, published = settings.STATIC_URL + name, staticfiles_storage.url(name)
        if plain != published:
            imports[plain] = published
    # In a script element `</` would end it; JSON lets us write the slash escaped.
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("</", "<\\/")


@cache
def published_import_map() -> str:
    """The import map of a server whose files do not change while it runs."""
    return build_import_map()


@register.simple_tag(takes_context=True)
def import_map(context: dict[str, Any]) -> SafeString:
    """The page's one import map, with the response's CSP nonce."""
    text = build_import_map() if settings.DEBUG else published_import_map()
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        context.get("CSP_NONCE", ""),
        mark_safe(text),  # JSON of our own file names, escaped above
    )


@register.simple_tag(takes_context=True)
def module(context: dict[str, Any], name: str) -> SafeString:
    """A page's module: `{% module "pages/estate_list.js" %}` loads static/js/pages/estate_list.js."""
    return format_html(
        '<script type="module" src="{}" nonce="{}"></script>',
        staticfiles_storage.url(OWN_MODULES + name),
        context.get("CSP_NONCE", ""),
    )
