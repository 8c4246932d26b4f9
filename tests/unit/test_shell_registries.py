"""Sections and panels appear when an app brings them, to the people who may open them."""

from types import SimpleNamespace

import pytest

from totalplace import navigation, panels

STRANGER = SimpleNamespace(is_authenticated=False)
PERSON = SimpleNamespace(is_authenticated=True)


@pytest.fixture
def empty(monkeypatch):
    monkeypatch.setattr(navigation, "_sections", {})
    monkeypatch.setattr(navigation, "_search_boxes", [])
    monkeypatch.setattr(panels, "_panels", {})


@pytest.mark.usefixtures("empty")
def test_the_header_shows_only_sections_that_exist_and_are_open_to_the_person():
    assert navigation.links_for(PERSON, "/") == []
    navigation.register(navigation.Section("Your account", "account", 70))
    navigation.register(navigation.Section("Two-step sign-in", "mfa_index", 20))
    navigation.register(navigation.Section("Home", "home", 10, visible=navigation.everybody))
    assert [link.title for link in navigation.links_for(STRANGER, "/")] == ["Home"]
    assert [link.title for link in navigation.links_for(PERSON, "/")] == ["Home", "Two-step sign-in", "Your account"]


@pytest.mark.usefixtures("empty")
def test_the_section_one_is_in_is_marked_once_the_nearest_winning():
    navigation.register(navigation.Section("Your account", "account", 70))
    navigation.register(navigation.Section("Two-step sign-in", "mfa_index", 20))
    current = [link.title for link in navigation.links_for(PERSON, "/account/2fa/totp/activate/") if link.current]
    assert current == ["Two-step sign-in"]


@pytest.mark.usefixtures("empty")
def test_there_is_no_search_box_until_something_can_be_searched():
    assert navigation.search_for(PERSON) is None
    navigation.register_search(navigation.SearchBox("Search", "account"))
    assert navigation.search_for(PERSON) == {"label": "Search", "url": "/account/", "suggest_url": ""}
    assert navigation.search_for(STRANGER) is None


@pytest.mark.usefixtures("empty")
def test_a_panel_shows_in_order_and_stays_away_when_it_has_nothing_to_say_or_is_not_for_the_person():
    asked = []

    @panels.register(page="home", key="late", title="Late", template="a.html", order=20)
    def late(user, **kwargs):
        return {"figure": kwargs.get("year")}

    @panels.register(page="home", key="early", title="Early", template="b.html", order=10, wide=True)
    def early(user, **kwargs):
        return {}

    @panels.register(page="home", key="empty", title="Empty", template="c.html", order=5)
    def nothing(user, **kwargs):
        return None

    @panels.register(
        page="home", key="theirs", title="Theirs", template="d.html", order=1, visible=lambda user: user is not PERSON
    )
    def theirs(user, **kwargs):
        asked.append(user)
        return {}

    @panels.register(page="place", key="place", title="Place", template="e.html", order=1)
    def elsewhere(user, **kwargs):
        return {}

    shown = panels.panels_for("home", PERSON, year=2027)
    assert [panel.key for panel in shown] == ["early", "late"]
    assert shown[1].context == {"figure": 2027}
    assert asked == [], "a panel that is not for the person must not even read its figures"
