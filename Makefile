# `make run` shows a board with our sample postings; `make test` proves it. `make help` lists the rest.

PYTHON3 ?= python3
PORT ?= 8000
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PYTEST := -n auto --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help venv run test lint types checks format bench screenshot clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile
	@echo "  Variables: PORT (8000), DATA_DIR (var), DATABASE_URL, SITE_URL, PYTHON3 (python3)"

venv: .venv/.run ## the virtualenv alone, for production

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
# As many arenas as threads would keep memory a thread once used; and so would a growing threshold.
run: export MALLOC_ARENA_MAX ?= 2
run: export MALLOC_MMAP_THRESHOLD_ ?= 131072
run: export MALLOC_TRIM_THRESHOLD_ ?= 131072
run: .venv/.run ## serve a board with the sample postings on 127.0.0.1:PORT
	@$(PYTHON) -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' \
	  "$(PORT)" 2>/dev/null || { echo "Port $(PORT) of 127.0.0.1 cannot be taken: it is in use," \
	  "or no number from 1 to 65535. Take another one: make run PORT=8001" >&2; exit 1; }
	@$(MANAGE) generate_secret_key
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) import_postings sample_postings --source sample --no-progress
	@echo
	@echo "  The board      $(SITE_URL)/"
	@echo "  Its admin      $(SITE_URL)/admin/"
	@echo "  A first user   $(MANAGE) createsuperuser"
	@echo "  Your postings  $(MANAGE) import_postings path/to/your/folder"
	@echo "  Ctrl-C stops the server."
	@echo
	@$(PYTHON) -m granian --interface wsgi --host 127.0.0.1 --port $(PORT) --workers 2 \
	  --blocking-threads 4 --respawn-failed-workers --log-level warning jobboard.wsgi:application

test: lint types checks ## lint, types, checks and the whole suite, on SQLite and on PostgreSQL
	$(PYTHON) -m pytest $(PYTEST)
	$(PYTHON) -m postings.tests.postgres -- $(PYTEST) -m "django_db and not browser and not engine"

lint: .venv/.dev ## ruff
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: .venv/.dev ## mypy on the annotated floors
	$(PYTHON) -m mypy

# In a data folder of its own, so that this machine's key and database play no part.
checks: export SITE_URL := https://jobs.example.org
checks: .venv/.dev ## migrations are written; `check --deploy` is clean with a generated key
	@set -e; DATA_DIR=$$(mktemp -d); export DATA_DIR; trap 'rm -rf "$$DATA_DIR"' EXIT; \
	$(MANAGE) generate_secret_key >/dev/null; \
	$(MANAGE) makemigrations --check --dry-run; \
	$(MANAGE) check --deploy --fail-level WARNING

format: .venv/.dev ## let ruff rewrite what it can
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: .venv/.dev ## measure imports and pages; N=100000 a big board of so many postings
	$(PYTHON) -m benchmarks

screenshot: .venv/.dev ## draw docs/screenshot.png with the system's Chromium
	$(PYTHON) -m postings.tests.screenshot

clean: ## remove the virtualenv and caches; data stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/.run: requirements.txt
.venv/.dev: requirements.txt requirements-dev.txt
.venv/.run .venv/.dev:
	@command -v $(PYTHON3) >/dev/null || { echo "$(PYTHON3) is not installed." >&2; exit 1; }
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and this is $$($(PYTHON3) --version);" \
	    "name another one: make PYTHON3=python3.12 …" >&2; exit 1; }
	@$(PYTHON3) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON3) comes without venv; on Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; }
	@echo "Building .venv from $(lastword $^) …"
	@$(PYTHON3) -m venv .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r $(lastword $^)
	@touch $@
