"""A form that arrives once its session is over: its text comes back in a page, to be sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LEFT_OUT = {"csrfmiddlewaretoken", "password"}


def is_worth_keeping(request: HttpRequest) -> bool:
    return not LEFT_OUT.issuperset(request.POST)


def session_over(request: HttpRequest, context: dict) -> HttpResponse:
    fields = [(name, value) for name, values in request.POST.lists() if name not in LEFT_OUT for value in values]
    told = {"title": "Votre session est terminée", "fields": fields, "has_files": bool(request.FILES)}
    return render(request, "admin/session_over.html", context | told, status=401)
