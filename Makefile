# make demo and make test need nothing but this file: they bring what they use.
# A script's exit code 3 means that the machine lacks something; make shows it as "Error 3" and, as for any
# failure, itself exits with 2. Who must tell the two apart runs scripts/server.sh and scripts/venv.sh.

PYTEST_ARGS ?= -n auto
BENCH_ARGS  ?=
DESTDIR     ?=

# Begins every recipe that needs the server: its pg_config goes to all that follows.
SETUP = PG_CONFIG=$$(scripts/server.sh) && export PG_CONFIG && scripts/venv.sh
BIN   = .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup system demo test test-deep lint bench docs build install installcheck dist clean

help:  ## say what there is to make
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22

setup:  ## bring the server parts and .venv, nothing else
	@$(SETUP) && echo "ready: $(BIN)/agora, with $$("$$PG_CONFIG" --version)"

system:  ## as root: bring what every user of this machine needs
	@scripts/server.sh >/dev/null && scripts/venv.sh --python

demo:  ## watch agora at work on real failures
	@$(SETUP) && $(BIN)/agora demo

test:  ## the whole suite
	@$(SETUP) && scripts/sandbox.sh && $(BIN)/python -m pytest $(PYTEST_ARGS)

test-deep:  ## the suite with many more examples
	@$(SETUP) && scripts/sandbox.sh && HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest $(PYTEST_ARGS)

lint:  ## ruff and mypy
	@scripts/venv.sh
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench:  ## ratios against pgbench, side by side
	@$(SETUP) && $(BIN)/python -m bench $(BENCH_ARGS)

docs:  ## write the generated pages of docs/
	@$(SETUP) && $(BIN)/python -m agora.docs

build:  ## write build/install.sql and the extension's script
	@scripts/venv.sh && $(BIN)/python -m agora.build

install: build  ## put the extension where CREATE EXTENSION finds it (PG_CONFIG chooses the server)
	@directory="$(DESTDIR)$$("$$(scripts/server.sh --find)" --sharedir)/extension" && \
	install -d "$$directory" && install -m 644 agora.control build/agora--*.sql "$$directory" && \
	echo "installed in $$directory"

installcheck:  ## try the installed extension, on PGHOST's server or a temporary one
	@$(SETUP) && scripts/installcheck.sh

dist: build  ## source and wheel packages
	@$(BIN)/python -m build --outdir dist .

clean:  ## remove what was built
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
