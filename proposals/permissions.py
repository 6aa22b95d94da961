"""Who may do what with proposals, tracks and questions."""

from django.db.models import Model


def may_move(user, subject: Model) -> bool:
    """To change the state of a proposal, a track or a question."""
    return user.has_perm(f"proposals.change_{subject._meta.model_name}")


def may_see_missing_links(user) -> bool:
    return user.has_perm("proposals.change_proposal")
