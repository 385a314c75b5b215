"""What is said when something went wrong that nobody foresaw: an apology, never a traceback."""

from __future__ import annotations

from gouji.bilingual import GoujiError, Text


def told(error: Exception, where: str) -> Text:
    """Return what an error says to people, or where it says nothing to them what :func:`unforeseen` says."""
    return error.text if isinstance(error, GoujiError) else unforeseen(error, where)


def unforeseen(error: BaseException, where: str) -> Text:
    """Return the sentence for an error that is no :class:`GoujiError`.

    ``where`` names what was being worked on (a file, a command). Only the type of the error is told: its
    message may quote hostile input.
    """
    kind = type(error).__name__
    return Text(
        f"{where}：程序内部出错（{kind}），未能处理，非常抱歉。这是勾稽的缺陷，请连同该文件反馈。",
        f"{where}: an internal error ({kind}) stopped the work, sorry. This is a defect of gouji; please "
        "report it together with the file.",
    )
