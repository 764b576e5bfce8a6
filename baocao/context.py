"""What the frame of every page shows: menu, units, round."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict:
    """The lead's place-holder: nothing yet."""
    return {}
