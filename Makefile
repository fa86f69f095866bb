# The whole life of the project in a few words. Everything works offline once `make install` has run.
BIN := .venv/bin
# Compiled modules are kept, whatever the shell says: a start takes one second instead of three.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench install check format messages lock

run: install        ## serve the demo on this machine
	@$(BIN)/ryorin serve --demo

test:               ## every check and test there is
	@scripts/test

bench: install      ## measure; writes instance/bench.json
	@$(BIN)/python -m tests.benchmarks

install:            ## .venv with exactly what requirements.lock says; nothing to do when it has that already
	@scripts/install

check: install      ## check lessons, quizzes and scenarios, and play their transcripts
	@$(BIN)/ryorin check --transcripts

format: install     ## put the code in its usual form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

messages: install   ## bring the English catalogue up to date with the Japanese texts in the code
	@scripts/translations

lock: install       ## choose the newest versions that fit pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header \
	  --python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock
