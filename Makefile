# Needs Python 3.11 or newer and a package registry; each target sets up what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

FRONT := $(wildcard frontend/*.* frontend/.npmrc)

.PHONY: serve test check conformance format front screenshots

serve: .venv/installed  ## publish the corpus and serve it on http://127.0.0.1:8000/
	$(BIN)/hbgraph serve $(ARGS)

test: .venv/installed-dev  ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not alone" $(ARGS)
	$(BIN)/python -m pytest -m alone $(ARGS)

check: .venv/installed-dev  ## linters, types, canonical Turtle
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hbgraph format --check
	if command -v npm >/dev/null; then cd frontend && npm ci --ignore-scripts && npm run check; fi

conformance: .venv/installed-dev  ## run the W3C's SPARQL suites against a scratch server
	$(BIN)/python conformance/run.py $(ARGS)

format: .venv/installed-dev  ## put code and Turtle into their canonical form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/hbgraph format

screenshots: .venv/installed-dev  ## pictures of the pages, in screenshots/
	PYTHONPATH=tests $(BIN)/python -m browser.screenshots

front:  ## build what browsers load anew, after a change in frontend/
	cd frontend && npm ci --ignore-scripts && npm run build

.venv/installed: pyproject.toml hatch_build.py $(FRONT)
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(PIP) --upgrade 'pip>=25.1'  # the first that reads dependency groups
	$(PIP) --group dev
	touch $@
