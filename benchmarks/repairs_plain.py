"""The plain way: one big-M program a filing for ``scipy.optimize.milp``, as error localisation is often done.

One binary a printed cell; a cell may leave its printed number only if its binary is 1. It knows nothing of
components, returns one solution of possibly many, and computes in floating point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.repairs.system import Edit


def plain_repair(printed: Mapping[str, int], edits: Sequence[Edit], nodes: int) -> dict[str, int] | None:
    """Return a smallest repair ``{cell: proposed}`` over printed cells, or None where HiGHS proves none.

    It gives up after so many ``nodes``: single filings would take minutes.
    """
    cells = [cell for cell in printed if any(cell in (*edit.left, *edit.right) for edit in edits)]
    index = {cell: i for i, cell in enumerate(cells)}
    values = np.array([printed[cell] for cell in cells], dtype=float)
    count = len(cells)
    big = 10.0 * max(abs(values).max(), 1.0)
    sums = np.zeros((len(edits), count))
    for number, edit in enumerate(edits):
        for side, sign in ((edit.left, 1.0), (edit.right, -1.0)):
            for cell in side:
                if cell in index:
                    sums[number, index[cell]] += sign
    equal = np.array([edit.relation == "=" for edit in edits])
    one, none = eye_array(count), csr_array((len(edits), count))
    matrix = vstack(
        [hstack([csr_array(sums), none]), hstack([one, -big * one]), hstack([one, big * one])]
    ).tocsr()
    low = np.concatenate([np.where(equal, 0.0, -np.inf), np.full(count, -np.inf), values])
    high = np.concatenate([np.zeros(len(edits)), values, np.full(count, np.inf)])
    found = milp(
        c=np.concatenate([np.zeros(count), np.ones(count)]),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(2 * count),
        bounds=Bounds(0, np.concatenate([np.full(count, np.inf), np.ones(count)])),
        options={"node_limit": nodes},
    )
    if not found.success:
        return None
    changed = np.flatnonzero(np.rint(found.x[count:]))
    return {cells[i]: int(np.rint(found.x[i])) for i in changed}
