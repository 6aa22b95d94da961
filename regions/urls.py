from django.urls import path

from regions.views import announcing, calendar, delegations, groups, kits, matrix, meetings, report, workspace

app_name = "regions"

urlpatterns = [
    path("groupe-qualite/", groups.quality_group, name="quality-group"),
    path("groupe-qualite/rencontres/<number:pk>/", meetings.meeting, name="group-meeting"),
    path("groupe-qualite/rencontres/<number:pk>/agenda.ics", calendar.meeting_file, name="group-meeting-ics"),
    path("groupe-qualite/rencontres/<number:pk>/dossier.pdf", kits.kit, name="group-meeting-kit"),
    path("regions/", delegations.delegations, name="delegations"),
    path("regions/matrice/", matrix.matrix, name="matrix"),
    path("regions/matrice.csv", matrix.matrix_csv, name="matrix-csv"),
    path("regions/matrice.xlsx", matrix.matrix_xlsx, name="matrix-xlsx"),
    path("regions/<slug:slug>/", delegations.delegation, name="delegation"),
    path("regions/<slug:slug>/agenda.ics", calendar.agenda_file, name="agenda-ics"),
    path("regions/<slug:slug>/rencontres/<number:pk>/", meetings.meeting, name="meeting"),
    path("regions/<slug:slug>/rencontres/<number:pk>/agenda.ics", calendar.meeting_file, name="meeting-ics"),
    path("regions/<slug:slug>/rencontres/<number:pk>/dossier.pdf", kits.kit, name="meeting-kit"),
    path("regions/pieces/<number:pk>/", report.attachment, name="attachment"),
    path("espace/", workspace.workspace, name="workspace"),
    path("espace/regions.csv", workspace.board_csv, name="board-csv"),
    path("espace/a-valider/", workspace.queue, name="queue"),
    path("espace/rencontres/nouvelle/", announcing.announce, name="meeting-new"),
    path("espace/rencontres/<number:pk>/", announcing.change, name="meeting-edit"),
    path("espace/rencontres/<number:pk>/annuler/", announcing.cancel, name="meeting-cancel"),
    path("espace/rencontres/<number:pk>/relances/arreter/", workspace.reminders_stop, name="reminders-stop"),
    path("espace/rencontres/<number:pk>/relances/reprendre/", workspace.reminders_resume, name="reminders-resume"),
    path("espace/rencontres/<number:pk>/compte-rendu/", report.report, name="report"),
    path("espace/rencontres/<number:pk>/compte-rendu/etape/", report.step, name="report-step"),
    path("espace/avis-demandes/<number:pk>/ordre-du-jour/", workspace.plan_answer, name="plan-answer"),
    path("espace/avis/demander/", matrix.ask, name="stance-request"),
    path("espace/avis/annuler/", matrix.withdraw, name="stance-request-withdraw"),
]
