# gouji: every target works on a fresh clone; re-runs only redo what changed.
#   make audit      audit data/ into reports/
#   make test       linters, types, tests; the workbook's notebooks run, the committed evidence replayed
#   make test-all   the same, the exhaustive tests, other examples, hostile inputs and faults by the thousand
#   make test-ocr   the tests of recognised pictures, with the extra gouji[ocr] (some 285 MiB) in .venv-ocr
#   make fuzz       coverage-guided fuzzing of every reader, SECONDS=600 each (needs atheris)
#   make bench      measured speed, side by side with the plain way, in some minutes; bench.json
#   make bench-full the same on the sizes of a province: an hour
#   make bench-against REF=commit   this commit and another in turn, as ratios, into docs/scale.md, in some ten
#                   minutes; FULL=--full for 10,000 reports, an hour more
#   make bench-peers   beside pdfplumber, docling-parse, pandas, papermill, pandera and pointblank, in .venv-peers
#   make score      cells right, refused and wrong over the reports with a truth file in DIRS="..."
#   make accept     what gouji says of every report otherwise than recorded, rule by rule; UPDATE=1 records it,
#                   ARCHIVES=1 looks at the copies that hundreds of programs made as well (minutes)
#   make reading-table   the copies of hundreds of programs and spoilt scans read again, into docs/reading.md and
#                   docs/accuracy.md: an hour
#   make rules      write docs/rules.md and the recorded meanings of the rules again
#   make scans      recognise spoilt scans and write their table in docs/reading.md, in half an hour
#   make images     take the pictures of docs/images again, from reports/ (needs Chromium)
#   make licences   write docs/licences.md again, after the lock
#   make lock       resolve the dependencies again (needs uv)

PYTHON ?= python3
JOBS ?= auto
SECONDS ?= 600
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# else each of the hundreds of processes of the tests compiles all that it imports: seconds each
export PYTHONDONTWRITEBYTECODE :=

.PHONY: audit test checks tests test-all test-ocr fuzz bench bench-full bench-against bench-peers score accept reading-table rules scans images licences lock clean
.DELETE_ON_ERROR:

audit: $(READY)
	$(BIN)/gouji audit --data data --out reports

# two chains side by side: tests wait for other processes now and then, and leave cores to the checks
test: $(READY)
	$(MAKE) --no-print-directory --jobs=2 checks tests

# committed evidence comes out again of kernels forked from one server; test-all replays it in ordinary ones
checks: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -p no:cacheprovider --nbval-lax --nbval-kernel-name gouji-warm notebooks
	$(BIN)/pytest -p no:cacheprovider --nbval --nbval-kernel-name gouji-warm reports

tests: $(READY)
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m "not exhaustive"

test-all: test test-ocr
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m exhaustive
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m hypothesis --hypothesis-profile exploring
	$(BIN)/pytest -n $(JOBS) --dist loadfile -p no:cacheprovider --nbval reports
	PYTHONPATH=tests $(BIN)/python -m reliability

# an environment of its own: what the extra brings along is no part of the lock that evidence is made with
test-ocr: $(READY)
	test -x .venv-ocr/bin/python || $(PYTHON) -m venv .venv-ocr
	.venv-ocr/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
	.venv-ocr/bin/python -m pip install --quiet --require-hashes --requirement requirements-ocr.lock
	.venv-ocr/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	.venv-ocr/bin/pytest -n $(JOBS) --dist loadgroup tests/ocr

fuzz: $(READY)
	PYTHONPATH=tests $(BIN)/python -m fuzz $(SECONDS)

bench: $(READY)
	$(BIN)/python -m benchmarks.scale --json bench.json
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.repairs_study

bench-full: $(READY)
	$(BIN)/python -m benchmarks.scale --full --json bench.json

bench-against: $(READY)
	$(BIN)/python -m benchmarks.against $(REF) $(FULL) --write docs/scale.md

# an environment of its own: nobody needs those packages to use gouji
bench-peers: $(READY)
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
	.venv-peers/bin/python -m pip install --quiet --constraint benchmarks/requirements-peers.txt \
	  --requirement benchmarks/requirements-peers.txt
	.venv-peers/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	.venv-peers/bin/python -m benchmarks.peers

score: $(READY)
	$(BIN)/python -m tools.score $(DIRS)

accept: $(READY)
	PYTHONPATH=tests $(BIN)/python -m acceptance $(if $(UPDATE),--update) $(if $(ARCHIVES),--archives)

reading-table: $(READY)
	$(MAKE) --no-print-directory accept UPDATE=1 ARCHIVES=1
	$(MAKE) --no-print-directory scans

# what is written from the suites and the reports that prove them
rules: $(READY)
	PYTHONPATH=tests $(BIN)/python -m rules.examples
	$(BIN)/gouji rules --markdown > docs/rules.md

# what is recognised of spoilt scans; needs the environment of make test-ocr, and half an hour
scans: $(READY)
	.venv-ocr/bin/python -m benchmarks.scans --write

images: $(READY)
	PYTHONPATH=tests $(BIN)/python -m evidence.pictures reports docs/images

licences: $(READY)
	PYTHONPATH=tests $(BIN)/python -m licences

# the lock pins every package with its hash, for Python 3.11 to 3.14 on Linux, macOS and Windows
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-emit-index-url \
	  --custom-compile-command "make lock" --group dev pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --constraint requirements.lock --extra ocr pyproject.toml \
	  --output-file requirements-ocr.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) .gouji build dist
