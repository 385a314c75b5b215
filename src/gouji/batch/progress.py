"""How a run tells its progress on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeAlias

from gouji.model.safe import safe
from gouji.model.text import Text
from gouji.show.words import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tqdm import tqdm

    from gouji.model.finding import Verdict
    from gouji.model.text import Lang

    Kept: TypeAlias = Sequence[tuple[str, Verdict]]


_UNREAD = Text("未能处理", "failed")
_STATE = Text(
    "[{done}/{total}] 每秒 {rate} 份，还需约 {left} 秒  {told}",
    "[{done}/{total}] {rate} a second, about {left} s left  {told}",
)
_KEPT = Text(
    "{kept} 份没有变化，沿用已有证据：{verdicts}。", "{kept} unchanged, their evidence stands: {verdicts}."
)
_UNCHANGED = Text("（没有变化）", " (unchanged)")
#: So many that stand are told one by one.
_FEW = 60


class Progress(Protocol):
    """What a run reports to."""

    def start(self, total: int, *, kept: Kept = (), doing: Text | None = None) -> None:
        """Say how many reports there are to do, and which stand as an earlier run left them."""

    def step(self) -> None:
        """Say that one is done which has no verdict yet."""

    def audited(self, name: str, verdict: Verdict) -> None:
        """Say that a report was audited."""

    def failed(self, name: str) -> None:
        """Say that a report could not be processed."""

    def close(self) -> None:
        """Say that nothing more comes."""


class NoProgress:
    """Tells nothing."""

    def start(self, total: int, *, kept: Kept = (), doing: Text | None = None) -> None:
        """Pass over it."""

    def step(self) -> None:
        """Pass over it."""

    def audited(self, name: str, verdict: Verdict) -> None:
        """Pass over it."""

    def failed(self, name: str) -> None:
        """Pass over it."""

    def close(self) -> None:
        """Pass over it."""


class EachAudit(NoProgress):
    """Tells nothing, and calls something whenever an audit is there."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    def audited(self, name: str, verdict: Verdict) -> None:
        """Call it."""
        self._call()


class ProgressOnStderr:
    """Tells on stderr: with rate, time left and the verdicts so far on a terminal, else in lines.

    The lines are one a report, or with ``lines`` about so many in all, each with rate and time left.
    """

    def __init__(self, lang: Lang, *, lines: int | None = None) -> None:
        self.lang = lang
        self._lines = lines
        self._counts: Counter[str] = Counter()
        self._doing = ""
        self._done = self._total = 0
        self._since = time.monotonic()
        self._bar: tqdm[NoReturn] | None = None

    def start(self, total: int, *, kept: Kept = (), doing: Text | None = None) -> None:
        """Say how many reports there are to do, and which stand as an earlier run left them."""
        self._doing = doing.said(self.lang) if doing else ""
        self._done, self._total, self._since = 0, total, time.monotonic()
        if 0 < len(kept) <= _FEW:
            for name, verdict in kept:
                word = VERDICTS[verdict].word.said(self.lang)
                print(f"{safe(name)}  {word}{_UNCHANGED.said(self.lang)}", file=sys.stderr)
        elif kept:
            counts = Counter(VERDICTS[verdict].word.said(self.lang) for _, verdict in kept)
            said = _KEPT.filled(kept=len(kept), verdicts=_told(counts))
            print(said.said(self.lang), file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            from tqdm import tqdm

            unit = Text("份", "reports").said(self.lang)
            tqdm.monitor_interval = 0  # its thread would keep this process from being forked
            self._bar = tqdm(total=total, unit=unit, desc=self._doing or None, dynamic_ncols=True)

    def step(self) -> None:
        """Count one without a verdict."""
        self._tell("", None)

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
            self._bar = None

    def _tell(self, name: str, verdict: str | None) -> None:
        self._done += 1
        if verdict:
            self._counts[verdict] += 1
        if self._bar is not None:
            self._bar.set_postfix_str(self._verdicts(), refresh=False)
            self._bar.update()
        elif self._lines is None:
            print(f"[{self._done}/{self._total}] {safe(name)}  {verdict}", file=sys.stderr, flush=True)
        elif self._done == self._total or self._done % max(self._total // self._lines, 1) == 0:
            rate = self._done / max(time.monotonic() - self._since, 1e-3)
            left = (self._total - self._done) / rate
            told = f"{self._doing} {self._verdicts()}".strip()
            state = _STATE.filled(
                done=self._done, total=self._total, rate=f"{rate:.0f}", left=f"{left:.0f}", told=told
            )
            print(state.said(self.lang), file=sys.stderr, flush=True)

    def _verdicts(self) -> str:
        return _told(self._counts)


def _told(counts: Counter[str]) -> str:
    return " ".join(f"{word} {count}" for word, count in sorted(counts.items()))
