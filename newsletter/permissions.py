"""Who may do what with the issues and their files."""

from newsletter.published import all_readable_editions


def may_publish(user) -> bool:
    return user.has_perm("newsletter.publish_issue")


def may_preview(user) -> bool:
    """Read a draft as it would be published, lend it to colleagues by a link, and settle what they say of it."""
    return user.has_perm("newsletter.change_issue")


def may_open_rendering(user) -> bool:
    """The files of every edition, the replaced ones included."""
    return user.has_perm("newsletter.view_edition")


def may_see_picture(user, name: str) -> bool:
    """Those of the issues one may read, in any edition; those of drafts too, for who writes them."""
    if user.has_perm("newsletter.change_issue"):
        return True
    return all_readable_editions(user).filter(body__contains=f"images/{name}").exists()
