"""Which files of the front-end packages are published: what a browser asks for, and no more."""

from typing import ClassVar

from django.contrib.staticfiles.apps import StaticFilesConfig


class PublishedFilesConfig(StaticFilesConfig):
    """Leaves out sources and templates, and the typeface and crests that only gov.uk may show."""

    ignore_patterns: ClassVar = [
        *StaticFilesConfig.ignore_patterns,
        "*.scss",
        "*.scss.map",
        "*.njk",
        "*.html",
        "*.d.ts",
        "*.mjs",
        "*.mjs.map",
        "*.bundle.js",
        "*.bundle.js.map",
        "fixtures.json",
        "macro-options.json",
        "*.md",
        "assets/fonts/*",
        "assets/images/govuk-*",
        "assets/images/moj-*",
        "assets/manifest.json",
        "*crest*",
        "*crown*",
        "htmx.amd.js",
        "htmx.cjs.js",
        "htmx.esm.js",
        "ext/*",
        "leaflet-geoman.js",
        "leaflet-geoman.js.map",
        "proj4-src.js",
        "echarts.js",
        "echarts.js.map",
        "echarts.min.js",
        "echarts.common*",
        "echarts.simple*",
        "echarts.esm.js",
        "echarts.esm.js.map",
        "extension/*",
        "lib/*",
        "redoc",
        "oauth2-redirect.js",
        "bin/*",
        "dist/*",
        "compile.js",
        "package.json",
        "LICENSE*",
    ]
