"""What a browser would post from a form of the back-office, left as it was shown."""

from django.http import HttpResponse


def posted(response: HttpResponse) -> dict:
    """Return the fields of the change form in ``response``, rows of its inlines included."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False or hasattr(value, "storage"):
                continue  # left blank, unticked, or a file that stays
            data[bound.html_name] = "on" if value is True else value
    return data


def add_row(data: dict, prefix: str, **fields) -> dict:
    """Return ``data`` with one more row in the inline named ``prefix``."""
    total = f"{prefix}-TOTAL_FORMS"
    number = int(data[total])
    return {**data, total: number + 1, **{f"{prefix}-{number}-{name}": value for name, value in fields.items()}}
