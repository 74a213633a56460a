# The set-up and the daily commands. `make help` lists them.
#
# The set-up is made of files: each step leaves a stamp in .venv/.stamps, so a second run finds
# everything up to date and costs nothing. Remove .venv (`make clean`) to begin again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps

SEMGREP_VERSION := 1.182.0

# What one may set: make test ARGS="-k money", make serve PORT=9000, make bench ONLY=totals,
# make campaign ONLY=bit_flips NAMES=folder (lists of real names, one a line, to print on papers),
# make campaign ONLY=kills KILLS=100 (tests/campaigns/lengths.py has all lengths).
ARGS ?=
ONLY ?=
NAMES ?=
PORT ?= 8000
WORKERS ?= 2
PYTHON ?=

DEMO := var/demo
DEMO_DATABASE := $(DEMO)/registry.db

# WeasyPrint loads the first three; the certificates are set in the two typefaces.
DEBIAN_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  fonts-lxgw-wenkai fonts-liberation
# The tests read the issued papers back with the first two, sign with keys in a
# token, read the QR codes with a second reader, open the pages in a browser,
# start nginx with the configuration of docs/operations, cut the power of a disk, and load servers.
DEBIAN_TEST_PACKAGES := poppler-utils qpdf softhsm2 libzbar0 chromium nginx-light \
  libfuse2 fuse3 wrk

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard registry/translations/*/LC_MESSAGES/*.po))

RUN_READY := $(STAMPS)/debian $(STAMPS)/python $(CATALOGUES)
TEST_READY := $(RUN_READY) $(STAMPS)/debian-test $(STAMPS)/node

.PHONY: help setup demo serve test lint types contracts security sure lock sbom bench campaign screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(RUN_READY) ## install what is missing: Debian packages, .venv, translations

demo: $(RUN_READY) ## run the main job on the shipped example, into var/demo
	$(BIN)/registry demo --out $(DEMO)

serve: $(RUN_READY) ## open the demo's web pages (PORT=8000); first make demo
	@test -f $(DEMO_DATABASE) || { \
	  echo "There is no $(DEMO_DATABASE) yet: run 'make demo' first." >&2; exit 1; }
	$(BIN)/registry serve --demo $(DEMO) --port $(PORT)

test: $(TEST_READY) ## all tests, on SQLite and PostgreSQL (ARGS="-k word" narrows)
	$(BIN)/python tools/with_postgres.py -- $(BIN)/pytest -n $(WORKERS) $(ARGS)

lint: $(TEST_READY) ## flake8, and the formatting by ruff
	$(BIN)/flake8
	$(BIN)/ruff format --check --line-length 100 .

types: $(TEST_READY) ## mypy, strict
	$(BIN)/mypy

contracts: $(TEST_READY) ## which package may import which
	$(BIN)/lint-imports --config setup.cfg

# Left out, for there is something better: B101 (an assert here only tells mypy a type), B404 and B603
# (programs are started with a list, never by a shell, which B602 and B605 hold), B405 and B406 (that a
# module is imported; what parses with it is looked at by B313 to B320).
# Semgrep follows what a request carries to where it must not arrive; first its rules are tried on what
# they must find. It has an environment of its own, for it pins libraries that the registry uses too.
SEMGREP := $(VENV)/semgrep/bin/semgrep scan --metrics=off --disable-version-check --quiet
security: $(TEST_READY) $(STAMPS)/semgrep ## bandit and our rules for semgrep over both packages
	$(BIN)/bandit --quiet --recursive registry certificates --skip B101,B404,B405,B406,B603
	PATH=$(VENV)/semgrep/bin:$$PATH $(SEMGREP) --test tools/semgrep
	PATH=$(VENV)/semgrep/bin:$$PATH $(SEMGREP) --error --config tools/semgrep/flows.yml registry certificates

sure: lint types contracts security test ## everything that must hold: lint, types, contracts, security, test

# The newest versions that setup.cfg allows; LOCK="--upgrade-package NAME" moves one only.
LOCK ?= --upgrade
LOCKED_EXTRAS := postgres ops pkcs11 celery redis bulk
lock: $(TEST_READY) ## pin the libraries again, with the hashes of their files, in requirements.lock
	$(BIN)/pip-compile --quiet $(LOCK) --generate-hashes --allow-unsafe --strip-extras --no-header \
	  --no-annotate --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  $(addprefix --extra ,$(LOCKED_EXTRAS)) --output-file requirements.lock setup.cfg
	$(MAKE) sbom

sbom: $(TEST_READY) ## docs/sbom.cdx.json (CycloneDX) from requirements.lock and what is installed
	$(BIN)/python tools/make_sbom.py

bench: $(TEST_READY) ## all measurements, or one: make bench ONLY=name
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

campaign: $(TEST_READY) ## the trials that take long, or one: make campaign ONLY=bit_flips
	NAMES="$(NAMES)" $(BIN)/python tools/with_postgres.py -- $(BIN)/pytest -n $(WORKERS) --dist worksteal \
	  -o python_files='campaign_*.py' -o pythonpath='. tests tests/certificates tests/statistics tests/statistics/outputs' $(ARGS) \
	  tests/campaigns$(if $(ONLY),/campaign_$(ONLY).py)

screenshots: $(TEST_READY) ## every page as a picture, both languages, wide and narrow, in var/screenshots
	$(BIN)/pytest -q -o python_files='shots_*.py' tests/browser

clean: ## remove what the other commands made: .venv, var/demo, caches
	rm -rf $(VENV) $(DEMO) build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the steps of the set-up --------------------------------------------------------------------

$(STAMPS)/semgrep: $(STAMPS)/python
	$(BIN)/python -m venv $(VENV)/semgrep
	$(VENV)/semgrep/bin/python -m pip install --quiet --disable-pip-version-check semgrep==$(SEMGREP_VERSION)
	@touch $@

$(STAMPS)/debian: Makefile tools/debian_packages.sh
	@tools/debian_packages.sh $(DEBIAN_PACKAGES)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/debian-test: Makefile tools/debian_packages.sh
	@tools/debian_packages.sh $(DEBIAN_TEST_PACKAGES)
	@mkdir -p $(@D) && touch $@

# The W3C's validator of HTML, where npm is; without it a test says that it was skipped.
$(STAMPS)/node: Makefile | $(STAMPS)/venv
	@if command -v npm >/dev/null; then \
	  npm install --silent --no-audit --no-fund --no-save --prefix $(VENV)/node vnu-jar; fi
	@touch $@

# The Debian step comes first only so that what needs root is asked for at the beginning.
$(STAMPS)/venv: tools/environment.sh | $(STAMPS)/debian
	@PYTHON="$(PYTHON)" tools/environment.sh $(VENV)
	@mkdir -p $(@D) && touch $@

# One environment for running and for testing: two would cost the second command what it saves
# the first.
# First the libraries as they are locked, file for file; then what only tests need, and whatever
# setup.cfg asks for that the lock does not have yet, or that only this Python needs.
$(STAMPS)/python: $(STAMPS)/venv setup.cfg pyproject.toml requirements.lock
	@echo "Installing the Python packages into $(VENV) (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements.lock || { \
	  echo "The locked packages could not be installed: pip says why above." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --editable '.[dev]' || { \
	  echo "The Python packages could not be installed: pip says why above." >&2; exit 1; }
	@touch $@

# Each catalogue is newer than its source; a fresh .venv alone is no reason to compile again.
%.mo: %.po | $(STAMPS)/python
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
