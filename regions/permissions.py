"""Who may do what with meetings and their reports (design § 5), from current ``Access`` rows only."""

from network.models import Delegation, User
from network.permissions import is_national_team
from regions.enums import ReportState
from regions.models import Meeting, Report


def acts_for(user, delegation_id: int | None) -> bool:
    """Whether someone writes for a delegation: its delegates, and the national team for each of them."""
    if is_national_team(user):
        return True
    return delegation_id is not None and delegation_id in getattr(user, "current_delegations", ())


def may_announce(user, delegation: Delegation | None) -> bool:
    """None stands for a national meeting."""
    return acts_for(user, delegation and delegation.pk)


def may_manage_meeting(user, meeting: Meeting) -> bool:
    return acts_for(user, meeting.delegation_id)


def may_read_kit(user, meeting: Meeting) -> bool:
    """One file for all: it is for whoever may read every point it holds."""
    return not meeting.items.exclude(pk__in=meeting.items.visible_to(user).values("pk")).exists()


def may_see_report(user, report: Report) -> bool:
    """Before it is validated, only those who write it and the national team know of it."""
    if acts_for(user, report.meeting.delegation_id):
        return True
    return Report.objects.visible_to(user).filter(pk=report.pk).exists()


def may_write_report(user, report: Report) -> bool:
    return not report.why_closed and acts_for(user, report.meeting.delegation_id)


def may_take_back(user, report: Report) -> bool:
    return report.state == ReportState.SUBMITTED and acts_for(user, report.meeting.delegation_id)


def may_validate(user: User) -> bool:
    """To read, send back, validate and withdraw any delegation's report."""
    return is_national_team(user)


def may_ask_stance(user: User) -> bool:
    return is_national_team(user)
