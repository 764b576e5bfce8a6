# Everything starts here. `make run` and `make test` need Python 3.11, git and make, nothing else.
SHELL := /bin/bash
PYTHON ?= python3.11
PORT ?= 8000
SCALE ?=
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run dev test check fix bench drill backtest pictures vendor install

install: .make/run

# Hash-checked installs; the mark is newer than the list it installed.
.make/run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@mkdir -p .make && touch $@

.make/dev: requirements.txt requirements-dev.txt .make/run
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@mkdir -p .make && touch $@

run: .make/run
	@PORT=$(PORT) $(PY) scripts/run_server.py

dev: .make/dev
	@$(PY) scripts/write_env.py
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py migrate --verbosity 0
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: .make/dev
	@$(PY) scripts/run_tests.py $(ARGS)

check: .make/dev
	@$(PY) scripts/run_checks.py

fix: .make/dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: .make/dev
	@$(PY) -m scripts.bench $(if $(SCALE),--scale $(SCALE)) $(if $(ONLY),--only $(ONLY))

drill: .make/dev
	@$(PY) -m scripts.drill

backtest: .make/dev
	@$(PY) -m scripts.backtest

pictures: .make/dev
	@$(PY) -m scripts.pictures

vendor: .make/run
	@$(PY) scripts/vendor.py
