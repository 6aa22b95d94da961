# ruff: noqa: T201
"""The form of an issue of 15 blocks: CPU time of one opening, then 8 people opening it 25 times each, in this process.

What is measured is a portal of its own: script/bench makes it.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import django

from benchmarks.measure import french

PEOPLE, OPENINGS = 8, 25
WARM_UP, ROUNDS = 3, 20
KINDS = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    path, sessions = make()
    clients = [client_of(session) for session in sessions]
    for _ in range(WARM_UP):
        size = len(clients[0].get(path).content)
    before = time.process_time()
    for _ in range(ROUNDS):
        clients[0].get(path)
    cpu = (time.process_time() - before) / ROUNDS
    with ThreadPoolExecutor(PEOPLE) as threads:
        told = [
            threads.submit(lambda one: [one.get(path).status_code for _ in range(OPENINGS)], one) for one in clients
        ]
        answers = [status for one in told for status in one.result()]
    errors = sum(status != 200 for status in answers)
    print("## Le formulaire d’un numéro de quinze blocs\n")
    print("| CPU par ouverture (ms) | Kio | ouvertures à huit à la fois | erreurs |")
    print("|---|---|---|---|")
    print(f"| {french(cpu * 1000, 0)} | {french(size / 1024, 0)} | {len(answers)} | {errors} |")
    raise SystemExit(bool(errors))


def make() -> tuple[str, list[str]]:
    """The blocks, and a session for each of those who open them."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    from network.enums import Role
    from network.models import Access, User
    from newsletter.models import Issue, KeyFigures, Live, Rubrique, Text

    issue = Issue.objects.create(number=999, title="Mesures", publisher="Mesures", provenance="fictif")
    for n in range(15 // KINDS):
        place = {"parent": issue, "region": "main", "ordering": 50 * n}
        Rubrique.objects.create(**place, title=f"Rubrique {n}", anchor=f"r{n}")
        Text.objects.create(**place, body="<p>Des mots, beaucoup de mots.</p>" * 20)
        Text.objects.create(**place, kind="encadre", body="<p>Un encadré.</p>")
        KeyFigures.objects.create(**place)
        Live.objects.create(**place, kind="ours")
    sessions = []
    for n in range(PEOPLE):
        user = User.objects.create_user(f"mesure{n}@example.org")
        Access.objects.create(user=user, role=Role.NATIONAL)
        enrol(user)
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "network.backends.EmailBackend"
        session.save()
        sessions.append(session.session_key)
    return reverse("admin:newsletter_issue_change", args=[issue.pk]), sessions


def enrol(user) -> None:
    """The team's second factor, without which it reaches nothing."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def client_of(session: str):
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = session
    return client


if __name__ == "__main__":
    main()
