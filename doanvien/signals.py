"""What rooms to the right may answer to without being imported here."""

from django.dispatch import Signal

# Before the name of a person is taken away; `records` are all records of that person, and a receiver may refuse.
before_anonymise = Signal()
