"""What a style sheet and a style attribute declare for an element of a web page.

As much of CSS as pages give their figures: selectors of tags, classes and ids, one inside the other, with
the order in which rules override each other (CSS Cascade 4). A rule for a medium or for a state (``:hover``)
holds only sometimes and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tinycss2

from gouji.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lxml.etree import _Element
    from tinycss2.ast import Node

#: Of rules for one class, id or tag no more are kept than any page needs, the last ones.
_MOST_RULES: Final = 100

#: A style attribute weighs more than any number of ids.
_ATTRIBUTE: Final = 10**9

Declarations = dict[str, str]


def _declared(content: str | Sequence[Node]) -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for said in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if said.type == "declaration":
            name = said.lower_name
            if said.important or not found.get(name, ("", False))[1]:
                found[name] = (_written(said.value).lower(), said.important)
    return found


#: Elements of a page repeat the same few style attributes.
_of_attribute = remembered(_declared)


def declarations(text: str) -> Declarations:
    """Return the declared values by property, in lower case; ``!important`` is left out of a value."""
    return {name: value for name, (value, _) in _of_attribute(text).items()}


def _written(nodes: Iterable[Node]) -> str:
    return str(tinycss2.serialize([node for node in nodes if node.type != "comment"])).strip()


@dataclass(frozen=True, slots=True)
class _Rule:
    """Declarations for elements with all keys of ``own`` inside elements with all those of ``around``."""

    own: frozenset[str]
    around: frozenset[str]
    weight: tuple[int, ...]
    declared: dict[str, tuple[str, bool]]


class StyleSheet:
    """The rules of a page's own style elements that declare one of some properties."""

    def __init__(self, texts: Iterable[str], properties: Collection[str], pseudo: str = "") -> None:
        """Read the style elements' texts in the order of the page.

        With ``pseudo`` (``before`` or ``after``) only rules for that pseudo-element of an element are kept.
        """
        self._pseudo = pseudo
        self._rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        self._settled: dict[tuple[str, ...], Declarations] = {}
        self._count = 0
        for text in texts:
            for selectors, body in _rules(text):
                declared = {name: said for name, said in _declared(body).items() if name in properties}
                if declared:
                    for selector in selectors.split(","):
                        self._add(selector, declared)

    def _add(self, selector: str, declared: dict[str, tuple[str, bool]]) -> None:
        if self._pseudo:
            of_pseudo = re.fullmatch(rf"(.*?)::?{self._pseudo}\s*", selector, re.I | re.S)
            if of_pseudo is None:
                return
            selector = of_pseudo[1]
        compounds = [_keys(each) for each in selector.replace(">", " ").split()]
        if not compounds or not all(compounds):
            return
        own, around = compounds[-1], frozenset().union(*compounds[:-1])
        every = [key for compound in compounds for key in compound]
        ids, classes = (sum(key[0] == sign for key in every) for sign in "#.")
        key = min(own, key=lambda key: ("#.".find(key[0]) % 3, key))
        rules = self._rules[key]
        self._count += 1
        weight = (ids, classes, len(every) - ids - classes, self._count)
        rules.append(_Rule(own, around, weight, declared))
        del rules[:-_MOST_RULES]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def bodies(self, used: Collection[str]) -> Iterator[Declarations]:
        """Yield what the rules declare for elements with one of these keys (``.class``, ``#id``, tag)."""
        for key, rules in self._rules.items():
            if key in used:
                for rule in rules:
                    yield {name: value for name, (value, _) in rule.declared.items()}

    def declared(self, keys: Collection[str], around: Collection[str], style: str) -> Declarations:
        """Return what holds for an element with these keys and this style attribute.

        ``around`` are the keys of the elements that it stands in.
        """
        asked = (*keys, style)
        settled = self._settled.get(asked)
        if settled is not None:
            return settled
        rules = [rule for key in keys for rule in self._rules.get(key, ()) if rule.own.issubset(keys)]
        found = _cascade([rule for rule in rules if rule.around.issubset(around)], style)
        if not any(rule.around for rule in rules):
            self._settled[asked] = found
        return found


def _cascade(rules: Iterable[_Rule], style: str) -> Declarations:
    """Return what holds where rules and a style attribute declare the same property."""
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    sources = [(rule.weight, rule.declared) for rule in rules]
    for weight, declared in (
        *sources,
        ((_ATTRIBUTE, 0, 0, 0), _of_attribute(style) if style else {}),
    ):
        for name, (value, important) in declared.items():
            rank = (int(important), *weight)
            if name not in found or rank >= found[name][0]:
                found[name] = (rank, value)
    return {name: value for name, (_, value) in found.items()}


def _rules(text: str) -> Iterator[tuple[str, Sequence[Node]]]:
    """Yield selectors and body of every rule that stands in no other block."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield _written(rule.prelude), rule.content


def _keys(compound: str) -> frozenset[str]:
    """Return tag, classes and ids of a selector like ``td.a#b``; nothing for one that asks for more."""
    tag = re.match(r"[A-Za-z][A-Za-z0-9]*", compound)
    keys = ([tag[0].lower()] if tag else []) + re.findall(r"[.#][^.#]+", compound[tag.end() if tag else 0 :])
    whole = "".join(keys).lower() == compound.lower() and not re.search(r"[:\[(*+~\\]", compound)
    return frozenset(keys) if whole else frozenset()


def keys_of(element: _Element) -> list[str]:
    """Return the element's tag, classes and id as selectors write them."""
    keys = [str(element.tag)]
    if names := element.get("class"):
        keys += [f".{name}" for name in dict.fromkeys(names.split())]
    if name := element.get("id"):
        keys.append(f"#{name}")
    return keys
