# `make run` and `make test` are all a newcomer needs; Python 3.11 and make are all the machine needs.
PYTHON ?= python3.11
PIP = .venv/bin/python -m pip --disable-pip-version-check
PORT ?= 8000

.PHONY: help run test test-all lint types format docs bench lock clean

help:  ## what can be done here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/run.ok  ## install and start the product with the demo district at http://127.0.0.1:8000
	.venv/bin/minhu serve --demo --port $(PORT)

test: .venv/dev.ok lint types  ## install and pass lint, types, architecture and all quick tests
	.venv/bin/python -m pytest -m "not slow"

test-all: .venv/dev.ok lint types  ## the same with the slow tests
	.venv/bin/python -m pytest

lint: .venv/dev.ok
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/dev.ok
	.venv/bin/mypy

format: .venv/dev.ok  ## put the code in form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: .venv/dev.ok  ## renew the pages that are made from the code
	.venv/bin/python -m bot.commands.reference > docs/commands.md

bench: .venv/run.ok  ## measure, each figure beside its control
	.venv/bin/minhu bench

lock: .venv/dev.ok  ## renew the locked dependencies
	$(PIP) install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
		-c requirements.lock \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements-dev.lock

.venv/bin/python:
	$(PYTHON) -m venv .venv || python3 -m venv .venv

.venv/run.ok: .venv/bin/python requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.ok: .venv/run.ok requirements-dev.lock
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

clean:  ## remove what was built; your data in var/ stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache
