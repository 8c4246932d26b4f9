"""The views that follow from the URLconf: each page as it opens, told from files, redirects and what only takes a POST.

The table of addresses is the one by which the isolation tests ask (tests/integration/isolation/addresses.py), so a new
address is opened here too as soon as it has its entry there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from tests.browser.every_page.view import View
from tests.integration.isolation.addresses import ADDRESSES, KEYED, every_address, is_of_sign_in
from tests.integration.isolation.scene import Scene

# Who is asked to open a page, in this order, until somebody may.
PERSONS = ("officer-wcc", "officer-bdc", "root", "caseworker", "neet-lead", "anonymous")
AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# What tells two addresses of one page apart, and changes nothing about it.
OF_A_RECORD = re.compile(r"[A-Z]+-\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/collections/)[a-z-]+")

NO_PAGES = {
    "files and data": {
        "areas_of_level", "areas_outline", "attachment", "base_tile", "change_csv", "claim_csv",
        "import_faults_workbook", "import_template", "payment_csv", "supplier_csv", "spend_import_template",
        "spend_import_faults_workbook", "neet_import_template", "neet_import_faults_workbook",
        "lease_csv", "lease_feed", "map_find", "mfa_download_recovery_codes",
        "neet_looks_csv",
        "neet_journeys_csv", "neet_journeys_ocel", "neet_journeys_xes", "neet_savings_csv", "neet_agencies_csv",
        "neet_duplication_csv", "neet_guarantees_csv", "neet_like_csv", "neet_provision_csv", "neet_strands_csv",
        "neet_where_csv", "neet_where_layer", "neet_who_csv",
        "open_data_catalogue", "open_data_csv", "open_data_geojson",
        "property_csv", "property_history_csv", "property_outlines", "property_suggest",
        "protocol_alarms_csv", "protocol_csv", "protocol_together_csv",
        "own_map_layer_shapes", "property_tile", "property_tilejson", "property_workbook", "rate_row", "rating_on_map",
        "spend_csv",
    },
    "for machines": {"healthz", "readyz"},
    "parts of a page, that its scripts ask for": {"map_card", "map_view"},
    "lead on to another page": {
        "account_email", "favicon.ico", "import_here", "spend_import_here", "neet_import_here", "lease_link_end",
        "map_near",
        "organisation_sign_in",
        "openid_connect_login", "openid_connect_callback", "account_set_password",
    },
    "take a form and answer with another page": {
        "neet_opt_out_withdraw",
        "payments_publish", "supplier_merge_undo", "spend_import_correct", "spend_import_replace",
        "neet_import_correct", "neet_import_replace", "neet_import_resolve", "neet_import_run_again",
        "neet_import_sheet", "neet_import_skip",
        "spend_import_resolve", "spend_import_run_again", "spend_import_sheet", "spend_import_skip",
        "bulk_begin", "bulk_undo", "import_correct", "import_replace", "import_resolve", "import_run_again",
        "import_sheet", "import_skip", "job_retry", "merge_begin", "news_read", "person_link", "property_title_remove",
        "quality_check", "rate_row_undo", "reshaped_undo", "site_join", "site_leave", "token_revoke",
        "own_map_layer_remove",
    },
    "of sign-in by code or by a provider, which ask for one that has begun": {
        "account_confirm_login_code", "socialaccount_signup",
    },
}  # fmt: skip

PAGES_OF_THE_API = {"api_docs"}


def pages(scene: Scene, clients: dict[str, Client]) -> Iterator[View]:
    """Each page that opens by its address alone, once for each kind of record that it is about."""
    opened: set[str] = set()
    without = _no_pages()
    for name, path in _asked(scene):
        shape = OF_A_RECORD.sub("#", path)
        if name in without or shape in opened:
            continue
        for person in PERSONS:
            if is_page(clients[person].get(path, headers=AS_A_BROWSER)):
                opened.add(shape)
                yield View(name, path, person)
                break


def _asked(scene: Scene) -> Iterator[tuple[str, str]]:
    """(name, path) of every address, without what a query narrows it to."""
    done = set()
    for name, pattern in every_address():
        of_sign_in = is_of_sign_in(pattern) and name not in ADDRESSES
        if name in done or (of_sign_in and not pattern.name):
            continue
        done.add(name)
        if of_sign_in:
            yield name, reverse(name, args=KEYED.get(name))
        else:
            yield from ((name, question.path.partition("?")[0]) for question in ADDRESSES[name](scene))


def is_page(answer: object) -> bool:
    """Whether an answer is a whole page, and the one that was asked for."""
    found = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return found and b"<html" in answer.content


def names() -> set[str]:
    """The name of every address that has one, but for those known to be no page."""
    return _every_name() - _no_pages()


def gone() -> set[str]:
    """What `NO_PAGES` names that is not there."""
    return set().union(*NO_PAGES.values()) - _every_name()


def _no_pages() -> set[str]:
    """Those named above, and what answers programs."""
    of_api = {name for name, pattern in every_address() if ".api." in pattern.callback.__module__}
    return of_api.difference(PAGES_OF_THE_API).union(*NO_PAGES.values())


def _every_name() -> set[str]:
    return {name for name, pattern in every_address() if pattern.name or name in ADDRESSES}
