# Two commands do everything: `make run` and `make test`. Both set up what they need.
SHELL := /bin/bash
PORT ?= 8000
UV_VERSION := 0.13.9
export UV_PROJECT_ENVIRONMENT := .venv
PY := .venv/bin/python
# with it every process would compile the whole program anew, which costs more than most tests
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test nightly fuzz walk peers spark lighthouse manual lint format clean sbom licences assurance coverage secrets

.tools/.uv-$(UV_VERSION):
	python3 -m venv .tools
	.tools/bin/pip install -q uv==$(UV_VERSION)
	touch $@

.venv/.synced: .tools/.uv-$(UV_VERSION) pyproject.toml uv.lock
	test -x .venv/bin/python || .tools/bin/uv venv -q --python "$$(tools/fastest_python)" .venv
	.tools/bin/uv sync -q --locked
	touch $@

node_modules/.synced: package.json package-lock.json
	npm ci --ignore-scripts --silent
	touch $@

var/.prepared: .venv/.synced node_modules/.synced $(shell find roterfaden -name '*.py' -path '*/migrations/*') $(shell find roterfaden/catalogue roterfaden/locale -type f)
	$(PY) manage.py prepare
	touch $@

setup: var/.prepared

run: setup
	$(PY) manage.py serve --port $(PORT)

test: setup
	tools/test

# all outsiders by all methods, all pages on both databases, more random examples: an hour and a half on two cores
nightly: setup
	FULL=1 tools/test
	$(MAKE) walk
	$(MAKE) fuzz

# 100,000 odd requests and more, from a seed that it prints; again with tools/fuzz.py --seed N
fuzz: setup
	$(PY) tools/fuzz.py

# every page of the demo by axe, wide and narrow, light and dark; not in `make test` while docs/unfinished.md names findings
walk: setup
	.venv/bin/python -m pytest -q -n 2 --dist worksteal -m walk tests/browser

# the figures on Spark; not in `make test`: it fetches 430 MB and wants Java
spark: .venv/.synced
	tools/spark

# Lighthouse over the ten main pages of the demo; writes docs/lighthouse.md
tools/lighthouse/node_modules/.synced: tools/lighthouse/package.json tools/lighthouse/package-lock.json
	cd tools/lighthouse && npm ci --ignore-scripts --silent
	touch $@

lighthouse: setup tools/lighthouse/node_modules/.synced
	$(PY) tools/lighthouse/scores.py -v

# the manual with pictures of the demo; writes docs/manual/
manual: setup
	$(PY) tools/manual.py

# LibreOffice, clamd, an S3 store, openssl: the real ones, which are not on every machine
peers: setup
	tools/peers
	$(PY) -m pytest -q -m peers tests/peers

# keys and passwords in any line of any commit
secrets: .venv/.synced
	$(PY) tools/secrets_in_history.py

lint: .venv/.synced
	tools/lint

format: .venv/.synced
	.venv/bin/ruff check -q --fix . || true
	.venv/bin/ruff format -q .
	.venv/bin/djlint --quiet --reformat roterfaden || true

# what the program is made of (CycloneDX), the licence register, the table of proofs
sbom: .venv/.synced
	@$(PY) tools/supply_chain.py sbom

licences: .venv/.synced
	$(PY) tools/supply_chain.py licences

assurance: .venv/.synced
	$(PY) tools/assurance.py

# what of the sources works, and what shows it
coverage: .venv/.synced
	$(PY) tools/coverage_of_sources.py

clean:
	rm -rf .venv .tools node_modules var .mypy_cache .ruff_cache .import_linter_cache .hypothesis
