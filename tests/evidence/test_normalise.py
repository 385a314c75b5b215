"""One form for one content."""

import copy
import json

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gouji.show.notebook import normalised, notebook_bytes


def _executed(moment: str, count: int):
    display = new_output(
        "execute_result", {"text/plain": "1", "text/html": "<b>1</b>"}, execution_count=count
    )
    warning = new_output("stream", name="stderr", text=f"/home/{moment}: warning")
    cell = new_code_cell("1", execution_count=count, outputs=[display, warning])
    cell.metadata = {
        "tags": ["x"],
        "papermill": {"start_time": moment},
        "execution": {"iopub.status.busy": moment},
    }
    again = copy.deepcopy(cell)
    again["id"] = f"{moment}-2"
    notebook = new_notebook(cells=[new_markdown_cell("## 标题"), cell, again])
    notebook.metadata = {
        "papermill": {"input_path": f"/home/{moment}"},
        "kernelspec": {"display_name": moment, "name": moment},
        "language_info": {"name": "python", "version": moment},
    }
    return notebook


def test_what_differs_from_run_to_run_is_gone():
    first, second = (notebook_bytes(normalised(_executed(*run))) for run in (("monday", 3), ("tuesday", 7)))
    assert first == second
    assert b"monday" not in first


def test_content_is_kept():
    notebook = json.loads(notebook_bytes(normalised(_executed("x", 9))))
    assert [cell["source"] for cell in notebook["cells"]] == ["## 标题", "1", "1"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2]
    assert notebook["cells"][1]["metadata"] == {"tags": ["x"]}
    assert notebook["cells"][1]["outputs"] == [
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {"text/html": "<b>1</b>", "text/plain": "1"},
            "metadata": {},
        }
    ]


def test_equal_cells_have_ids_of_their_own():
    notebook = json.loads(notebook_bytes(normalised(_executed("x", 1))))
    assert len({cell["id"] for cell in notebook["cells"]}) == 3


def test_the_form_is_reached_at_once():
    once = normalised(_executed("x", 1))
    assert notebook_bytes(normalised(once)) == notebook_bytes(once)
