# `make` lists the targets. Each of them installs first what is missing; the stamp makes that free the second time.

PYTHON ?= python3
PORT ?= 7860
# Not ?=, since some shells export HOST for themselves, and that would open the chat to the network.
HOST = 127.0.0.1
BIN := .venv/bin
INSTALLED := .venv/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
QUIET := -qq  # errors only: one q still prints a line for every package source that lacks a package

# Only serving builds an index by itself; a fresh clone must answer and score too. Not on stdout, which is for the answer.
PUBLISHED := test -s "$${ASSISTANT_HOME:-var}/versions/CURRENT" || $(BIN)/assistant index build --publish >&2

# As typed: quotes and dollar signs in a question reach the program unchanged.
export QUESTION := $(value Q)
unexport Q

.DEFAULT_GOAL := help
.PHONY: help install serve ask test stories screenshots crash check lint types fix evals bench bench-retrieval clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: $(INSTALLED) ## set up .venv with everything that is needed
	@echo "Installed: $(BIN)/assistant"

serve: $(INSTALLED) ## serve the chat and the HTTP API: make serve [HOST=127.0.0.1] [PORT=7860]
	@$(BIN)/assistant serve --host '$(HOST)' --port '$(PORT)'

ask: $(INSTALLED) ## answer one question in the terminal: make ask Q="how do I handle a dialect caller"
	@test -n "$$QUESTION" || { echo 'make ask needs a question: make ask Q="客户讲方言听不懂怎么办"' >&2; exit 2; }
	@$(PUBLISHED)
	@$(BIN)/assistant ask -- "$$QUESTION"

# Tests start hundreds of processes: compiled modules are kept for them, also where the shell says not to.
test: $(INSTALLED) ## run the test suite
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -m "not slow and not story" -n auto --dist loadfile

stories: $(INSTALLED) ## agents', trainers' and maintainers' work from end to end in a browser, every page checked and drawn
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -m story -n auto --dist loadfile

screenshots: $(INSTALLED) ## draw every page anew for docs/images
	@ASSISTANT_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/test_web_screenshots.py

crash: $(INSTALLED) ## kill builds, publishing, intake and the log 3,000 times and check that nothing is torn or lost
	@CRASH_KILLS=3000 $(BIN)/python -m pytest -q tests/test_crash.py

check: lint types test ## lint, types and tests: what must pass before a commit

lint: $(INSTALLED) ## style, format, docstrings, direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pydoclint -q corpus index assistant evals
	@$(BIN)/lint-imports --no-logo

types: $(INSTALLED) ## mypy strict on the four packages
	@$(BIN)/mypy

fix: $(INSTALLED) ## put right what the linters can put right by themselves
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

evals: $(INSTALLED) ## score the published index on the cases and write a report
	@$(PUBLISHED)
	@$(BIN)/assistant eval run

bench: $(INSTALLED) ## measure answer times, start-up and memory
	@$(PUBLISHED)
	@$(BIN)/assistant eval bench

bench-retrieval: $(INSTALLED) ## measure the search step by step, without each regulation's questions, and its confidence
	@$(PUBLISHED)
	@$(BIN)/assistant eval retrieval

clean: ## remove .venv, caches and build leftovers; keep var/ with all that was taken in
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
	@find corpus index assistant evals tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not: install it, or name another: make install PYTHON=python3.11" >&2; \
		exit 1; }
	@echo "Installing into .venv; this takes a minute or two." >&2
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) install $(QUIET) -c constraints.txt 'pip>=25.1'  # the first pip that knows dependency groups
	@$(PIP) install $(QUIET) -c constraints.txt --editable . --group dev
	@touch $@
