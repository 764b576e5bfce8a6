"""Settings of a served installation: those of `base`, and no debug whatever the environment says."""

from config.settings.base import *  # noqa: F403

DEBUG = False
