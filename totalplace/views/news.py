"""What a person is told of: the page of it, how she wants it by e-mail, and the link by which e-mails stop."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalplace.forms.news import ChoiceForm
from totalplace.news import kind_coded, kinds
from totalplace.pagination import page_links
from totalplace.selectors.news import as_told, choice_of, news_of
from totalplace.services.news import EVERYTHING, choose, mark_read, read_token, stop
from totalplace.templatetags.formats import plural

PAGE_SIZE = 50


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What is new, the newest first: everything, or what is not read yet."""
    everything = request.GET.get("show") == "all"
    found = news_of(request.user) if everything else news_of(request.user).filter(read_at=None)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "told": [(each, kind_coded(each.news.kind)) for each in as_told(page.object_list, request.user)],
        "page": page,
        "pages": page_links(request.GET, page.number, page.paginator.num_pages),
        "everything": everything,
    }
    return render(request, "totalplace/news/index.html", context)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Mark one reminder as read, or all."""
    one = request.POST.get("news", "")
    count = mark_read(user=request.user, pks=[int(one)] if one.isdecimal() and len(one) < 19 else None)
    messages.success(request, f"{plural(count, 'reminder,reminders')} marked as read.")
    return redirect("news")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choice(request: HttpRequest) -> HttpResponse:
    """How often a person wants the e-mail, and what is in it."""
    held = choice_of(request.user)
    wanted = [kind.code for kind in kinds() if kind.code not in held.muted]
    form = ChoiceForm(request.POST or None, initial={"rhythm": held.rhythm, "wanted": wanted})
    if form.is_valid():
        choose(user=request.user, rhythm=form.cleaned_data["rhythm"], muted=form.muted)
        messages.success(request, "Your choice is kept.")
        return redirect("account")
    return render(request, "totalplace/news/choice.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt  # A mail program sends the POST, which has no cookie of ours; the signed link is all that it needs.
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the e-mails that a link in one of them is about: a GET asks, for programs look at links, a POST does it."""
    found = read_token(token)
    if found is None:
        raise Http404("This link is not one of ours, or is not whole.")
    kind = kind_coded(found[1])
    stopped = stop(token) if request.method == "POST" else None
    context = {"label": kind.label if kind else "", "stopped": stopped, "is_all": found[1] == EVERYTHING}
    return render(request, "totalplace/news/stop.html", context)
