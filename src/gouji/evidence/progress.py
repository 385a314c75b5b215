"""How a run tells its progress on stderr: a bar on a terminal, one plain line an audit elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, NoReturn, Protocol

from tqdm import tqdm

from gouji.bilingual import Text
from gouji.pages.words import VERDICTS
from gouji.terminal import safe

if TYPE_CHECKING:
    from gouji.bilingual import Lang
    from gouji.finding import Verdict

_UNREAD = Text("未能处理", "failed")
_KEPT = Text("{kept} 份没有变化，沿用已有证据。", "{kept} unchanged: their evidence stands.")


class Progress(Protocol):
    """What a run reports to."""

    def start(self, total: int, *, kept: int = 0) -> None:
        """Say how many audits there are to do, and how many stand as an earlier run left them."""

    def audited(self, name: str, verdict: Verdict) -> None:
        """Say that a report was audited."""

    def failed(self, name: str) -> None:
        """Say that a report could not be processed."""

    def close(self) -> None:
        """Say that nothing more comes."""


class Spoken:
    """Tells on stderr: with rate, time left and the verdicts so far on a terminal, else in lines."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._counts: Counter[str] = Counter()
        self._total = 0
        self._bar: tqdm[NoReturn] | None = None

    def start(self, total: int, *, kept: int = 0) -> None:
        """Say how many audits there are to do, and how many stand as an earlier run left them."""
        self._total = total
        if kept:
            print(_KEPT.filled(kept=kept).said(self.lang), file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            self._bar = tqdm(total=total, unit=Text("份", "reports").said(self.lang), dynamic_ncols=True)

    def audited(self, name: str, verdict: Verdict) -> None:
        """Count the verdict and tell it."""
        self._tell(name, VERDICTS[verdict].word.said(self.lang))

    def failed(self, name: str) -> None:
        """Count the failure and tell it."""
        self._tell(name, _UNREAD.said(self.lang))

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()

    def _tell(self, name: str, what: str) -> None:
        self._counts[what] += 1
        if self._bar is None:
            done = sum(self._counts.values())
            print(f"[{done}/{self._total}] {safe(name)}  {what}", file=sys.stderr, flush=True)
        else:
            self._bar.set_postfix_str(
                " ".join(f"{word} {n}" for word, n in sorted(self._counts.items())), refresh=False
            )
            self._bar.update()
