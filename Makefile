# Two commands do all on a fresh machine: `make demo` and `make test`. Both set up first.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready

.PHONY: help demo test test-long mutanten check lint types contracts bench pictures lock clean

help:
	@echo "make demo      set up and open the program on invented data"
	@echo "make test      set up and run the tests"
	@echo "make test-long many and long random histories, every byte of every file: an hour or more"
	@echo "make mutanten  put mistakes into the engine; each must make a test fail: half an hour or more"
	@echo "make check     ruff, mypy, import contracts and all tests"
	@echo "make bench     the figures of benchmarks/"
	@echo "make pictures  draw the pictures of the handbook and the README anew"
	@echo "make lock      resolve requirements.lock anew"

# uv comes into the project's own environment with pip; what is installed is exactly what requirements.lock names.
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(VENV) $(BIN)/python -m uv pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/python -m uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY)
	@$(BIN)/retcli demo

# Two runs: the screens' tests take up to four times as long in processes that ran all the others before.
test: $(READY)
	$(BIN)/python -m pytest -n auto --ignore=tests/screens
	$(BIN)/python -m pytest -n auto tests/screens

test-long: $(READY)
	RETCLI_LANG=1 $(BIN)/python -m pytest -n auto tests/db tests/test_invoer.py

mutanten: $(READY)
	$(BIN)/python -m tests.mutanten

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

check: lint types contracts test

bench: $(READY)
	$(BIN)/python -m benchmarks.schrijven
	$(BIN)/python -m benchmarks.importeren
	$(BIN)/python -m benchmarks.kills 100
	$(BIN)/python -m benchmarks.kills_scherm 50
	$(BIN)/python -m benchmarks.kills_uitwisselen 100
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.notulen
	$(BIN)/python -m benchmarks.duo
	$(BIN)/python -m benchmarks.uitwisselen
	$(BIN)/python -m benchmarks.momentopname

pictures: $(READY)
	$(BIN)/python docs/plaatjes.py

lock:
	$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url \
		--python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
