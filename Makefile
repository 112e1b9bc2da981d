# Two commands do everything from a fresh clone: `make report` and `make test`.
# Another Python than the first on the path: make PYTHON=python3.12 report
VENV   := .venv
BIN    := $(VENV)/bin
CHOSEN := $(shell sh requirements/pythons.sh '$(PYTHON)' | head -1)
export TZ := UTC
unexport PYTHONPATH PYTHONHOME
# What is compiled is kept, also where a machine says otherwise: each process would begin three times as slowly.
unexport PYTHONDONTWRITEBYTECODE
# Installers with the certificates of this machine, or their own where it has none.
INSTALL := sh requirements/trusting.sh
export PYTHONHASHSEED := 0

# Two processes, with one thread of linear algebra each; tests that share a costly fixture stay together (tests/conftest.py).
PYTEST  := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadscope

.PHONY: report page publish same docs test test-fast check reference lock notebooks effects-speed wheel clean other-python

# Every publication that `impact report --list` finds, two at a time.
report: $(VENV)/.run
	$(BIN)/impact run --out build/ai-fabriek-baseline
	@$(BIN)/impact report --list --result build/ai-fabriek-baseline | xargs -P 2 -L 1 $(BIN)/impact report

# The web page, on this machine alone.
page: $(VENV)/.page
	$(BIN)/impact page

# What is published, a folder for each publication; `make same` compares it with what is built now, byte for byte.
PUBLISHED := published

publish: $(VENV)/.run
	@$(BIN)/impact report --list | xargs -P 2 -I {} $(BIN)/impact report {} --out '$(PUBLISHED)/{}'

same: $(VENV)/.run
	@$(BIN)/impact report --list | xargs -P 2 -I {} $(BIN)/impact report {} --check '$(PUBLISHED)/{}'

test: $(VENV)/.test
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } || \
	  { echo "make test: the browser tests need Chromium; install it (Debian: apt-get install chromium) and run again"; exit 1; }
	@command -v openssl >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq openssl; } || \
	  { echo "make test: one test needs openssl; install it (Debian: apt-get install openssl) and run again"; exit 1; }
	$(PYTEST)

# What needs neither a peer nor the browser, in the rooms that take little time.
test-fast: $(VENV)/.test
	$(PYTEST) -m 'not peer' tests/*.py tests/inputoutput tests/panel tests/scenario tests/sources

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python docs/reference.py --check

# The page of every public name, from the docstrings.
reference: $(VENV)/.test
	$(BIN)/python docs/reference.py

# The documentation as a site: every warning is an error, and nothing comes from another host.
docs: $(VENV)/.test
	$(BIN)/sphinx-build -q -W --keep-going --fresh-env -d build/doctrees -b html docs build/docs

# An environment made with another Python than the chosen one is made anew.
ORIGIN := -c 'import sys; print(sys.base_prefix, sys.version_info[1])'
ifneq ($(shell '$(CHOSEN)' $(ORIGIN) 2>/dev/null),$(shell $(BIN)/python $(ORIGIN) 2>/dev/null))
$(VENV)/.bootstrap: other-python
endif

$(VENV)/.bootstrap: requirements/bootstrap.txt
	@test -n '$(CHOSEN)' || { echo "make: $(if $(PYTHON),$(PYTHON) is,there is) no Python that this project supports (requires-python" \
	  "in pyproject.toml) and that can make environments (Debian: apt-get install python3-venv)." \
	  "Name another one: make PYTHON=/path/to/python3"; exit 1; }
	'$(CHOSEN)' -m venv --clear $(VENV)
	$(INSTALL) $(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	touch $@

# hatchling comes from the bootstrap lock, so that building the project fetches nothing unpinned. The link to this folder
# is made relative: Python reads it in the encoding of the locale, and LANG=C knows no folder called "één map".
$(VENV)/.run: $(VENV)/.bootstrap requirements/run.txt pyproject.toml
	$(INSTALL) $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(INSTALL) $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	for link in $(VENV)/lib/python3.*/site-packages/_editable_impl_impact_noord.pth; do echo ../../../.. > "$$link"; done
	touch $@

$(VENV)/.page: $(VENV)/.run requirements/page.txt
	$(INSTALL) $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/page.txt
	touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(INSTALL) $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	touch $@

# After a change to the dependencies in pyproject.toml. The locks carry hashes and name no package index.
LOCK := $(INSTALL) $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
lock: $(VENV)/.bootstrap
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --extra page pyproject.toml -o requirements/page.txt
	$(LOCK) --all-extras pyproject.toml -o requirements/test.txt
	$(LOCK) requirements/peers.in -o requirements/peers.txt

# One peer of the benchmarks asks for 57 packages that nothing else needs: it lives beside the environment of the tests.
.venv-peers: requirements/peers.txt $(VENV)/.bootstrap
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $@
	$(INSTALL) $(BIN)/uv pip install --quiet --python $@/bin/python --require-hashes -r requirements/peers.txt
	touch $@

effects-speed: $(VENV)/.test .venv-peers
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/effects_speed.py

# Notebooks are kept as text; this runs them into .ipynb files with their tables and charts.
notebooks: $(VENV)/.test
	mkdir -p build/notebooks
	$(BIN)/jupytext --quiet --to ../build/notebooks//ipynb notebooks/*.py
	$(BIN)/jupyter execute --inplace build/notebooks/*.ipynb

wheel: $(VENV)/.test
	$(BIN)/python -m build --wheel --no-isolation --outdir build/dist

clean:
	rm -rf build
