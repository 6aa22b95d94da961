"""How forms are drawn. An issue's has three hundred fields: Django's engine would take most of the request for them."""

from django.forms.renderers import DjangoTemplates, Jinja2

# Also finds the templates of ``core/jinja2``.
pieces = Jinja2()


class FormRenderer(DjangoTemplates):
    """Draws Django's own pieces with Jinja2, which has them too, and the packages' with its own engine."""

    def get_template(self, template_name: str):
        engine = pieces if template_name.startswith("django/forms/") else super()
        return engine.get_template(template_name)
