"""Who may do what with the portal's own work."""


def may_resend(user) -> bool:
    """To send again a mail that failed."""
    return user.has_perm("core.resend_outgoingmail")
