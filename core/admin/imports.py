"""Taking tables in and out: a model to start from, what a file would change line by line, then the button."""

import base64
import binascii

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from core.imports import Import, Report, import_named, imports_of, run_import
from core.imports.files import EXAMPLE, MAX_BYTES, MAX_ROWS
from core.imports.services import CHANGED, NEW, UNCHANGED
from core.permissions import may_import
from core.spreadsheet import csv_response, xlsx_response
from core.typography import french

CHANGED_MEANWHILE = (
    "Rien n’est écrit : le portail a changé depuis que vous avez lu ce que ferait ce fichier. "
    "Voici ce qu’il ferait maintenant."
)

# Lines of each kind shown by name; the others are counted.
LINES_SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


def import_urls() -> list:
    wrap = admin.site.admin_view
    return [
        path("import/", wrap(imports_view), name="imports"),
        path("import/<slug:name>/", wrap(import_view), name="import"),
        path("import/<slug:name>/modele.<slug:form>", wrap(template_view), name="import_template"),
        path("import/<slug:name>/export.<slug:form>", wrap(export_view), name="export"),
    ]


@require_safe
def imports_view(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Importer et exporter",
        "imports": imports_of(request.user),
    }
    return TemplateResponse(request, "admin/imports/list.html", context)


def _import(request: HttpRequest, name: str) -> Import:
    kind = import_named(name)
    if kind is None:
        raise Http404("Rien ne s’importe à cette adresse.")
    if not may_import(request.user, kind.model):
        raise PermissionDenied
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def import_view(request: HttpRequest, name: str) -> HttpResponse:
    """A file is read and told line by line; sent again by the button below, it is written."""
    kind = _import(request, name)
    form, report, content, filename = FileForm(), None, b"", ""
    if request.method == "POST":
        is_confirmed = "content" in request.POST
        form = FileForm() if is_confirmed else FileForm(request.POST, request.FILES)
        try:
            content, filename = _sent_again(request) if is_confirmed else _sent(form)
            if content:
                report = run_import(
                    kind=kind,
                    content=content,
                    filename=filename,
                    by=request.user,
                    confirmed=request.POST.get("report", "") if is_confirmed else "",
                )
        except DomainError as error:
            messages.error(request, french(str(error)))
        if report and report.is_written:
            messages.success(request, french(_said(report)))
            return redirect("admin:import", kind.name)
        if report and is_confirmed:
            messages.warning(request, french(CHANGED_MEANWHILE))
    context = {
        **admin.site.each_context(request),
        "title": f"Importer : {kind.title}",
        "kind": kind,
        "columns": kind.resource.columns(),
        "form": form,
        "report": report,
        "shown": LINES_SHOWN,
        "filename": filename,
        "content": base64.b64encode(content).decode() if report and report.may_be_written else "",
        "most_rows": MAX_ROWS,
        "most_bytes": MAX_BYTES,
    }
    return TemplateResponse(request, "admin/imports/import.html", context)


def _sent(form: FileForm) -> tuple[bytes, str]:
    if not form.is_valid():
        return b"", ""
    file = form.cleaned_data["file"]
    return file.read(MAX_BYTES + 1), file.name


def _sent_again(request: HttpRequest) -> tuple[bytes, str]:
    """The file that was told: the page holds it, the server keeps nothing of it meanwhile."""
    try:
        return base64.b64decode(request.POST["content"], validate=True), request.POST.get("filename", "")
    except (binascii.Error, ValueError):
        raise DomainError("Le fichier s’est perdu en route : choisissez-le de nouveau.") from None


def _said(report: Report) -> str:
    counts = {kind: len(outcomes) for kind, outcomes in report.counts}
    return f"C’est importé : {counts[NEW]} en plus, {counts[CHANGED]} changés, {counts[UNCHANGED]} inchangés."


@require_safe
def template_view(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """An empty table with its columns, an example, and what each column asks for."""
    kind = _import(request, name)
    columns = kind.resource.columns()
    header = [one.column_name for one in columns]
    example = [one.example for one in columns]
    # Its first cell says that the line is not to be taken in.
    example[0] = f"{EXAMPLE.upper()} {example[0]}".strip()
    if form == "csv":
        return csv_response(f"modele-{kind.name}.csv", header, [example])
    if form == "xlsx":
        notes = [
            ("Colonne", "À remplir", "Ce qu’elle demande"),
            *((one.column_name, "toujours" if one.needed else "si on le sait", one.note) for one in columns),
            ("", "", f"Une ligne déjà importée se reconnaît ainsi : {kind.key}"),
            ("", "", "Une ligne qui commence par « EXEMPLE » n’est pas importée."),
        ]
        return xlsx_response(f"modele-{kind.name}.xlsx", header, [example], sheet=kind.title[:31], notes=notes)
    raise Http404("Le modèle existe en CSV et en XLSX.")


@require_safe
def export_view(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """What there is, in the same columns: taken in again, it changes nothing."""
    kind = _import(request, name)
    columns = kind.resource.columns()
    header = [one.column_name for one in columns]
    rows = ([one.export(row) for one in columns] for row in kind.rows())
    if form == "csv":
        return csv_response(f"{kind.name}.csv", header, rows)
    if form == "xlsx":
        return xlsx_response(f"{kind.name}.xlsx", header, rows, sheet=kind.title[:31])
    raise Http404("L’export existe en CSV et en XLSX.")
