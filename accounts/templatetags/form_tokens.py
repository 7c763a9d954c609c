"""Django's {% csrf_token %}, and beside it the token that says whose page the form stands on."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts import clock, form_tokens

register = template.Library()


class TokensNode(CsrfTokenNode):
    """Both hidden fields; the second for who is signed in."""

    def render(self, context: template.Context) -> str:
        """Return the hidden fields of one form."""
        request = context.get("request")
        if request is None or not request.user.is_authenticated:
            return super().render(context)
        token = form_tokens.make(request, clock.now())
        field = '<input type="hidden" name="{}" value="{}">'
        return super().render(context) + format_html(field, form_tokens.FIELD, token)


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> TokensNode:
    """Render the tokens of a form; every form that posts has this tag."""
    return TokensNode()
