"""Settings by environment: `base` serves, `dev` reloads, `test` tests; `.env` or the environment fills them."""
