"""An executed notebook as one self-contained page: no request leaves it, no script runs but gouji's own.

Those are the filter of the summary, and the one that collects what is marked on findings; the page's policy
names them by their digests, so that nothing else could run even if it got into the page.

This is an nbconvert exporter, so that JupyterLab offers it under “Save and Export Notebook As”; the template
is rendered in the escaping environment of :mod:`gouji.show.render`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.show.notebook import notebook_bytes

# gouji.show.notebook says how nbformat is imported, which nbconvert imports
# isort: split
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from traitlets import Bool, Unicode, default

from gouji.inputs.decision_file import TITLES, offered_decisions
from gouji.show.render import decide_script, environment, filter_script, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import jinja2
    from nbformat import NotebookNode

    from gouji.model.text import Lang
    from gouji.show.render import Shown


HIDDEN_TAGS = frozenset({"style", "hidden"})


@dataclass(slots=True)
class _Section:
    """A heading of the notebook with what stands under it, ready for the template."""

    id: str
    title: str
    displays: list[Markup] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


class EvidencePage(TemplateExporter):
    """Exports a notebook of gouji to a page. ``lang`` is its language, ``interactive`` adds the filter."""

    export_from_notebook = "Gouji page"
    lang = Unicode("zh").tag(config=True)
    interactive = Bool(False).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "page.html.j2"

    output_mimetype = "text/html"

    def _load_template(self) -> jinja2.Template:
        return environment().get_template("page.html.j2")

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text as well
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources. A notebook says its own language where it was made by gouji."""
        about = nb.metadata.get("gouji", {})
        lang: Lang = "en" if about.get("lang", self.lang) == "en" else "zh"
        cover, *sections = _sections(nb)

        def say(zh: str, en: str) -> str:
            return zh if lang == "zh" else en

        home = about.get("home")
        decide = _decide(home or "", lang) if any(map(_has_findings, (cover, *sections))) else None
        scripts = [filter_script()] if self.interactive or about.get("interactive") else []
        scripts += [decide_script()] if decide else []
        page = self.template.render(
            say=say,
            lang=lang,
            title=about.get("title") or "Gouji",
            home=home,
            source=about.get("source"),
            cover=cover,
            sections=sections,
            decide=decide,
            scripts=[(Markup(script), digest_of(script)) for script in scripts],
        )
        return styled(page), resources or {}


def _has_findings(section: _Section) -> bool:
    """Say whether something in the section can be decided on (``decide.html.j2``); texts cannot feign it."""
    return any(" data-decide='{" in display for display in section.displays)


def _decide(home: str, lang: Lang) -> dict[str, Any]:
    """Return what the script needs to collect decisions: where the folder is, columns and words."""
    return {
        "root": home.rpartition("/")[0] + "/" if "/" in home else "./",
        "columns": json.dumps({column: title.said(lang) for column, title in TITLES.items()}),
        "words": [word.said(lang) for word in offered_decisions()],
    }


def digest_of(script: str) -> str:
    """Return the digest by which a policy names a script."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _exporter() -> EvidencePage:
    make: Callable[[], EvidencePage] = EvidencePage
    return make()


def plain_page(
    title: str, parts: Sequence[tuple[str, Shown]], lang: Lang, scripts: Sequence[str] = ()
) -> bytes:
    """Return a page that no notebook stands behind: a heading and a display a part, and our scripts."""
    sections = [
        _Section(f"s{number}", heading, [Markup(shown.html)])
        for number, (heading, shown) in enumerate(parts, start=1)
    ]
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            say=lambda zh, en: zh if lang == "zh" else en,
            lang=lang,
            title=title,
            home=None,
            source=None,
            cover=_Section("cover", "", [Markup("<h1>{}</h1>").format(title)]),
            sections=sections,
            decide=None,
            scripts=[(Markup(script), digest_of(script)) for script in scripts],
        )
    )
    return styled(page).encode("utf-8", "backslashreplace")


def files_of(notebook: NotebookNode, about: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the bytes of a normalised notebook and of its page, once it says this about itself.

    ``about`` has ``lang`` and ``title``, perhaps ``home`` (where the page leads back to) and ``interactive``.
    """
    notebook.metadata["gouji"] = about
    return notebook_bytes(notebook), page_bytes(notebook)


def page_bytes(notebook: NotebookNode) -> bytes:
    """Return the page of a normalised notebook as the bytes of its file."""
    page, _ = _exporter().from_notebook_node(notebook)
    return page.encode("utf-8", "backslashreplace")


def _sections(notebook: NotebookNode) -> list[_Section]:
    """Cut the notebook at its headings; what stands before the first is the cover."""
    sections = [_Section("cover", "")]
    for cell in notebook.cells:
        if HIDDEN_TAGS & set(cell.metadata.get("tags", ())):
            continue
        if cell.cell_type == "markdown":
            heading, _, text = cell.source.partition("\n")
            if heading.startswith("## "):
                name = cell.metadata.get("gouji", {}).get("section", f"s{len(sections)}")
                sections.append(_Section(name, heading.removeprefix("## ").strip()))
            elif not heading.startswith("#"):
                text = cell.source
            sections[-1].texts += [line for line in text.strip().split("\n\n") if line]
        elif cell.cell_type == "code":
            sections[-1].code.append(cell.source)
            sections[-1].displays += _displays(cell)
    return sections


def _displays(cell: NotebookNode) -> Iterator[Markup]:
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream":
            yield Markup("<pre>{}</pre>").format(output.text)
        elif "text/html" in data:
            # a display of gouji escaped itself; a notebook with other HTML is exported as its author wrote it
            yield Markup(data["text/html"])
        elif "text/plain" in data:
            yield Markup("<pre>{}</pre>").format(data["text/plain"])
