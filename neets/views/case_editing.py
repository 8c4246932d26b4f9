"""Recording a contact, an assessment, the action plan and its steps of one's own agency's client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from neets.choices import Domain
from neets.forms.casework import AssessmentForm, ContactForm, PlanForm, StepForm
from neets.models import AccessLog, Assessment, PlanStep, YoungPerson
from neets.querysets.row_security import casework
from neets.selectors.journey import Asked, asked_once, open_plan
from neets.services import casework as services
from neets.services.looking import note_tell_once
from neets.views.people import of_open_record
from totalplace.selectors.wording import FieldWording
from totalplace.services.merging import Conflict, Edited
from totalplace.views.conflicts import conflict_page
from totalplace.views.editing import answer

editing = require_http_methods(["GET", "HEAD", "POST"])
Write = Callable[[Any, dict[str, Any]], Edited]


@dataclass(frozen=True, slots=True)
class Page:
    """One form's page. `asked` is what other agencies assessed, where that is shown."""

    title: str
    person: YoungPerson
    draft: str
    asked: tuple[Asked, ...] = ()

    @property
    def back(self) -> str:
        return reverse("neet_person", args=[self.person.pk])

    @property
    def saved(self) -> str:
        """Her page, told which draft is no longer needed."""
        return f"{self.back}?saved={self.draft}"

    def show(self, request: HttpRequest, form: Any) -> HttpResponse:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "neets/people/form.html", {"page": self, "form": form}, status=status)


def _page(title: str, person: YoungPerson, key: str, asked: tuple[Asked, ...] = ()) -> Page:
    return Page(title, person, f"neet.{person.pk}.{key}", asked)


def _answer(request: HttpRequest, page: Page, make: Callable[[Any], Any], write: Write) -> HttpResponse:
    def choose(form: Any, conflict: Conflict) -> HttpResponse:
        return conflict_page(
            request, conflict, form, words=_words_of(type(conflict.record)), title=page.title, cancel_url=page.back
        )  # fmt: skip

    with casework(request.user):
        return answer(request, page, make, write, told=_say, conflicting=choose)


def _say(request: HttpRequest, form: Any, edited: Edited) -> None:
    if edited.changed:
        messages.success(request, "Saved.")
    else:
        messages.info(request, "Nothing to save: it was so already.")
    for note in form.notes():
        messages.info(request, note)


def _words_of(model: Any) -> Callable[[str, Any], str]:
    def words(name: str, value: Any) -> str:
        if name == "domains":
            return "; ".join(str(Domain(code).label) for code in value)
        found = next(each for each in model._meta.concrete_fields if name in (each.attname, each.name))
        return FieldWording(found, lambda related, key: str(related._default_manager.get(pk=key))).words(value)

    return words


def _found(request: HttpRequest, model: Any, number: int, **of_her: Any) -> Any:
    """A record of hers by its number; what is another's is not there."""
    with casework(request.user):
        record = model.objects.visible_to(request.user).filter(pk=number, **of_her).first()
    if record is None:
        raise Http404("No such record")
    return record


@editing
@of_open_record
def contact(request: HttpRequest, person: YoungPerson, look: AccessLog) -> HttpResponse:
    """Record a contact that was made or tried."""

    def write(form: Any, values: dict[str, Any]) -> Edited:
        return services.record_contact(user=request.user, person_id=person.pk, values=values)

    today = {"on": timezone.localdate()}
    return _answer(
        request, _page("Record a contact", person, "contact"), lambda data: ContactForm(data, initial=today), write
    )


@editing
@of_open_record
def assess(request: HttpRequest, person: YoungPerson, look: AccessLog) -> HttpResponse:
    """What other agencies assessed, and below it a new shared assessment."""
    if request.method != "POST":
        note_tell_once(user=request.user, person_id=person.pk, journey=look)
    today = timezone.localdate()
    with casework(request.user):
        asked = tuple(asked_once(request.user, person, today))

    def make(data: Any) -> AssessmentForm:
        return AssessmentForm(data, record=None, initial={"on": today})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        again = form.cleaned_data["again"]
        return services.assess(user=request.user, person_id=person.pk, values=values, again=again)

    return _answer(request, _page("New shared assessment", person, "assess", asked), make, write)


@editing
@of_open_record
def assessment(request: HttpRequest, person: YoungPerson, look: AccessLog, number: int) -> HttpResponse:
    """Put a shared assessment right."""
    made = _found(request, Assessment, number, person=person, is_shared=True)

    def make(data: Any) -> AssessmentForm:
        return AssessmentForm(data, record=made, initial={"version": made.version})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return services.amend_assessment(
            user=request.user, pk=made.pk, version=given["version"], values=values, reason=given["reason"]
        )  # fmt: skip

    return _answer(request, _page("Put this assessment right", person, f"assessment.{number}"), make, write)


@editing
@of_open_record
def plan(request: HttpRequest, person: YoungPerson, look: AccessLog) -> HttpResponse:
    """Begin the action plan, or amend the one that runs."""
    with casework(request.user):
        running = open_plan(request.user, person)
    given = {"version": running.version} if running else {"made_on": timezone.localdate(), "owner_id": request.user.pk}

    def make(data: Any) -> PlanForm:
        return PlanForm(data, record=running, user=request.user, initial=given)

    def write(form: Any, values: dict[str, Any]) -> Edited:
        version, reason = form.cleaned_data.get("version"), form.cleaned_data["reason"]
        return services.keep_plan(
            user=request.user, person_id=person.pk, version=version, values=values, reason=reason
        )  # fmt: skip

    title = "Amend the action plan" if running else "Begin an action plan"
    return _answer(request, _page(title, person, "plan"), make, write)


@editing
@of_open_record
def add_step(request: HttpRequest, person: YoungPerson, look: AccessLog) -> HttpResponse:
    """A next step of her plan."""

    def write(form: Any, values: dict[str, Any]) -> Edited:
        return services.add_step(user=request.user, person_id=person.pk, values=values)

    given = {"agency_id": look.agency_id}
    return _answer(
        request,
        _page("Add a next step", person, "step"),
        lambda data: StepForm(data, record=None, initial=given),
        write,
    )


@editing
@of_open_record
def step(request: HttpRequest, person: YoungPerson, look: AccessLog, number: int) -> HttpResponse:
    """Change a next step, or mark it as done."""
    there = _found(request, PlanStep, number, plan__person=person)

    def make(data: Any) -> StepForm:
        return StepForm(data, record=there, initial={"version": there.version})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return services.amend_step(
            user=request.user, pk=there.pk, version=given["version"], values=values, reason=given["reason"]
        )  # fmt: skip

    return _answer(request, _page("Change this step", person, f"step.{number}"), make, write)
