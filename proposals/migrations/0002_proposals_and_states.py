import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
        ("proposals", "0001_initial"),
        ("seminars", "0002_workshops_participation_and_media"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                ("label", models.CharField(max_length=160, verbose_name="jalon")),
                ("due_on", models.DateField(verbose_name="prévu le")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="atteint le")),
            ],
            options={
                "verbose_name": "jalon",
                "verbose_name_plural": "jalons",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                (
                    "wording",
                    models.TextField(help_text="Mot pour mot, coquilles comprises.", verbose_name="texte imprimé"),
                ),
                (
                    "corrected_wording",
                    models.TextField(
                        blank=True,
                        help_text="Vide si l’imprimé ne demande aucune correction.",
                        verbose_name="texte corrigé",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Unique dans le portail : /propositions/12/. Il ne change plus.",
                        unique=True,
                        verbose_name="numéro",
                    ),
                ),
                (
                    "printed_number",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="numéro imprimé"),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="La nôtre, pour les listes.", max_length=160, verbose_name="formulation courte"
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=120, verbose_name="thème")),
                (
                    "retained_wording",
                    models.TextField(
                        blank=True,
                        help_text="S’il diffère du texte d’origine, qui reste lisible à côté.",
                        verbose_name="texte retenu",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recueillie", "recueillie"),
                            ("etudiee", "étudiée"),
                            ("retenue", "retenue"),
                            ("regroupee", "regroupée"),
                            ("non-retenue", "non retenue"),
                        ],
                        default="recueillie",
                        editable=False,
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("answer", models.TextField(blank=True, editable=False, verbose_name="réponse motivée")),
            ],
            options={
                "verbose_name": "proposition",
                "verbose_name_plural": "propositions",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.CharField(max_length=12, verbose_name="état précédent")),
                ("after", models.CharField(max_length=12, verbose_name="nouvel état")),
                ("comment", models.TextField(blank=True, verbose_name="pourquoi")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="le")),
            ],
            options={
                "verbose_name": "changement d’état",
                "verbose_name_plural": "changements d’état",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="answer",
            field=models.TextField(blank=True, editable=False, verbose_name="réponse"),
        ),
        migrations.AddField(
            model_name="question",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="à revoir le"),
        ),
        migrations.AddField(
            model_name="question",
            name="settled_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="tranchée le"),
        ),
        migrations.AddField(
            model_name="question",
            name="status",
            field=models.CharField(
                choices=[
                    ("ouverte", "ouverte"),
                    ("en-debat", "en débat"),
                    ("tranchee", "tranchée"),
                    ("reportee", "reportée"),
                ],
                default="ouverte",
                editable=False,
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="worktrack",
            name="delegations",
            field=models.ManyToManyField(
                blank=True, related_name="tracks", to="network.delegation", verbose_name="délégations qui la portent"
            ),
        ),
        migrations.AddField(
            model_name="worktrack",
            name="people",
            field=models.ManyToManyField(
                blank=True, related_name="tracks", to="network.person", verbose_name="personnes qui la portent"
            ),
        ),
        migrations.AddField(
            model_name="worktrack",
            name="status",
            field=models.CharField(
                choices=[
                    ("posee", "posée"),
                    ("engagee", "engagée"),
                    ("en-cours", "en cours"),
                    ("aboutie", "aboutie"),
                    ("abandonnee", "abandonnée"),
                ],
                default="posee",
                editable=False,
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "tranchee"), models.Q(("answer", ""), _negated=True), ("settled_on__isnull", False)
                    ),
                    models.Q(
                        models.Q(("status", "tranchee"), _negated=True), ("answer", ""), ("settled_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="proposals_question_settled_has_answer",
                violation_error_message="Une question tranchée a une réponse et une date ; une autre n’en a pas.",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="track",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="proposals.worktrack",
                verbose_name="piste",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="seminar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="seminars.seminar",
                verbose_name="séminaire",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="workshop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="seminars.workshop",
                verbose_name="atelier",
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="proposals.proposal",
                verbose_name="proposition",
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="proposals.question",
                verbose_name="question",
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="track",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="proposals.worktrack",
                verbose_name="piste",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("track", "label"),
                name="proposals_milestone_label",
                violation_error_message="Un autre jalon de la piste porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("provenance", "atteste"), _negated=True),
                    models.Q(("source_ref", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposals_proposal_attested_has_ref",
                violation_error_message="Un objet attesté donne la référence du passage qui l’atteste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("provenance", "deduit"), _negated=True),
                    models.Q(("provenance_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposals_proposal_deduced_has_note",
                violation_error_message="Un objet déduit dit en une ligne ce qui justifie la déduction.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("seminar", "printed_number"),
                name="proposals_proposal_printed_number",
                violation_error_message="Une autre proposition du séminaire porte déjà ce numéro imprimé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("retenue", "regroupee", "non-retenue")), models.Q(("answer", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("state__in", ("retenue", "regroupee", "non-retenue")), _negated=True), ("answer", "")
                    ),
                    _connector="OR",
                ),
                name="proposals_proposal_answer_is_reasoned",
                violation_error_message="Une proposition retenue, regroupée ou non retenue dit pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposal__isnull", False), ("question__isnull", True), ("track__isnull", True)),
                    models.Q(("proposal__isnull", True), ("question__isnull", True), ("track__isnull", False)),
                    models.Q(("proposal__isnull", True), ("question__isnull", False), ("track__isnull", True)),
                    _connector="OR",
                ),
                name="proposals_statuschange_one_subject",
                violation_error_message="Un changement porte sur une proposition, une piste ou une question.",
            ),
        ),
    ]
