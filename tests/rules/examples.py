"""Write ``expectations/examples.json`` and ``versions.json``; ``make rules`` runs this.

The examples are the pairs of reports that prove each rule: what differs between the two, and what is said
of the one that breaks it.
"""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module

from gouji.inputs import workbook
from gouji.show.cells import cell_labels
from rules import pairs
from tools import meanings

FACTS = ("title", "year", "published", "period")


def all_pairs():
    return [
        pair
        for module in pkgutil.iter_modules(pairs.__path__)
        for pair in import_module(f"{pairs.__name__}.{module.name}").PAIRS
    ]


def examples():
    """The first pair of every rule: what each report shows where they differ, and the message."""
    found = {}
    for pair in all_pairs():
        found.setdefault(
            pair.rule,
            {
                "breaks": shown(pair.broken, pair.kept),
                "keeps": shown(pair.kept, pair.broken),
                "message": {"zh": pair.zh, "en": pair.en},
            },
        )
    return dict(sorted(found.items()))


def shown(filing, twin):
    """What this report prints where its twin prints something else."""
    printed = {cell.id: cell.printed for cell in twin.form_cells}
    labels = cell_labels(filing)
    lines = [
        f"{labels[cell.id]}：{cell.printed or '（空白）'}"
        for cell in filing.form_cells
        if cell.id not in printed or printed[cell.id] != cell.printed
    ]
    other = set(prose(twin))
    lines += [f"“{text}”" for text in prose(filing) if text not in other]
    lines += [
        f"{fact}: {getattr(filing, fact)}" for fact in FACTS if getattr(filing, fact) != getattr(twin, fact)
    ]
    if filing.agency != twin.agency:
        lines.append(f"{filing.agency.name}（{filing.agency.kind}）")
    return lines[:6]


def prose(filing):
    yield from (paragraph.text for paragraph in filing.preamble)
    for section in filing.sections:
        yield section.title
        yield from (paragraph.text for paragraph in section.paragraphs)
    yield from (label.printed for label in filing.labels)


def write(name, content):
    path = workbook.expectations() / name
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write("examples.json", examples())
    write("versions.json", meanings.meanings())
