"""What a style sheet and a style attribute declare for an element of a web page.

Rules hold as on a screen, in the order in which they override each other (CSS Cascade 4). A rule for another
medium or for a state (``:hover``) holds only sometimes and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

import tinycss2
from cssselect2 import ElementWrapper, SelectorError, compile_selector_list

from gouji.model.text import memoised

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cssselect2.compiler import CompiledSelector
    from lxml.etree import _Element
    from tinycss2.ast import Node


#: Of rules for one class, id or tag no more are kept than any page needs, the last ones.
_MOST_RULES: Final = 100
#: A longer selector is left out, and so is one that looks into elements; among more sisters than these an
#: element is only asked for its own tag, classes and id.
_LONGEST: Final = 200
_MOST_SISTERS: Final = 1_000
#: A style attribute weighs more than any number of ids.
_ATTRIBUTE: Final = 10**9
_SIMPLE: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*)?(?:[.#][\w-]+)*")
_KEYS: Final = re.compile(r"^[A-Za-z][A-Za-z0-9]*|[.#][\w-]+")
_ARGUMENTS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_COMBINED: Final = re.compile(r"[\s>+~]+")
_SCREEN: Final = re.compile(r"(?:only\s+)?(?:screen|all)", re.I)

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
_of_attribute = memoised(_declared)


def declarations(text: str) -> Declarations:
    """Return the declared values by property, in lower case; ``!important`` is left out of a value."""
    return {name: value for name, (value, _) in _of_attribute(text).items()}


def _written(nodes: Iterable[Node]) -> str:
    return str(tinycss2.serialize([node for node in nodes if node.type != "comment"])).strip()


class _Rule:
    """Declarations for the elements of one selector.

    ``own`` are tag, classes and id that such an element has; ``simple`` says that nothing else is asked of
    it. What else a selector asks is looked at when an element has those.
    """

    def __init__(self, selector: str, number: int, declared: dict[str, tuple[str, bool]]) -> None:
        """Take a rule whose place in the page is ``number``."""
        self._selector, self._number, self.declared = selector, number, declared
        rest, before = selector, ""
        while rest != before:  # what stands in brackets names other elements, or none
            before, rest = rest, _ARGUMENTS.sub("", rest)
        compound = _COMBINED.split(rest)[-1]
        names = _KEYS.findall(compound.partition(":")[0])
        self.own = frozenset(name if name[0] in ".#" else name.lower() for name in names)
        self.simple = selector == compound and _SIMPLE.fullmatch(selector) is not None

    @cached_property
    def weight(self) -> tuple[int, ...]:
        """How much the rule weighs against others: its ids, classes, tags, its place."""
        if self.simple:
            ids, classes = (sum(key[0] == sign for key in self.own) for sign in "#.")
            return ids, classes, len(self.own) - ids - classes, self._number
        return (*(self._compiled.specificity if self._compiled else ()), self._number)

    @cached_property
    def _compiled(self) -> CompiledSelector | None:
        try:
            (compiled,) = compile_selector_list(self._selector)
        except (SelectorError, ValueError):  # a browser leaves out what it does not understand
            return None
        return None if compiled.never_matches or compiled.pseudo_element else compiled

    def holds(self, keys: Collection[str], element: ElementWrapper | None) -> bool:
        """Return whether the rule is for an element with these keys."""
        if not self.own.issubset(keys):
            return False
        if self.simple:
            return True
        return bool(element is not None and self._compiled and self._compiled.test(element))


class StyleSheet:
    """The rules of a page's own style elements that declare one of some properties."""

    def __init__(self, texts: Iterable[str], properties: Collection[str], pseudo: str = "") -> None:
        """Read the style elements' texts in the order of the page.

        With ``pseudo`` (``before`` or ``after``) only rules for that pseudo-element of an element are kept.
        """
        self._of_pseudo = re.compile(rf"(.*?)::?{pseudo}\s*", re.I | re.S) if pseudo else None
        self._rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        self._settled: dict[tuple[str, ...], Declarations] = {}
        self._wrapped: dict[_Element, ElementWrapper | None] = {}
        self._count = 0
        for text in texts:
            for selectors, body in _rules(tinycss2.parse_stylesheet(text, True, True)):
                declared = {name: said for name, said in _declared(body).items() if name in properties}
                if declared:
                    for selector in selectors:
                        self._add(selector, declared)

    def _add(self, selector: str, declared: dict[str, tuple[str, bool]]) -> None:
        if self._of_pseudo is not None:
            found = self._of_pseudo.fullmatch(selector)
            if found is None:
                return
            selector = found[1].strip() or "*"
        if len(selector) > _LONGEST or "\\" in selector or ":has(" in selector:
            return
        self._count += 1
        rule = _Rule(selector, self._count, declared)
        rules = self._rules[min(rule.own, key=lambda key: ("#.".find(key[0]) % 3, key), default="*")]
        rules.append(rule)
        del rules[:-_MOST_RULES]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def bodies(self, used: Collection[str]) -> Iterator[Declarations]:
        """Yield what rules declare that may be for elements with one of these keys (:func:`keys_of`)."""
        for key, rules in self._rules.items():
            if key in used or key == "*":
                for rule in rules:
                    yield {name: value for name, (value, _) in rule.declared.items()}

    def declared(self, element: _Element, style: str) -> Declarations:
        """Return what holds for an element with this style attribute."""
        keys = keys_of(element)
        asked = (*keys, style)
        settled = self._settled.get(asked)
        if settled is not None:
            return settled
        asking = [rule for key in (*keys, "*") for rule in self._rules.get(key, ())]
        alike = all(rule.simple for rule in asking)
        wrapped = None if alike else self._wrap(element)
        found = _cascade([rule for rule in asking if rule.holds(keys, wrapped)], style)
        if alike:
            self._settled[asked] = found
        return found

    def _wrap(self, element: _Element) -> ElementWrapper | None:
        """Return an element as selectors are tested against it, None for one among too many."""
        if element not in self._wrapped:
            parent = element.getparent()
            if parent is None:
                self._wrapped[element] = ElementWrapper.from_html_root(element)
            else:
                around = self._wrap(parent)
                children = list(parent)
                before: ElementWrapper | None = None
                many = around is None or len(children) > _MOST_SISTERS
                for index, child in enumerate(children):
                    before = None if many else ElementWrapper(child, around, index, before, True)
                    self._wrapped[child] = before
        return self._wrapped[element]


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


def _rules(nodes: Iterable[Node]) -> Iterator[tuple[list[str], Sequence[Node]]]:
    """Yield selectors and body of every rule that holds on a screen."""
    for rule in nodes:
        if rule.type == "qualified-rule":
            yield _selectors(rule.prelude), rule.content
        elif (
            rule.type == "at-rule"
            and rule.lower_at_keyword == "media"
            and rule.content
            and _SCREEN.fullmatch(_written(rule.prelude))
        ):
            yield from _rules(tinycss2.parse_rule_list(rule.content, True, True))


def _selectors(prelude: Iterable[Node]) -> list[str]:
    """Return the selectors of a list; a comma in brackets parts none."""
    parts: list[list[Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return [text for part in parts if (text := _written(part))]


def keys_of(element: _Element) -> list[str]:
    """Return the element's tag, classes and id as selectors write them."""
    keys = [str(element.tag)]
    if names := element.get("class"):
        keys += [f".{name}" for name in dict.fromkeys(names.split())]
    if name := element.get("id"):
        keys.append(f"#{name}")
    return keys
