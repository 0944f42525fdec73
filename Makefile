# The two commands a fresh machine needs: `make demo` and `make test`. Both do all the set-up.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint types check docs lock bench-setup clean

.venv/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)) and "onrecord needs Python 3.11, 3.12 or 3.13; try: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

# A browser and a database server for the tests that need them. Where they are missing and cannot be
# installed, those tests are skipped and say so.
.venv/system.stamp: .venv/dev.stamp
	@if ! command -v chromium >/dev/null || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				--no-install-recommends chromium postgresql >/dev/null \
			|| echo "browser and PostgreSQL tests are skipped: their packages did not install"; \
		else echo "browser and PostgreSQL tests are skipped; install: chromium postgresql"; fi; fi
	@touch $@

demo: .venv/run.stamp
	rm -rf demo && mkdir demo
	$(BIN)/onrecord build examples/ferry examples/depot --ledger demo/ledger.db
	$(BIN)/onrecord brief --ledger demo/ledger.db --out demo/briefing
	@cat demo/briefing/*.md

test: .venv/dev.stamp .venv/system.stamp
	$(BIN)/python -m pytest -n 2

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev.stamp
	$(BIN)/mypy

check: test lint types

docs: .venv/dev.stamp
	$(BIN)/python docs/generate.py

# Requirements are pinned for every supported Python at once, with hashes and without a host.
UV := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(BIN)/python -m pip install --quiet uv
	$(UV) pyproject.toml --extra charts --extra pdf -o requirements/run.txt
	$(UV) requirements/build.in -o requirements/build.txt
	$(UV) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(UV) pyproject.toml --group bench -c requirements/run.txt -o requirements/bench.txt

# Peers to measure against live apart from what users install.
bench-setup:
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/bench.txt
	.venv-bench/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/build.txt
	.venv-bench/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .

clean:
	rm -rf .venv .venv-bench demo dist
