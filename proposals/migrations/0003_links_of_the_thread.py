"""The tables of links, which differ by their two ends alone: each is written as a line of one form."""

import django.db.models.deletion
from django.db import migrations, models

End = tuple[str, str, str]  # the model, what the end is called, what its links are called from there

FILIATION = (
    "filiation",
    models.CharField(
        choices=[("reformulation", "reformulée"), ("regroupement", "regroupée"), ("scission", "scindée")],
        max_length=14,
        verbose_name="filiation",
    ),
)
NOT_ITSELF = models.CheckConstraint(
    condition=~models.Q(source=models.F("target")),
    name="proposals_proposalproposal_not_itself",
    violation_error_message="Une proposition ne vient pas d’elle-même.",
)


def end(model: str, called: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=model, verbose_name=called
    )


def link(
    name: str, *, source: End, target: End, called: tuple[str, str], fields: list = (), constraints: list = ()
) -> list:
    prefix = f"proposals_{name.lower()}"
    table = migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
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
                "reason",
                models.CharField(
                    help_text="En une ligne, montrée aux lecteurs.", max_length=240, verbose_name="raison"
                ),
            ),
            ("source", end(*source)),
            ("target", end(*target)),
            *fields,
        ],
        options={
            "verbose_name": called[0],
            "verbose_name_plural": called[1],
            "ordering": ["pk"],
            "abstract": False,
        },
    )
    shared = [
        models.CheckConstraint(
            condition=~models.Q(provenance="atteste") | ~models.Q(source_ref=""),
            name=f"{prefix}_attested_has_ref",
            violation_error_message="Un lien attesté donne la référence du passage qui l’atteste.",
        ),
        models.CheckConstraint(
            condition=~models.Q(reason=""),
            name=f"{prefix}_has_reason",
            violation_error_message="Un lien dit en une ligne ce qui le justifie.",
        ),
        models.UniqueConstraint(
            fields=("source", "target"),
            name=f"{prefix}_pair",
            violation_error_message="Ces deux objets sont déjà liés.",
        ),
    ]
    return [
        table,
        *(migrations.AddConstraint(model_name=name.lower(), constraint=one) for one in (*shared, *constraints)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0002_proposals_and_states"),
        ("seminars", "0002_workshops_participation_and_media"),
    ]

    operations = [
        *link(
            "VisitObservation",
            source=("seminars.visit", "visite", "to_observations"),
            target=("proposals.observation", "observation", "from_visits"),
            called=("lien visite → observation", "liens visites → observations"),
        ),
        *link(
            "ObservationWorkshop",
            source=("proposals.observation", "observation", "to_workshops"),
            target=("seminars.workshop", "atelier", "from_observations"),
            called=("lien observation → atelier", "liens observations → ateliers"),
        ),
        *link(
            "ObservationProposal",
            source=("proposals.observation", "observation", "to_proposals"),
            target=("proposals.proposal", "proposition", "from_observations"),
            called=("lien observation → proposition", "liens observations → propositions"),
        ),
        *link(
            "ObservationTrend",
            source=("proposals.observation", "observation", "to_trends"),
            target=("proposals.trend", "évolution", "from_observations"),
            called=("lien observation → évolution", "liens observations → évolutions"),
        ),
        *link(
            "ObservationTrack",
            source=("proposals.observation", "observation", "to_tracks"),
            target=("proposals.worktrack", "piste", "from_observations"),
            called=("lien observation → piste", "liens observations → pistes"),
        ),
        *link(
            "ObservationQuestion",
            source=("proposals.observation", "observation", "to_questions"),
            target=("proposals.question", "question", "from_observations"),
            called=("lien observation → question", "liens observations → questions"),
        ),
        *link(
            "ProposalTrend",
            source=("proposals.proposal", "proposition", "to_trends"),
            target=("proposals.trend", "évolution", "from_proposals"),
            called=("lien proposition → évolution", "liens propositions → évolutions"),
        ),
        *link(
            "ProposalTrack",
            source=("proposals.proposal", "proposition", "to_tracks"),
            target=("proposals.worktrack", "piste", "from_proposals"),
            called=("lien proposition → piste", "liens propositions → pistes"),
        ),
        *link(
            "ProposalQuestion",
            source=("proposals.proposal", "proposition", "to_questions"),
            target=("proposals.question", "question", "from_proposals"),
            called=("lien proposition → question", "liens propositions → questions"),
        ),
        *link(
            "TrendTrack",
            source=("proposals.trend", "évolution", "to_tracks"),
            target=("proposals.worktrack", "piste", "from_trends"),
            called=("lien évolution → piste", "liens évolutions → pistes"),
        ),
        *link(
            "TrendQuestion",
            source=("proposals.trend", "évolution", "to_questions"),
            target=("proposals.question", "question", "from_trends"),
            called=("lien évolution → question", "liens évolutions → questions"),
        ),
        *link(
            "TrackQuestion",
            source=("proposals.worktrack", "piste", "to_questions"),
            target=("proposals.question", "question", "from_tracks"),
            called=("lien piste → question", "liens pistes → questions"),
        ),
        *link(
            "ProposalProposal",
            source=("proposals.proposal", "proposition d’origine", "to_proposals"),
            target=("proposals.proposal", "proposition qui en vient", "from_proposals"),
            called=("lien proposition → proposition", "liens propositions → propositions"),
            fields=[FILIATION],
            constraints=[NOT_ITSELF],
        ),
    ]
