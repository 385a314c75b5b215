"""Notebooks on warm kernels: through nbclient, papermill, nbval and the package's own runners."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbclient.exceptions
import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from waiting import eventually
from warmkernel.engine import run, run_without_client
from warmkernel.forkserver import Setup

from .conftest import gone

PROCESS = "import os; print(os.getpid(), os.getppid())"


def notebook(*cells: str) -> nbformat.NotebookNode:
    """Return a notebook with an empty first text cell and the given code cells."""
    made = new_notebook(cells=[new_markdown_cell("# text"), *map(new_code_cell, cells)])
    made.metadata.kernelspec = {"name": "warm-test", "display_name": "warm", "language": "python"}
    return made


def printed(nb: nbformat.NotebookNode) -> list[str]:
    """Return what each code cell printed."""
    return [
        "".join(output.get("text", "") for output in cell.outputs).strip()
        for cell in nb.cells
        if cell.cell_type == "code"
    ]


def run_warm(nb: nbformat.NotebookNode, **options: object) -> nbformat.NotebookNode:
    return asyncio.run(run(nb, "warm-test", **options))


def run_bare(nb: nbformat.NotebookNode, **options: object) -> nbformat.NotebookNode:
    return run_without_client(nb, Setup.of(sys.executable, ["pandas"], os.environ), **options)


BOTH = pytest.mark.parametrize("run_one", [run_warm, run_bare])

SHOWN = (
    "x = 6 * 7",
    "",
    "print(x)",
    "import pandas as pd; pd.DataFrame({'a': [x]})",
    "from IPython.display import HTML, Markdown, clear_output, display\n"
    "display(HTML('<b>\u63ed</b>'), Markdown('*x*'), metadata={'k': 1})\nprint('after'); x",
    "handle = display('first', display_id='one')\nprint('between')",
    "handle.update('second'); display('third', display_id='one')",
    "print('gone'); clear_output(); print('stays'); clear_output(wait=True); display('last')",
    "print('gone'); clear_output(wait=True); print('stays')",
    "import sys; print('e', file=sys.stderr); print('o'); print('e2', file=sys.stderr)",
    "import asyncio; await asyncio.sleep(0.01); _, In[2], Out[4], get_ipython().execution_count",
    "%pwd",
    "!echo from a shell",
    "from IPython.display import Image; Image(b'\\x89PNG\\r\\n\\x1a\\n', format='png')",
    "class Rich:\n    def _repr_html_(self): return '<i>'\n    def __repr__(self): return 'r'\nRich()",
    "__name__, __import__('__main__').x, [name for name in dir() if not name.startswith('_')]",
    "def f(): return 1 / 0\nprint('so far')\nf()",
    "print('never')",
)


@pytest.fixture(scope="module")
def expected() -> nbformat.NotebookNode:
    """Return what nbclient makes of the cells with an ordinary kernel."""
    plain = NotebookClient(
        notebook(*SHOWN), kernel_name="python3", record_timing=False, coalesce_streams=True, allow_errors=True
    )
    made = asyncio.run(plain.async_execute())
    made.cells[-1].outputs = []  # allowed, an error would not stop it
    return made


@BOTH
def test_the_runner_gives_the_outputs_nbclient_gives(expected, run_one):
    made = notebook(*SHOWN)
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="ZeroDivisionError"):
        run_one(made)
    for cell, other in zip(made.cells, expected.cells, strict=True):
        for output in [*cell.get("outputs", []), *other.get("outputs", [])]:
            output.pop("traceback", None)  # says where the shell keeps its cells
        assert cell.get("outputs") == other.get("outputs"), cell.source
    assert expected.cells[3].outputs[0].text == "42\n"


def test_what_stops_a_cell_is_in_its_outputs_where_the_shell_shows_none():
    nb = notebook("raise ExceptionGroup('two', [ValueError(1)])")
    with pytest.raises(nbclient.exceptions.CellExecutionError):
        run_bare(nb)
    last = nb.cells[1].outputs[-1]
    assert (last.output_type, last.ename, last.evalue) == ("error", "ExceptionGroup", "two (1 sub-exception)")


def test_half_a_surrogate_is_replaced():
    assert printed(run_bare(notebook(r"print('half \ud800 a character')"))) == ["half \ufffd a character"]


def test_a_cell_that_asks_is_not_waited_for():
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="EOFError"):
        run_bare(notebook("input()"))


def test_an_ordinary_kernel_knows_nothing_of_a_run_before():
    run_bare(notebook("leaked = 1"))
    own = "print('leaked' in dir(), type(getattr(get_ipython(), 'kernel', None)).__name__, len(In))"
    assert printed(run_warm(notebook(own))) == ["False IPythonKernel 2"]
    assert printed(run_bare(notebook(own))) == ["False NoneType 2"]


def test_the_same_notebook_gives_the_same_bytes():
    cells = (
        "import sys, time\nfor n in range(3): print(n); print(n, file=sys.stderr); time.sleep(0.3)",
        "1/3",
    )
    nb = notebook(*cells)
    first = nbformat.writes(run_warm(nb))
    assert nbformat.writes(run_warm(nb)) == first
    assert [output.name for output in nb.cells[1].outputs] == ["stdout", "stderr"]


@BOTH
def test_a_run_replaces_outputs_of_an_earlier_run(run_one):
    nb = notebook("print(1)")
    nb.cells[1].outputs = [nbformat.v4.new_output("stream", text="old")]
    assert printed(run_one(nb)) == ["1"]


def test_notebooks_run_at_once_in_one_loop():
    async def all_of_them() -> list[nbformat.NotebookNode]:
        return await asyncio.gather(*(run(notebook(PROCESS), "warm-test") for _ in range(4)))

    processes = [printed(nb)[0].split() for nb in asyncio.run(all_of_them())]
    assert len({pid for pid, _ in processes}) == 4
    assert len({parent for _, parent in processes}) == 1


@BOTH
def test_eight_threads_share_one_server(run_one):
    with ThreadPoolExecutor(8) as threads:
        ran = list(threads.map(run_one, [notebook(PROCESS) for _ in range(8)]))
    processes = [printed(nb)[0].split() for nb in ran]
    assert len({pid for pid, _ in processes}) == 8
    assert len({parent for _, parent in processes}) == 1


@BOTH
def test_an_error_stops_the_notebook(run_one):
    nb = notebook("print('before')", "raise ValueError('no')", "print('after')")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="ValueError"):
        run_one(nb)
    assert printed(nb) == ["before", "", ""]
    assert nb.cells[2].outputs[0].ename == "ValueError"


@BOTH
def test_time_is_limited_for_the_whole_notebook(run_one):
    nb = notebook(PROCESS, "while True: pass")
    with pytest.raises(nbclient.exceptions.CellTimeoutError):
        run_one(nb, timeout=2)
    # a busy machine may not come as far as the first cell
    assert eventually(lambda: all(gone(int(pid)) for pid in printed(nb)[0].split()[:1]))


@BOTH
def test_memory_is_limited(run_one):
    nb = notebook("x = bytearray(1 << 31)")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="MemoryError"):
        run_one(nb, memory_limit=1 << 30)


@BOTH
def test_a_kernel_that_dies_is_noticed(run_one):
    with pytest.raises(nbclient.exceptions.DeadKernelError):
        run_one(notebook("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))


@pytest.mark.parametrize("engine", [None, "gouji-warm"])
def test_papermill(tmp_path, engine):
    template = notebook("n = 1", PROCESS, "print(n)")
    template.cells[1].metadata.tags = ["parameters"]
    nbformat.write(template, tmp_path / "in.ipynb")
    papermill.execute_notebook(
        tmp_path / "in.ipynb",
        tmp_path / "out.ipynb",
        {"n": 5},
        engine_name=engine,
        kernel_name="warm-test",
        progress_bar=False,
    )
    written = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert printed(written)[3] == "5"
    assert gone(int(printed(written)[2].split()[0]))
    assert ("start_time" in str(written)) is (engine is None)


def test_the_papermill_engine_marks_an_error(tmp_path):
    nbformat.write(notebook("raise ValueError('no')"), tmp_path / "in.ipynb")
    with pytest.raises(papermill.PapermillExecutionError, match="ValueError: no"):
        papermill.execute_notebook(
            tmp_path / "in.ipynb", tmp_path / "out.ipynb", engine_name="gouji-warm", kernel_name="warm-test"
        )
    assert "An Exception was encountered" in (tmp_path / "out.ipynb").read_text("utf-8")


def test_nbval(tmp_path):
    ran = run_warm(notebook("import pandas as pd", "print('same')", "pd.Series([1, 2]).sum()"))
    nbformat.write(ran, tmp_path / "test.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-kernel-name", "warm-test"]
    checks = subprocess.run(
        [*command, "-p", "no:cacheprovider", "test.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in checks.stdout, checks.stdout + checks.stderr


def test_the_package_installs_its_kernel_spec():
    spec = KernelSpecManager().get_kernel_spec("gouji-warm")
    assert Path(spec.resource_dir).is_relative_to(sys.prefix)
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "gouji-warm"


def test_the_installed_kernel_spec_can_be_preloaded():
    cell = "import os, sys; print(os.getppid(), {'pandas', 'great_expectations'} <= set(sys.modules))"
    parent, preloaded = printed(asyncio.run(run(notebook(cell))))[0].split()
    assert preloaded == "True"
    assert gone(int(parent)) is False


def test_what_the_audit_notebook_imports_is_preloaded():
    template = nbformat.read(Path(__file__).parents[2] / "notebooks" / "audit.ipynb", as_version=4)
    sources = [cell.source for cell in template.cells if cell.cell_type == "code"]
    imports = [
        line for source in sources for line in source.splitlines() if line.startswith(("from", "import"))
    ]
    nb = notebook(
        "import sys; before = set(sys.modules)", "\n".join(imports), "print(set(sys.modules) - before)"
    )
    assert len(imports) > 3
    assert printed(asyncio.run(run(nb)))[2] == "set()"
