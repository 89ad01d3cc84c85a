# Jalon : tout ce qui se tape. « make » seul affiche l’aide.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
# Options données à pytest : make test-sqlite ARGS="-k journal".
ARGS ?=

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
SERVERS := $(BIN)/python -m tests.servers
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile

# Sans effet sur les commandes : un terminal absent, une autre configuration Django.
unexport DJANGO_SETTINGS_MODULE
export PYTHONUNBUFFERED := 1

.PHONY: help run test lint test-sqlite test-postgresql test-fire fire e2e bench demo docs clean

help: ## Affiche cette aide
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/.run ## Prépare ce qui manque puis sert sur 127.0.0.1:$PORT (8000)
	@$(MANAGE) prepare
	@PORT=$(PORT) $(BIN)/gunicorn --config config/gunicorn.py config.wsgi

test: lint ## Vérifie tout : règles du code, SQLite, PostgreSQL, Redis, navigateur
	@$(MAKE) test-sqlite
	@$(MAKE) test-postgresql
	@$(MAKE) test-fire
	@$(MAKE) e2e

lint: .venv/.dev ## Style, types, dépendances entre applications, migrations, réglages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@JALON_TEST_VAR=.mypy_cache/var $(BIN)/mypy
	@$(BIN)/lint-imports
	@DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python -m tests.production -- $(MANAGE) check --deploy --fail-level WARNING

test-sqlite: .venv/.dev ## Les tests sur SQLite, sans navigateur
	@$(BIN)/python -m tests.libraries
	@JALON_TEST_DB=sqlite $(PYTEST) -m "not e2e and not fire" $(ARGS)

test-postgresql: .venv/.dev ## Les tests sur PostgreSQL et Redis, sans navigateur
	@$(BIN)/python -m tests.libraries
	@$(SERVERS) -- env JALON_TEST_DB=postgresql $(PYTEST) -m "not e2e and not fire" --touching-database $(ARGS)

# À part : ces tests tuent les serveurs de leur passage, et mesurent des délais.
test-fire: .venv/.dev ## Tue web, exécutants, horloge, Redis et PostgreSQL au hasard, 200 fois
	@$(SERVERS) -- env JALON_TEST_DB=postgresql $(BIN)/python -m pytest -p no:xdist -s -m fire \
		tests/fire $(ARGS)

fire: ## La même épreuve, 1 000 fois, et Redis figé une minute (une vingtaine de minutes)
	@JALON_FIRE_KILLS=1000 JALON_FIRE_FROZEN=60 $(MAKE) test-fire

# À part : la boucle du navigateur interdit la base aux tests du même processus.
# JALON_CAPTURES=1 make e2e : refait aussi les images de docs/captures.
e2e: .venv/.dev ## Les tests dans un navigateur
	@$(SERVERS) --browser -- env JALON_TEST_DB=postgresql $(PYTEST) -m e2e $(ARGS)

bench: .venv/.dev ## Mesure un acte, des listes, une recherche, le journal, les envois, les chiffres
	@$(SERVERS) -- env JALON_TEST_DB=postgresql DJANGO_SETTINGS_MODULE=config.settings.test \
		$(BIN)/python -m tests.bench
	@JALON_TEST_DB=sqlite DJANGO_SETTINGS_MODULE=config.settings.test \
		$(BIN)/python -m tests.bench journal

demo: .venv/.run ## Remet à neuf les données fictives de la démonstration
	@rm -f var/jalon.sqlite3 var/jalon.sqlite3-wal var/jalon.sqlite3-shm
	@$(MANAGE) prepare

docs: .venv/.run ## Réécrit la documentation tirée du code
	@$(MANAGE) workflow_docs
	@$(MANAGE) data_dictionary
	@$(MANAGE) nomenclatures
	@$(MANAGE) refusals
	@$(MANAGE) messages

clean: ## Retire l’environnement, les caches et les fichiers compilés ; garde var/
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/uv:
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8,<1"

# Les dépendances de développement, si elles sont là, restent : l’un ne défait pas l’autre.
.venv/.run: uv.lock | $(BIN)/uv
	@$(BIN)/uv sync --quiet --locked --no-dev --inexact
	@touch $@

.venv/.dev: uv.lock | $(BIN)/uv
	@$(BIN)/uv sync --quiet --locked
	@touch $@ .venv/.run
