# Set-up is part of every target: a virtual environment in .venv, made once and again when pyproject.toml changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEEL_VENV := .venv-wheel

.PHONY: help demo test lint docs wheel-test endurance train-english train-judge bench-english bench clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/installed  ## run the whole job on the bundled sample corpus and say where the briefings lie
	@$(BIN)/syntopic demo demo

test: $(VENV)/installed-dev  ## run the tests
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/installed-dev  ## ruff, mypy (strict), import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/installed-dev  ## write docs/cli.md and docs/settings.md from the program
	@$(BIN)/python docs/paste_help.py

wheel-test: $(VENV)/installed-dev  ## the tests once more, on the built wheel in an environment of its own
	rm -rf dist $(WHEEL_VENV)
	$(BIN)/python -m build --wheel --outdir dist . > /dev/null
	$(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/pip install --quiet --disable-pip-version-check "$$(ls dist/*.whl)[dev]"
	rm -rf build/wheel-test && mkdir -p build/wheel-test && cp -r tests pyproject.toml docs README.md build/wheel-test/
	cd build/wheel-test && ../../$(WHEEL_VENV)/bin/pytest -q -n auto --maxprocesses 4 --dist loadfile

endurance: $(VENV)/installed-dev  ## long tests: nights killed anywhere, full disks, months (SYNTOPIC_ENDURANCE=long: longer)
	@$(BIN)/python -m pytest -q -m endurance

train-english: $(VENV)/installed-dev  ## train the English pipeline (75 minutes on two cores; needs SYNTOPIC_SHARED; START=DIR goes on from a model)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[train]'
	OMP_NUM_THREADS=1 GLOO_SOCKET_IFNAME=lo $(BIN)/python -m training.english.train --out build/english --minutes 70 $(if $(START),--start $(START) --peak 0.6)
	$(BIN)/python -m training.english.finish --from build/english --to extract/models/english --commit "$$(git rev-parse --short HEAD)"

train-judge: $(VENV)/installed-dev  ## train the judge of sentence pairs (75 minutes on two cores; needs SYNTOPIC_SHARED; START=DIR goes on from a model)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[train]'
	OMP_NUM_THREADS=1 GLOO_SOCKET_IFNAME=lo $(BIN)/python -m training.stance.train --out build/judge $(if $(START),--start $(START) --own-after 0 --rate 8e-5 --minutes 40)
	$(BIN)/python -m training.stance.finish --from build/judge --to extract/models/judge

bench-english: $(VENV)/installed-dev  ## figures of the English pipeline beside their bars
	@$(BIN)/python -m benchmarks.bench_english

bench: $(VENV)/installed-dev  ## where the time of the demo goes
	@$(BIN)/python -m benchmarks.bench_demo

clean:  ## remove what the targets made, environments included
	rm -rf $(VENV) $(WHEEL_VENV) build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
