# `make run` and `make test` are all a newcomer needs; Python 3.11 and make are all the machine needs.
PYTHON ?= python3.11
PIP = .venv/bin/python -m pip --disable-pip-version-check
PORT ?= 8000

# Rasa runs on Python 3.10 at most, in an environment of its own.
PYTHON310 ?= python3.10
RASA = .venv-rasa/bin/rasa
RASA_TRAIN = RASA_TELEMETRY_ENABLED=false RASA_CACHE_DIRECTORY=var/rasa/cache SQLALCHEMY_SILENCE_UBER_WARNING=1 \
	TF_CPP_MIN_LOG_LEVEL=2 PYTHONWARNINGS=ignore PYTHONPATH=. nice -n 10 $(RASA) train nlu --nlu nlu/data \
	-d nlu/rasa/domain.yml --out var/rasa
RASA_TESTS = tests/test_rasa_contract.py $(wildcard tests/test_nlu_contract.py)
CORPUS = $(wildcard nlu/data/*/*.yml)
FILES ?=

.PHONY: help run test test-all lint types format docs bench rasa rasa-table lock rasa-lock semantic hearing listening clean

help:  ## what can be done here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/run.ok  ## install and start the product with the demo district at http://127.0.0.1:8000
	.venv/bin/minhu serve --demo --port $(PORT)

test: .venv/dev.ok lint types  ## install and pass lint, types, architecture and all quick tests
	.venv/bin/python -m pytest -n auto --dist loadfile -m "not slow"

test-all: .venv/dev.ok lint types  ## the same with the slow tests
	.venv/bin/python -m pytest -n auto --dist loadfile

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
	.venv/bin/python -m bot.commands.policy_reference > docs/policy.md
	.venv/bin/python -m tests.mechanisms > docs/mechanisms.md

bench: .venv/run.ok  ## measure, each figure beside its control
	.venv/bin/minhu bench

rasa: .venv/dev.ok var/rasa/diet.tar.gz var/rasa/minhu.tar.gz  ## train Rasa on our corpus, start it, hold it to the engine contract
	for model in diet minhu; do \
		.venv/bin/python -m nlu.rasa.run_with $(RASA) var/rasa/$$model.tar.gz 5005 \
			.venv/bin/python -m pytest $(RASA_TESTS) || exit 1; \
	done

rasa-table: .venv/dev.ok var/rasa/diet.tar.gz var/rasa/minhu.tar.gz  ## our engines beside Rasa: make rasa-table FILES="labelled.tsv …"
	.venv/bin/python -m bot.bench.minds $(RASA) var/rasa $(FILES)

lock: .venv/dev.ok  ## renew the locked dependencies
	$(PIP) install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
		-c requirements.lock \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements-dev.lock

rasa-lock: .venv/dev.ok  ## renew the locked dependencies of the Rasa environment (Linux, x86-64)
	$(PIP) install --quiet uv
	.venv/bin/uv pip compile nlu/rasa/requirements.in --python $(PYTHON310) --python-version 3.10 \
		--python-platform x86_64-unknown-linux-gnu --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q \
		-o nlu/rasa/requirements.lock

.venv/bin/python:
	$(PYTHON) -m venv .venv || python3 -m venv .venv

.venv/run.ok: .venv/bin/python requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.ok: .venv/run.ok requirements-dev.lock
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.venv-rasa/ok: nlu/rasa/requirements.lock
	@$(PYTHON310) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null || \
		{ echo "Rasa 3.6 要用 Python 3.10，而 $(PYTHON310) 不是：请先安装，或用 make rasa PYTHON310=路径 指明。" >&2; exit 2; }
	test -x .venv-rasa/bin/python || $(PYTHON310) -m venv .venv-rasa
	.venv-rasa/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

var/rasa/diet.tar.gz: .venv-rasa/ok nlu/rasa/config.yml nlu/rasa/domain.yml $(CORPUS)
	$(RASA_TRAIN) -c nlu/rasa/config.yml --fixed-model-name diet

var/rasa/minhu.npz: .venv/run.ok $(wildcard nlu/*.py) $(CORPUS)
	.venv/bin/python -m nlu.rasa.export $@

var/rasa/minhu.tar.gz: .venv-rasa/ok var/rasa/minhu.npz nlu/rasa/config-minhu.yml $(wildcard nlu/rasa/*.py)
	$(RASA_TRAIN) -c nlu/rasa/config-minhu.yml --fixed-model-name minhu

semantic: .venv-tune/ok  ## tune the second opinion on the corpus as it is now (half an hour)
	.venv-tune/bin/python -m nlu.semantic.building $(OPTIONS)

hearing: .venv-tune/ok  ## tune the ear for groups on nlu/data/groups (one to two hours); then `make listening`
	.venv-tune/bin/python -m nlu.semantic.hearing $(OPTIONS)

listening: .venv/run.ok  ## learn anew where a message of a group belongs, from nlu/data/groups (half an hour or more)
	.venv/bin/python -m nlu.conversation.building $(OPTIONS)

.venv-tune/ok: nlu/semantic/requirements.txt
	$(PYTHON) -m venv .venv-tune
	.venv-tune/bin/python -m pip --disable-pip-version-check install --quiet -r nlu/semantic/requirements.txt
	@touch $@

clean:  ## remove what was built; your data in var/ stays
	rm -rf .venv .venv-rasa build dist .mypy_cache .ruff_cache .pytest_cache
