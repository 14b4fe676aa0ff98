# Two commands: `make briefs` and `make test`. Each sets up .venv from the lock files by itself.
PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: briefs test test-pages pictures page-tools lab bench golden proof worst lock clean

briefs: .venv/.core
	$(BIN)/karnameh sample --if-none
	$(BIN)/karnameh build

test: .venv/.test
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/python -m pytest -q --numprocesses logical --dist loadgroup --no-loadscope-reorder
	$(BIN)/python -m pytest -q --nbval --nbval-current-env --nbval-sanitize-with tests/notebooks/sanitize.cfg tests/office/golden

# Finished pages in a real browser, finished papers in PDF tools; `PAGES="--reports reports"` looks at what is built.
test-pages: page-tools .venv/.test .venv/.pages tests/pages/node_modules/.ready
	$(BIN)/python -m pytest -q tests/pages $(PAGES)

# The pictures that tests/pages/test_pictures.py compares with, made anew; look at each before committing it.
pictures: page-tools .venv/.test .venv/.pages
	$(BIN)/python -m pytest -q tests/pages/test_pictures.py --renew-pictures

page-tools:
	@sh tools/get_page_tools.sh

tests/pages/node_modules/.ready: tests/pages/package-lock.json | page-tools
	npm ci --silent --prefix tests/pages
	@touch $@

lab: .venv/.lab
	$(BIN)/karnameh sample --if-none
	$(BIN)/jupyter lab --notebook-dir=notebooks

bench: .venv/.core
	$(BIN)/karnameh sample --if-none
	$(BIN)/python benchmarks/throughput.py

# The golden notebooks, run anew; look at the diff before committing it.
golden: .venv/.test
	$(BIN)/python tests/notebooks/golden.py

# Every sentence of a brief in every case, in both languages, to be read.
proof: .venv/.test
	$(BIN)/python tests/proof.py data/derived/proof.html

# The widest names under the most extreme figures, to look at; `CASES="largest long"` makes some.
worst: .venv/.test
	$(BIN)/python tests/worst.py data/derived/worst $(CASES)

# New versions; uv is needed for this only.
lock:
	$(PYTHON) -m uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	for extra in test lab pages; do \
	  $(PYTHON) -m uv pip compile $(LOCK) pyproject.toml --extra $$extra -c requirements.lock -o requirements-$$extra.lock; \
	done
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

# All that can be made again; the tables of earlier editions cannot.
clean:
	rm -rf reports
	test ! -d data/derived || find data/derived -mindepth 1 -maxdepth 1 ! -name releases -exec rm -rf {} +

.venv/bin/python:
	@echo "setting up .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; found " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv

.venv/.core: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing what a build needs (once)"
	$(PIP) --require-hashes --no-deps -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python tools/try_quarto.py
	@touch $@

.venv/.%: requirements-%.lock .venv/.core
	@echo "installing requirements-$*.lock (once)"
	$(PIP) --require-hashes --no-deps -r requirements-$*.lock
	@touch $@
