"""Addresses. The core's own are here; each app brings its own by `routes` on its AppConfig.

class EstateConfig(AppConfig):
    routes = (("estate/", "estate.urls"),)
"""

from django.apps import apps
from django.urls import include, path
from django.views.generic import RedirectView

from totalplace.views import (
    areas,
    attachments,
    base_map,
    errors,
    health,
    home,
    jobs,
    map_layers,
    news,
    notes,
    places,
    sign_in,
    tokens,
)
from totalplace.views.administration import bodies, people, roles

urlpatterns = [
    path("", home.home, name="home"),
    path("areas/outline.geojson", areas.outline, name="areas_outline"),
    path("areas/<slug:level>.geojson", areas.of_level, name="areas_of_level"),
    path("favicon.ico", home.favicon),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("account/", home.account, name="account"),
    # An address decides who an organisation's sign-in becomes, so only an administrator changes it.
    path(
        "account/email/",
        RedirectView.as_view(pattern_name="account"),
        name="account_email",
    ),
    path("account/oidc/<str:provider_id>/login/", sign_in.start_organisation_sign_in, name="organisation_sign_in"),
    path("account/notifications/", news.index, name="news"),
    path("account/notifications/read/", news.read, name="news_read"),
    path("account/reminders/", news.choice, name="news_choice"),
    path("account/reminders/stop/<str:token>/", news.stop_mail, name="news_stop"),
    path("account/tokens/", tokens.index, name="tokens"),
    path("account/tokens/<str:key>/revoke/", tokens.revoke, name="token_revoke"),
    path("account/map-layers/", map_layers.index, name="own_map_layers"),
    path("account/map-layers/<int:pk>/", map_layers.layer, name="own_map_layer"),
    path("account/map-layers/<int:pk>/remove/", map_layers.remove, name="own_map_layer_remove"),
    path("account/map-layers/<int:pk>.geojson", map_layers.shapes, name="own_map_layer_shapes"),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("totalplace.api_urls")),
    path("ogc/", include("totalplace.ogc.urls")),
    path("administration/", people.index, name="people"),
    path("administration/people/add/", people.add, name="person_add"),
    path("administration/people/<int:pk>/", people.person, name="person"),
    path("administration/people/<int:pk>/edit/", people.edit, name="person_edit"),
    path("administration/people/<int:pk>/link/", people.link, name="person_link"),
    path("administration/people/<int:pk>/roles/", roles.give, name="role_give"),
    path("administration/people/<int:pk>/roles/<int:membership>/", roles.take, name="role_take"),
    path("administration/people/<int:pk>/close/", roles.account, {"step": "close"}, name="person_close"),
    path("administration/people/<int:pk>/open/", roles.account, {"step": "open"}, name="person_open"),
    path("administration/people/<int:pk>/two-step/", roles.account, {"step": "two-step"}, name="person_two_step"),
    path("administration/organisations/", bodies.index, name="administer_organisations"),
    path("administration/organisations/add/", bodies.add, name="organisation_add"),
    path("administration/organisations/<str:code>/", bodies.edit, name="organisation_edit"),
    path("administration/areas/", bodies.areas, name="administer_areas"),
    path("tiles/base/<int:z>/<int:x>/<int:y>", base_map.tile, name="base_tile"),
    path("places/", places.place_list, name="place_list"),
    path("places/<str:code>/", places.place_page, name="place"),
    path("jobs/<int:pk>/", jobs.show, name="job"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job_retry"),
    path("records/<slug:slug>/<int:pk>/notes/", notes.add, name="note_add"),
    path("records/notes/<int:pk>/", notes.edit, name="note_edit"),
    path("records/notes/<int:pk>/remove/", notes.remove, name="note_remove"),
    path("records/<slug:slug>/<int:pk>/attachments/", attachments.add, name="attachment_add"),
    path("records/attachments/<int:pk>/", attachments.download, name="attachment"),
    path("records/attachments/<int:pk>/remove/", attachments.remove, name="attachment_remove"),
    *(
        path(prefix, include(module))
        for config in apps.get_app_configs()
        for prefix, module in getattr(config, "routes", ())
    ),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
handler429 = errors.too_many_requests
