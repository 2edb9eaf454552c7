# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
SHELL := bash
RUN := scripts/run
TEXT ?= take two steps forward, then wave your right hand
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help setup setup-training setup-export demo test test-training test-export bench lint format clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18
	@echo 'Example: make demo TEXT="take three steps forward, then wave your left hand twice"'

setup: ## .venv, ROS 2, messages and package (quick when nothing changed)
	@command -v python3 >/dev/null || { echo 'setup: install Python first: sudo apt-get install -y python3 python3-venv'; exit 1; }
	@python3 scripts/setup.py

setup-training: setup
	@python3 scripts/setup.py training

setup-export: setup
	@python3 scripts/setup.py export

demo: setup ## a sentence moves the simulated robot; results in out/demo/ (TEXT="...")
	@$(RUN) python examples/demo.py "$$DEMO_TEXT"
demo: export DEMO_TEXT := $(value TEXT)

test: setup ## the tests, without torch
	$(RUN) python -m pytest tests --ignore tests/training --ignore tests/export

test-training: setup-training ## the smoke training (installs torch)
	$(RUN) python -m pytest tests/training

test-export: setup-export ## the export tests (installs torch)
	$(RUN) python -m pytest tests/export

bench: setup ## the figures of the README, on this machine
	$(RUN) python -m benchmarks.latency
	$(RUN) python -m benchmarks.retarget

lint: setup ## ruff, mypy, package.xml
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) python -m pytest -q tests/test_packaging.py

format: setup ## let ruff format the tree
	$(RUN) ruff format .

clean: ## remove everything that make produced, .venv included
	rm -rf .venv build install log out .pytest_cache .mypy_cache .ruff_cache *.egg-info
