"""Who may do what with the portal's own work."""


def may_resend(user) -> bool:
    """To send again a mail that failed."""
    return user.has_perm("core.resend_outgoingmail")


def may_restore(user, model) -> bool:
    """To read what an object was, deleted or not, and to give it back."""
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


def may_read_log(user) -> bool:
    """To read who did what in the back-office."""
    return user.has_perm("admin.view_logentry")


def may_import(user, model) -> bool:
    """To take a table of such objects in, and out."""
    label, name = model._meta.app_label, model._meta.model_name
    return user.has_perm(f"{label}.add_{name}") and user.has_perm(f"{label}.change_{name}")
