# Daily work at a glance: `make help`. Every command below also works when typed by hand.

# The first Python here that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)
BIN = .venv/bin
STEP = @$(BIN)/python -m tools.steps
PORT ?= 8000
BROWSER ?= yes
WORKERS ?= logical
ARGS ?=
export PORT

.DEFAULT_GOAL := help
.PHONY: help run install test lint format check demo db messages pins

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## start the program at http://127.0.0.1:8000 (PORT=, DATABASE_URL=)
	@$(PYTHON) -m tools.setup
	@exec $(BIN)/python -m tools.run

install:  ## make .venv with everything for work on the code
	@$(PYTHON) -m tools.setup --dev

test: install  ## all tests (ARGS="tests/platform -k icons", BROWSER=no, WORKERS=2)
	@$(BIN)/python -m tools.frontend
	@$(BIN)/python -m tools.translations
ifneq ($(BROWSER),no)
	@$(BIN)/python -m tests.support.browser
	$(STEP) tests $(BIN)/pytest -n $(WORKERS) --maxprocesses 4 $(ARGS)
else
	$(STEP) "tests without browser" $(BIN)/pytest -n $(WORKERS) --maxprocesses 4 -m "not browser" $(ARGS)
endif

lint: install  ## style, templates, layers, migrations, settings
	$(STEP) style $(BIN)/ruff check .
	$(STEP) format $(BIN)/ruff format --check .
	$(STEP) templates $(BIN)/djlint --lint --quiet --allow-empty-input templates
	$(STEP) layers env PYTHONPATH=. $(BIN)/lint-imports --no-cache
	$(STEP) migrations $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tools.frontend
	$(STEP) "production settings" $(BIN)/python -m tools.deploy_check

format: install  ## put Python and templates into the house style
	$(STEP) style $(BIN)/ruff check --fix-only --quiet .
	$(STEP) format $(BIN)/ruff format --quiet .
	$(STEP) templates $(BIN)/djlint --reformat --quiet --allow-empty-input --warn templates

check: lint test  ## everything that must pass before a change is handed in

demo:  ## put the demo firm back as it was on the first day
	@$(PYTHON) -m tools.setup
	$(STEP) "demo firm" $(BIN)/python manage.py demo --reset

db:  ## the embedded database: ARGS="status", "stop", "psql" or "dump"
	@$(BIN)/python -m tools.database $(ARGS)

messages:  ## collect the texts of the code into locale/ (needs GNU gettext)
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-wrap --no-obsolete \
		-i .venv -i var -i static_vendor -i tests -i node_modules
	@$(BIN)/python -m tools.translations

pins:  ## renew requirements*.txt from requirements*.in (needs uv)
	$(STEP) "run" uv pip compile --quiet $(PIN) requirements.in -o requirements.txt
	$(STEP) "tests" uv pip compile --quiet $(PIN) requirements-dev.in -o requirements-dev.txt
PIN = --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make pins"
