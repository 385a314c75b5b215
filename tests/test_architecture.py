"""The floors of the house: an import goes down, never up, and modules never import each other in a circle.

What counts: every import statement of src and tools, those inside functions and under TYPE_CHECKING as well.
"""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: From top to bottom; what stands on one floor does not know each other.
FLOORS = (
    ("tools",),
    ("gouji.__main__",),
    ("gouji.cli",),
    ("gouji.batch",),
    ("gouji.show",),
    ("gouji.__init__",),
    ("gouji.evidence", "gouji.audits"),
    ("gouji.reports",),
    ("gouji.repairs",),
    ("gouji.rules",),
    ("gouji.measures",),
    ("gouji.extract", "gouji.copying"),
    ("gouji.readers", "gouji.inputs"),
    ("gouji.model",),
    ("warmkernel",),
)
MOST_MODULES, MOST_LOOSE, MOST_LINES = 231, 7, 400


def modules() -> dict[str, ast.Module]:
    found = {}
    for folder, top in (("src", "gouji"), ("src", "warmkernel"), ("", "tools")):
        for path in sorted((ROOT / folder / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT / folder).with_suffix("").parts)
            found[name.removesuffix(".__init__") if name != "gouji.__init__" else name] = ast.parse(
                path.read_text("utf-8")
            )
    return found


MODULES = modules()


def imported(tree: ast.Module) -> set[str]:
    """Modules of ours that a module imports, wherever the statement stands."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {
                whole if (whole := f"{node.module}.{one.name}") in MODULES else node.module
                for one in node.names
            }
    return {"gouji.__init__" if name == "gouji" else name for name in names} & MODULES.keys()


def floor(module: str) -> int:
    places = [
        number
        for number, names in enumerate(FLOORS)
        if any(module == name or module.startswith(f"{name}.") for name in names)
    ]
    assert len(places) == 1, f"{module} has no floor: say in FLOORS where it belongs"
    return places[0]


def room(module: str) -> str:
    return next(name for name in FLOORS[floor(module)] if module == name or module.startswith(f"{name}."))


def test_an_import_goes_down_and_never_up():
    up = [
        f"{module} imports {other}"
        for module, tree in MODULES.items()
        for other in sorted(imported(tree))
        if floor(other) <= floor(module) and room(other) != room(module)
    ]
    assert up == []


def test_no_modules_import_each_other_in_a_circle():
    list(
        TopologicalSorter(
            {module: imported(tree) - {module} for module, tree in MODULES.items()}
        ).static_order()
    )


def test_importing_a_package_loads_nothing_else():
    heavy = {name for name, tree in MODULES.items() if tree.body and imported(tree)} & {
        name.rpartition(".")[0] for name in MODULES
    }
    assert heavy == set()


def test_few_modules_are_loose_and_each_can_be_read_in_one_sitting():
    assert sum(not name.startswith("tools") for name in MODULES) <= MOST_MODULES
    loose = [
        name for name in MODULES if name.count(".") == 1 and name.startswith("gouji.") and room(name) == name
    ]
    loose = [name for name in loose if not any(other.startswith(f"{name}.") for other in MODULES)]
    assert len(loose) <= MOST_LOOSE
    long = {
        str(path.relative_to(ROOT))
        for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
        if len(path.read_text("utf-8").splitlines()) > MOST_LINES
    }
    assert long == set()


def test_one_name_of_a_class_means_one_thing():
    seen: dict[str, str] = {}
    twice = []
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                if node.name in seen:
                    twice.append(f"{node.name}: {seen[node.name]} and {module}")
                seen[node.name] = module
    assert twice == []


def test_tests_and_benchmarks_use_no_private_name_of_ours():
    private = [
        f"{path.relative_to(ROOT)}: {node.module}.{one.name}"
        for folder in ("tests", "benchmarks", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in {"gouji", "warmkernel"}
        for one in node.names
        if one.name.startswith("_") and not one.name.startswith("__")
    ]
    assert private == []
