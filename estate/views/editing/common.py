"""What the editing pages share: who may open them, how a form is stored, and what is said of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from estate.forms.editing.parts import EditForm
from estate.models import LeaseBreak, Property
from totalplace.permissions import Action, require
from totalplace.selectors.wording import NOT_KNOWN, FieldWording, Shape
from totalplace.services.merging import Conflict, Edited
from totalplace.templatetags.formats import date
from totalplace.views import editing
from totalplace.views.conflicts import conflict_page

FORM = "estate/edit/form.html"
Write = Callable[[EditForm, dict[str, Any]], Edited]


def editable_or_404(request: HttpRequest, reference: str) -> Property:
    """The property, for one who may change it; 404 where she may not see it, and told so where she may only read."""
    prop = Property.objects.visible_to(request.user).select_related("organisation").filter(reference=reference).first()
    if prop is None:
        raise Http404("No such property")
    require(request.user, Action.EDIT_ESTATE, prop.organisation_id)
    return prop


@dataclass(frozen=True, slots=True)
class Page:
    """One form's page: what it is about, where it leads, and what the draft of it is called."""

    prop: Property
    title: str
    key: str
    section: str
    model: type[models.Model]
    button: str = "Save"
    template: str = FORM
    # What else the template needs to know of the form, under its own name.
    told: Callable[[Any], dict[str, Any]] | None = None

    @property
    def back(self) -> str:
        return f"{reverse('property', args=[self.prop.reference])}#section-{self.section}"

    @property
    def draft(self) -> str:
        return f"{self.prop.reference}.{self.key}"

    @property
    def saved(self) -> str:
        """The property page, told which draft is no longer needed."""
        return f"{reverse('property', args=[self.prop.reference])}?saved={self.draft}#section-{self.section}"

    def show(self, request: HttpRequest, form: Any, **more: Any) -> HttpResponse:
        context = {"page": self, "form": form, "property": self.prop, "synthetic": self.prop.is_synthetic}
        if self.told:
            context[self.told.__name__] = self.told(form)
        return render(request, self.template, context | more)


def answer(
    request: HttpRequest, page: Page, make: Callable[..., EditForm], write: Write, **replaced: Callable[[Any], str]
) -> HttpResponse:
    """Show a form, or store what was sent: the page again with its faults, the conflict, or on to the property.

    `make(data)` gives the form; `replaced` says what its hidden boxes hold once somebody else has saved.
    """

    def choose(form: EditForm, conflict: Conflict) -> HttpResponse:
        return conflicting(request, page, form, conflict, replaced)

    return editing.answer(request, page, make, write, told=say, conflicting=choose)


def conflicting(
    request: HttpRequest, page: Page, form: EditForm, conflict: Conflict, replaced: dict[str, Callable[[Any], str]]
) -> HttpResponse:
    """The page on which she chooses what stands."""
    return conflict_page(
        request, conflict, form, words=words_of(page.model), title=f"{page.title}: {page.prop}",
        cancel_url=page.back, replaced={name: box(conflict.record) for name, box in replaced.items()},
    )  # fmt: skip


def say(request: HttpRequest, form: EditForm, edited: Edited) -> None:
    """What was stored, and what was read otherwise than it was written."""
    labels = [str(form.fields[name].label) for name in edited.changed if name in form.fields]
    if labels:
        messages.success(request, f"Saved {', '.join(labels)}.")
    else:
        messages.info(request, "Nothing to save: it was so already.")
    for note in form.notes():
        messages.info(request, note)
    tell_doubts(request, form)


def tell_doubts(request: HttpRequest, form: EditForm) -> None:
    """What was stored but looks wrong."""
    for doubt in form.doubts():
        messages.warning(request, doubt)


def words_of(model: type[models.Model]) -> Callable[[str, Any], str]:
    """A function that tells the value of one of a model's columns in words."""

    names: dict[int, str] = {}

    def name_of(related: type[models.Model], key: int) -> str:
        # Bodies are few and seen by all: one question for however many records.
        if not names:
            names.update({body.pk: str(body) for body in related._default_manager.all()})
        return names[key]

    def words(name: str, value: Any) -> str:
        if isinstance(value, tuple):
            return "; ".join(_row_words(each) for each in value) or "none"
        if isinstance(value, GEOSGeometry):
            middle = value.centroid
            area = None if value.geom_type == "Point" else value.area
            value = Shape((middle.x, middle.y), area, "")
        field = next(each for each in model._meta.concrete_fields if name in (each.attname, each.name))
        return FieldWording(field, name_of).words(value)

    return words


def _row_words(value: Any) -> str:
    """A review's day, or a break: its day, notice and whose it is."""
    if isinstance(value, datetime.date):
        return date(value)
    on, months, by = value
    notice = f"{months} months’ notice" if months is not None else f"notice {NOT_KNOWN}"
    side = dict(LeaseBreak._meta.get_field("by").flatchoices).get(by)
    return ", ".join(part for part in (date(on), notice, f"by the {side.lower()}" if side else "") if part)
