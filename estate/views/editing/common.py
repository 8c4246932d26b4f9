"""What the editing pages share: who may open them, how a form is stored, and what is said of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from estate.forms.editing.parts import EditForm
from estate.models import LeaseBreak, Property
from estate.services.editing import Edited
from totalplace.permissions import Action, require
from totalplace.selectors.wording import NOT_KNOWN, FieldWording, Shape
from totalplace.services.merging import Conflict
from totalplace.templatetags.formats import date
from totalplace.views.conflicts import begun, conflict_page, goes_back, sent, wanted

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
    if request.method != "POST":
        return page.show(request, make(None))
    data = sent(request)
    form = make(data)
    if goes_back(request) or not form.is_valid():
        return page.show(request, form)
    try:
        edited = write(form, wanted(data, form.values()))
    except Conflict as conflict:
        return conflicting(request, page, form, conflict, replaced)
    except ObjectDoesNotExist as gone:
        raise Http404("No such record") from gone
    except ValidationError as refusal:
        return page.show(request, refused(make(begun(request)), refusal))
    say(request, form, edited)
    return redirect(page.saved)


def conflicting(
    request: HttpRequest, page: Page, form: EditForm, conflict: Conflict, replaced: dict[str, Callable[[Any], str]]
) -> HttpResponse:
    """The page on which she chooses what stands."""
    return conflict_page(
        request, conflict, form, words=words_of(page.model), title=f"{page.title}: {page.prop}",
        cancel_url=page.back, replaced={name: box(conflict.record) for name, box in replaced.items()},
    )  # fmt: skip


def refused(form: EditForm, refusal: ValidationError) -> EditForm:
    """The form with a service's refusal in it."""
    form.full_clean()
    tell(form, refusal)
    return form


def tell(form: Any, refusal: ValidationError) -> None:
    """Put a service's refusal at the field it is about, or on top of the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        field = next((each for each in (name, f"{name}_id") if each in form.fields), None)
        form.add_error(field, errors)


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
