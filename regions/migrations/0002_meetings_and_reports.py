import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import regions.models.reports


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_invitations"),
        ("proposals", "0005_proposals_go_with_their_seminar"),
        ("regions", "0001_initial"),
        ("seminars", "0004_workshops_go_with_their_seminar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "public"), ("reseau", "réservé au réseau")],
                        default="public",
                        max_length=10,
                        verbose_name="audience",
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("atteste", "attesté"),
                            ("deduit", "déduit"),
                            ("reconstitue", "reconstitué"),
                            ("fictif", "fictif"),
                        ],
                        default="atteste",
                        help_text="« Attesté » : écrit dans la source. Toute autre provenance est montrée aux lecteurs.",
                        max_length=12,
                        verbose_name="provenance",
                    ),
                ),
                (
                    "source_ref",
                    models.CharField(
                        blank=True,
                        help_text="Identifiant du passage dans l’extraction du document, par exemple PQ-2.",
                        max_length=40,
                        verbose_name="référence de la source",
                    ),
                ),
                (
                    "provenance_note",
                    models.TextField(
                        blank=True,
                        help_text="Ce qui a été déduit et pourquoi, ou ce qui reste incertain, en une ligne.",
                        verbose_name="note de provenance",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("jour", "au jour près"),
                            ("mois", "au mois près"),
                            ("annee", "à l’année près"),
                            ("floue", "approximative"),
                            ("inconnue", "inconnue"),
                        ],
                        default="inconnue",
                        help_text="Au jour près : les dates sont exactes. Sinon elles ne servent qu’à trier.",
                        max_length=10,
                        verbose_name="précision",
                    ),
                ),
                (
                    "date_label",
                    models.CharField(
                        blank=True,
                        help_text="Telle qu’imprimée : « fin 2010, début 2011 ».",
                        max_length=120,
                        verbose_name="date affichée",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("seminaire", "rencontre régionale du séminaire"),
                            ("referents", "réunion des référents"),
                            ("groupe", "groupe Qualité"),
                            ("national", "groupe national"),
                            ("evenement", "événement du réseau"),
                        ],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Vide : le genre et la délégation suffisent.",
                        max_length=160,
                        verbose_name="titre",
                    ),
                ),
                (
                    "starts_at",
                    models.TimeField(blank=True, help_text="Heure du lieu.", null=True, verbose_name="à partir de"),
                ),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="jusqu’à")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="lieu")),
                ("address", models.CharField(blank=True, max_length=240, verbose_name="adresse du lieu")),
                (
                    "welcome",
                    models.TextField(
                        blank=True,
                        help_text="Accès, repas, ce qu’il faut apporter.",
                        verbose_name="à savoir avant de venir",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant d’agenda"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False, verbose_name="révision d’agenda")),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="annulée le"),
                ),
                (
                    "cancellation_reason",
                    models.CharField(blank=True, editable=False, max_length=240, verbose_name="pourquoi"),
                ),
                (
                    "reminders_stopped_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="relances arrêtées le"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="annoncée par",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="network.delegation",
                        verbose_name="délégation",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        help_text="Pour une rencontre nationale seulement.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="regions.qualitygroup",
                        verbose_name="groupe national",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        help_text="Une étape tenue comme une rencontre n’est montrée qu’une fois.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="meetings",
                        to="seminars.stage",
                        verbose_name="étape du séminaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "rencontre",
                "verbose_name_plural": "rencontres",
                "ordering": [models.OrderBy(models.F("starts_on"), descending=True, nulls_first=True), "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.proposal",
                        verbose_name="proposition",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.worktrack",
                        verbose_name="piste",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="regions.meeting",
                        verbose_name="rencontre",
                    ),
                ),
            ],
            options={
                "verbose_name": "point de l’ordre du jour",
                "verbose_name_plural": "ordre du jour",
                "ordering": ["meeting", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adhere", "adhère"),
                            ("reserves", "réserves"),
                            ("retravailler", "à retravailler"),
                            ("sans-avis", "ne se prononce pas"),
                        ],
                        max_length=12,
                        verbose_name="avis",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcome",
                        to="regions.agendaitem",
                        verbose_name="point",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis sur un point",
                "verbose_name_plural": "avis sur les points",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("j3", "à la délégation, trois jours après"),
                            ("j7", "à la délégation, sept jours après"),
                            ("j14", "à l’équipe nationale, quatorze jours après"),
                        ],
                        max_length=4,
                        verbose_name="relance",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="envoyée le")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="regions.meeting",
                        verbose_name="rencontre",
                    ),
                ),
            ],
            options={
                "verbose_name": "relance",
                "verbose_name_plural": "relances",
                "ordering": ["sent_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("a-completer", "à compléter"),
                            ("valide", "validé"),
                            ("retire", "retiré"),
                        ],
                        db_index=True,
                        default="brouillon",
                        editable=False,
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Ce qu’il faut en retenir, en quelques phrases. Aucun nom de salarié en parcours.",
                        verbose_name="l’essentiel",
                    ),
                ),
                ("next_steps", models.TextField(blank=True, verbose_name="la suite")),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("traces", models.JSONField(default=dict, editable=False, verbose_name="traces")),
                ("saved_at", models.DateTimeField(editable=False, null=True, verbose_name="enregistré le")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="soumis le")),
                ("validated_at", models.DateTimeField(editable=False, null=True, verbose_name="validé le")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="retiré le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ouvert par",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report",
                        to="regions.meeting",
                        verbose_name="rencontre",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="modifié par",
                    ),
                ),
            ],
            options={
                "verbose_name": "compte rendu",
                "verbose_name_plural": "comptes rendus",
                "ordering": ["-meeting__starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="clé")),
                ("text", models.TextField(verbose_name="décision")),
                ("who", models.CharField(blank=True, max_length=160, verbose_name="qui")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="pour le")),
                (
                    "state",
                    models.CharField(
                        choices=[("a-faire", "à faire"), ("faite", "faite"), ("abandonnee", "abandonnée")],
                        default="a-faire",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "settles",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settling_decisions",
                        to="proposals.question",
                        verbose_name="question qu’elle tranche",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="regions.report",
                        verbose_name="compte rendu",
                    ),
                ),
            ],
            options={
                "verbose_name": "décision",
                "verbose_name_plural": "décisions",
                "ordering": ["report", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("permanents", "salariés permanents"),
                            ("parcours", "salariés en parcours"),
                            ("dirigeants", "dirigeants et administrateurs"),
                            ("partenaires", "partenaires"),
                            ("ensemble", "ensemble, sans détail"),
                        ],
                        max_length=12,
                        verbose_name="catégorie",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="nombre")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="regions.report",
                        verbose_name="compte rendu",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "verbose_name_plural": "présences",
                "ordering": ["report", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "file",
                    models.FileField(
                        max_length=120,
                        storage=regions.models.reports.attachments_storage,
                        upload_to="",
                        verbose_name="fichier",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("content_type", models.CharField(max_length=80, verbose_name="format")),
                ("size", models.PositiveIntegerField(verbose_name="octets")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="joint par",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="regions.report",
                        verbose_name="compte rendu",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ["report", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("a-completer", "à compléter"),
                            ("valide", "validé"),
                            ("retire", "retiré"),
                        ],
                        max_length=12,
                        verbose_name="état précédent",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("a-completer", "à compléter"),
                            ("valide", "validé"),
                            ("retire", "retiré"),
                        ],
                        max_length=12,
                        verbose_name="nouvel état",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="commentaire")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="le")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="regions.report",
                        verbose_name="compte rendu",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape d’un compte rendu",
                "verbose_name_plural": "étapes des comptes rendus",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StanceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stance_requests",
                        to="network.delegation",
                        verbose_name="délégation",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.proposal",
                        verbose_name="proposition",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="proposals.worktrack",
                        verbose_name="piste",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis demandé",
                "verbose_name_plural": "avis demandés",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["delegation", "starts_on"], name="regions_meeting_by_delegation"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("provenance", "atteste"), _negated=True),
                    models.Q(("source_ref", ""), _negated=True),
                    _connector="OR",
                ),
                name="regions_meeting_attested_has_ref",
                violation_error_message="Un objet attesté donne la référence du passage qui l’atteste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("provenance", "deduit"), _negated=True),
                    models.Q(("provenance_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="regions_meeting_deduced_has_note",
                violation_error_message="Un objet déduit dit en une ligne ce qui justifie la déduction.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", True), ("precision", "inconnue"), ("starts_on__isnull", True)),
                    models.Q(
                        ("ends_on__isnull", False),
                        ("starts_on__isnull", False),
                        models.Q(("precision", "inconnue"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="regions_meeting_dates_match_precision",
                violation_error_message="Donnez les deux dates avec leur précision, ou aucune avec la précision « inconnue ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__gte", models.F("starts_on")), ("starts_on__isnull", True), _connector="OR"
                ),
                name="regions_meeting_dates_in_order",
                violation_error_message="La date de fin précède la date de début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delegation__isnull", False), ("group__isnull", True)),
                    models.Q(("delegation__isnull", True), ("group__isnull", False)),
                    _connector="OR",
                ),
                name="regions_meeting_held_by_one",
                violation_error_message="Une rencontre est celle d’une délégation ou d’un groupe national.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "evenement"),
                    models.Q(("delegation__isnull", False), ("kind__in", ("seminaire", "referents", "groupe"))),
                    models.Q(("group__isnull", False), ("kind", "national")),
                    _connector="OR",
                ),
                name="regions_meeting_kind_fits_holder",
                violation_error_message="Ce genre de rencontre ne va pas avec qui la tient.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__isnull", True), ("precision", "jour"), _connector="OR"),
                name="regions_meeting_hours_need_day",
                violation_error_message="Donnez le jour exact avant l’heure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    models.Q(
                        ("starts_at__isnull", False),
                        models.Q(
                            ("ends_at__gt", models.F("starts_at")),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="regions_meeting_hours_in_order",
                violation_error_message="L’heure de fin suit l’heure de début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancellation_reason", ""), ("cancelled_at__isnull", True)),
                    models.Q(("cancelled_at__isnull", False), models.Q(("cancellation_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="regions_meeting_cancelled_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposal__isnull", False), ("question__isnull", True), ("track__isnull", True)),
                    models.Q(("proposal__isnull", True), ("question__isnull", True), ("track__isnull", False)),
                    models.Q(("proposal__isnull", True), ("question__isnull", False), ("track__isnull", True)),
                    _connector="OR",
                ),
                name="regions_agendaitem_one_subject",
                violation_error_message="Choisissez une proposition, une piste ou une question, et une seule.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "proposal"),
                name="regions_agendaitem_proposal_once",
                violation_error_message="Ce point est déjà à l’ordre du jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "track"),
                name="regions_agendaitem_track_once",
                violation_error_message="Ce point est déjà à l’ordre du jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "question"),
                name="regions_agendaitem_question_once",
                violation_error_message="Ce point est déjà à l’ordre du jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stance", ""), _negated=True), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="regions_outcome_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("meeting", "step"), name="regions_reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "soumis"), _negated=True), ("submitted_at__isnull", False), _connector="OR"
                ),
                name="regions_report_submitted_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "valide"), _negated=True), ("validated_at__isnull", False), _connector="OR"
                ),
                name="regions_report_validated_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "retire"), _negated=True), ("withdrawn_at__isnull", False), _connector="OR"
                ),
                name="regions_report_withdrawn_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("report", "key"), name="regions_decision_key"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="regions_decision_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("report", "category"), name="regions_attendance_category"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("report", "sha256"), name="regions_attachment_once"),
        ),
        migrations.AddConstraint(
            model_name="stancerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposal__isnull", False), ("question__isnull", True), ("track__isnull", True)),
                    models.Q(("proposal__isnull", True), ("question__isnull", True), ("track__isnull", False)),
                    models.Q(("proposal__isnull", True), ("question__isnull", False), ("track__isnull", True)),
                    _connector="OR",
                ),
                name="regions_stancerequest_one_subject",
                violation_error_message="Choisissez une proposition, une piste ou une question, et une seule.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stancerequest",
            constraint=models.UniqueConstraint(
                fields=("delegation", "proposal"),
                name="regions_stancerequest_proposal_once",
                violation_error_message="Cet avis est déjà demandé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stancerequest",
            constraint=models.UniqueConstraint(
                fields=("delegation", "track"),
                name="regions_stancerequest_track_once",
                violation_error_message="Cet avis est déjà demandé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stancerequest",
            constraint=models.UniqueConstraint(
                fields=("delegation", "question"),
                name="regions_stancerequest_question_once",
                violation_error_message="Cet avis est déjà demandé.",
            ),
        ),
    ]
