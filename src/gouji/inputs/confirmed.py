"""``confirmed/<SHA-256 of the report>.csv`` beside the roster: what was recognised, who has confirmed what.

One line for every paragraph and cell of a report that is a picture: ``form`` and ``cell`` say for what it
was taken (empty: a label, or prose), ``recognised`` what was recognised, ``other`` and ``probability`` how
surely, ``picture`` the digest of its picture, ``confirmed`` what a person says is printed there (“空” for
nothing), ``by`` and ``when``; ``earlier`` is what was said before that. ``layout`` (JSON) is where it stands,
``png`` its picture.

A report all of which is pictures is read from this file alone: nothing is recognised anew.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from gouji.inputs.files import csv_text, guarded, put_files, rows_by_column, uttered
from gouji.model.document import (
    Confirmation,
    Document,
    Grid,
    GridCell,
    Note,
    Paragraph,
    Place,
    RecognisedText,
)
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gouji.model.document import Block, Source


FOLDER: Final = "confirmed"
_Spot = TypeVar("_Spot", Paragraph, GridCell)
COLUMNS: Final = (
    *("form", "cell", "recognised", "other", "probability", "picture"),
    *("confirmed", "by", "when", "earlier", "layout", "png"),
)
#: What stands for nothing printed, where an empty field would say that nobody has confirmed it.
NOTHING: Final = "空"
_WHAT: Final = Text("确认记录", "the record of confirmations")


@dataclass(frozen=True, slots=True)
class RecordedPicture:
    """One picture of a report: what it was taken for, what was recognised in it, where it stands.

    ``block`` and ``blocks`` are the number of its block and of all blocks of the document; ``spot`` is the
    paragraph, or the cell of the grid ``grid``. ``confirmed`` is None where nobody has said what is printed.
    The first one has the ``notes`` of the reading.
    """

    spot: Paragraph | GridCell
    read: RecognisedText
    block: int
    blocks: int
    grid: Place | None = None
    form: str = ""
    cell: str = ""
    confirmed: str | None = None
    by: str = ""
    when: str = ""
    earlier: str = ""
    notes: tuple[Note, ...] = ()


def records_near(report: Path) -> list[Path]:
    """Return the folders of records of a report: ``confirmed`` in its own folder and in the two above."""
    folders = (report.absolute().parent, *report.absolute().parent.parents[:2])
    return [path for folder in folders if (path := folder / FOLDER).is_dir()]


def confirmed_by(report: Path, sha256: str) -> Path | None:
    """Return the record of a report in the nearest of the folders of records that has one."""
    records = (folder / f"{sha256}.csv" for folder in records_near(report))
    return next((path for path in records if path.is_file()), None)


def record_in(home: Path, sha256: str) -> Path:
    """Return the record of a report in a folder of inputs. Raises :class:`GoujiError` where there is none."""
    path = home / FOLDER / f"{sha256}.csv"
    if not path.is_file():
        raise GoujiError(
            f"{home} 没有报告 {sha256} 的识别记录。请先运行 gouji confirm REPORT；报告在别处时，请同时写明。",
            f"{home} has no record of the report {sha256}. Run gouji confirm REPORT first; name the report "
            "as well where it lies elsewhere.",
        )
    return path


def pictures_of(document: Document) -> list[RecordedPicture]:
    """Return every picture of a document, confirmed by nobody yet."""
    found = []
    for number, block in enumerate(document.blocks):
        spots = block.cells if isinstance(block, Grid) else (block,)
        grid = block.place if isinstance(block, Grid) else None
        found += [
            RecordedPicture(spot, document.recognised[spot.place], number, len(document.blocks), grid)
            for spot in spots
            if spot.place in document.recognised
        ]
    return [replace(one, notes=document.notes) for one in found[:1]] + found[1:]


def record_bytes(pictures: Iterable[RecordedPicture]) -> bytes:
    """Return the file that records these pictures."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in pictures:
        said = "" if one.confirmed is None else one.confirmed or NOTHING
        read, other = one.read, "" if one.read.other is None else f"“{one.read.other}”"
        row = (
            *(one.form, one.cell, read.text, other, repr(read.probability), read.digest),
            *(said, one.by, one.when, one.earlier, _layout(one)),
        )
        table.writerow([*(guarded(text) for text in row), base64.b64encode(read.picture).decode()])
    return out.getvalue().encode("utf-8-sig")


def load_record(path: Path) -> list[RecordedPicture]:
    """Read and check a record. Raises :class:`GoujiError` naming file and line for what is wrong in it."""
    # a picture is longer than any other field of a CSV file
    csv.field_size_limit(2**28)
    rows = csv.DictReader(io.StringIO(csv_text(path, _WHAT), newline=""))
    if absent := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
        said = ", ".join(absent)
        raise _error(path, 1, f"首行缺少列：{said}", f"the first line lacks the columns {said}")
    found = []
    for row in rows:
        try:
            one = _picture({column: row[column] for column in COLUMNS})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _error(path, rows.line_num, "内容已损坏", "is damaged") from error
        if one.read.digest != row["picture"]:
            raise _error(
                path,
                rows.line_num,
                "图片与记录的摘要不符，已经改变，不能采用",
                "the picture does not fit its digest; it was changed and cannot be used",
            )
        found.append(one)
    return found


def with_confirmed(document: Document, pictures: Sequence[RecordedPicture], path: Path) -> Document:
    """Return a document with what persons confirmed in its pictures.

    Raises :class:`GoujiError` where a picture is not the one that was confirmed.
    """
    known = {one.spot.place: one for one in pictures}
    for place in known.keys() | document.recognised.keys():
        one, read = known.get(place), document.recognised.get(place)
        if one is None or read is None or one.read.digest != read.digest:
            raise GoujiError(
                f"{document.source.name}：{place.said('zh')}的图片与确认记录 {path.name} 中的不同，"
                "或没有读出，不能采用其中的确认。请安装识别用的附加组件；已安装的，请移走该记录，"
                "重新运行 gouji confirm。",
                f"{document.source.name}: the picture at {place.said('en')} is not the one in the record "
                f"{path.name}, or was not read, so its confirmations cannot be used. Install the extra for "
                "recognition; where it is, move the record away and run gouji confirm anew.",
            )

    def said(spot: _Spot) -> _Spot:
        one = known.get(spot.place)
        return spot if one is None or one.confirmed is None else spot._replace(text=one.confirmed)

    blocks = tuple(
        replace(block, cells=tuple(map(said, block.cells))) if isinstance(block, Grid) else said(block)
        for block in document.blocks
    )
    confirmed = {
        place: Confirmation(one.by, one.when, one.cell)
        for place, one in known.items()
        if one.confirmed is not None and place in document.recognised
    }
    return replace(document, blocks=blocks, confirmed=confirmed)


def document_of(source: Source, pictures: Sequence[RecordedPicture]) -> Document | None:
    """Return the document that a record holds whole; None where the report has more than its pictures."""
    by_block: dict[int, list[RecordedPicture]] = {}
    for one in pictures:
        by_block.setdefault(one.block, []).append(one)
    if not pictures or sorted(by_block) != list(range(pictures[0].blocks)):
        return None
    blocks = tuple(_block(by_block[number]) for number in sorted(by_block))
    recognised = {one.spot.place: one.read for one in pictures}
    return Document(source, blocks, notes=pictures[0].notes, recognised=recognised)


def _block(pictures: Sequence[RecordedPicture]) -> Block:
    first = pictures[0].spot
    if isinstance(first, Paragraph):
        return first
    cells = tuple(one.spot for one in pictures if isinstance(one.spot, GridCell))
    return Grid(cells, pictures[0].grid or first.place, "exact")


def _layout(one: RecordedPicture) -> str:
    told: dict[str, Any] = {"block": one.block, "blocks": one.blocks, "place": _told(one.spot.place)}
    if isinstance(one.spot, GridCell):
        spot = one.spot
        told |= {"cell": [spot.row, spot.column, spot.rowspan, spot.colspan], "grid": _told(one.grid)}
    else:
        told["heading"] = one.spot.heading
    if one.notes:
        told["notes"] = [[note.code, note.text.zh, note.text.en, _told(note.place)] for note in one.notes]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _told(place: Place | None) -> dict[str, Any]:
    return {name: value for name, value in (place or Place())._asdict().items() if value is not None}


def _picture(row: Mapping[str, str]) -> RecordedPicture:
    row = {column: uttered(text) for column, text in row.items()}
    told = json.loads(row["layout"])
    place, text = Place(**told["place"]), row["recognised"]
    other = row["other"][1:-1] if row["other"] else None
    read = RecognisedText(text, base64.b64decode(row["png"]), float(row["probability"]), other)
    if "cell" in told:
        at, column, rowspan, colspan = map(int, told["cell"])
        spot: Paragraph | GridCell = GridCell(text, at, column, place, rowspan, colspan)
    else:
        spot = Paragraph(text, place, bool(told["heading"]))
    said = row["confirmed"] or None
    return RecordedPicture(
        spot,
        read,
        int(told["block"]),
        int(told["blocks"]),
        Place(**told["grid"]) if "grid" in told else None,
        row["form"],
        row["cell"],
        "" if said == NOTHING else said,
        row["by"],
        row["when"],
        row["earlier"],
        tuple(
            Note(code, Text(zh, en), Place(**place) if place else None)
            for code, zh, en, place in told.get("notes", ())
        ),
    )


def _error(path: Path, line: int, zh: str, en: str) -> GoujiError:
    return GoujiError(f"{_WHAT.zh} {path} 第 {line} 行{zh}。", f"{_WHAT.en} {path}, line {line}: {en}.")


#: Below this probability of its least certain character a reading is doubtful.
_SURE: Final = 0.995
#: A figure of more digits is doubtful.
_DIGITS: Final = 5
#: Shapes that lines of the table, strokes and specks are taken for, and the other way round.
_STROKES: Final = frozenset("/\\|-—–―─一丨丶、'’`")


def doubts_of(read: RecognisedText) -> tuple[Text, ...]:
    """Say why a reading is doubtful; nothing where it is not."""
    found = []
    digits = sum(char.isdigit() for char in read.text)
    if read.other is not None and read.other != read.text:
        found.append(
            Text("两次识别不同：“{other}”", "read twice differently: “{other}”").filled(other=read.other)
        )
    if read.probability < _SURE:
        found.append(Text("把握 {p}", "probability {p}").filled(p=f"{read.probability:.3f}"))
    if _STROKES.intersection(read.text):
        found.append(Text("斜线或横线形状", "a slash or a dash"))
    if "." in read.text or "．" in read.text:
        found.append(Text("小数点", "a decimal point"))
    if digits > _DIGITS:
        found.append(Text("{n} 位数字", "{n} digits").filled(n=digits))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HandedInText:
    """What a person says is printed in a picture of the report ``report`` (SHA-256)."""

    report: str
    cell: str
    picture: str
    text: str
    by: str = ""


def merged(
    pictures: Sequence[RecordedPicture], said: Iterable[HandedInText], when: str, by: str, *, again: bool
) -> tuple[list[RecordedPicture], int, list[str]]:
    """Enter what was said of these pictures; return them, how many are new, and cells said otherwise before.

    ``again``: what was said before is replaced, and kept as a record. Raises :class:`GoujiError` for a
    picture that is none of these.
    """
    at = {(one.cell, one.read.digest): number for number, one in enumerate(pictures) if one.cell}
    made, new, otherwise = list(pictures), 0, []
    for one in said:
        number = at.get((one.cell, one.picture))
        if number is None:
            raise GoujiError(
                f"“{one.cell}”的图片不是记录中的那一张，不能采用。请重新运行 gouji confirm，对照其图片确认。",
                f"the picture of “{one.cell}” is not the one on record and is not taken. Run gouji confirm "
                "anew and confirm against its pictures.",
            )
        before = made[number]
        if before.confirmed == one.text:
            continue
        if before.confirmed is not None and not again:
            otherwise.append(one.cell)
            continue
        earlier = before.earlier
        if before.confirmed is not None:
            earlier += f"“{before.confirmed}” {before.by} {before.when}; "
        made[number] = replace(before, confirmed=one.text, by=one.by or by, when=when, earlier=earlier)
        new += 1
    return made, new, otherwise


class TakenTexts(NamedTuple):
    """What became of the texts handed in of one report: new, on record already, cells on record otherwise."""

    path: Path
    new: int
    same: int
    otherwise: list[str]


def take(
    said: Sequence[HandedInText], record_of: Callable[[str], Path], when: str, by: str, *, again: bool
) -> list[TakenTexts]:
    """Enter what was said into the records of its reports: all of it, or nothing where some is wrong.

    ``record_of`` leads from the digest of a report to its record. Raises as :func:`merged`.
    """
    made = []
    for sha256 in dict.fromkeys(one.report for one in said):
        path = record_of(sha256)
        own = [one for one in said if one.report == sha256]
        pictures, new, otherwise = merged(load_record(path), own, when, by, again=again)
        same = len(own) - new - len(otherwise)
        made.append((TakenTexts(path, new, same, otherwise), record_bytes(pictures)))
    for one, content in made:
        if one.new:
            put_files(one.path.parent, {one.path.name: content})
    return [one for one, _ in made]


def marked(path: Path) -> Iterator[HandedInText]:
    """Yield what a person marked on the page (.csv) or in the workbook (.xlsx) that ``gouji confirm`` wrote.

    A row counts where 确认 is marked or 改为 says what is printed instead (“空”: nothing). Raises
    :class:`GoujiError` for a file that is neither.
    """
    needed = {column: TITLES[column] for column in _NEEDED}
    for _, row in rows_by_column(path, _HANDED_IN, _COLUMN_OF, needed):
        values = {column: uttered(row.get(column, "").strip()) for column in TITLES}
        correction = values["correction"]
        if not (correction or values["ok"]):
            continue
        text = "" if correction == NOTHING else correction or values["recognised"]
        yield HandedInText(values["report"], values["cell"], values["picture"], text, values["by"])


#: The columns of what is handed in, by the titles that page and sheet give them.
TITLES: Final[dict[str, Text]] = {
    "where": Text("格", "Cell"),
    "recognised": Text("识别为", "Recognised"),
    "ok": Text("确认", "Right"),
    "correction": Text("改为", "Correction"),
    "why": Text("先看", "Look first"),
    "by": Text("确认人", "By"),
    "cell": Text("编号", "Id"),
    "picture": Text("图片摘要", "Digest"),
    "report": Text("报告摘要", "Report"),
}
_COLUMN_OF: Final = {
    name.casefold(): column for column, title in TITLES.items() for name in (column, title.zh, title.en)
}
_HANDED_IN: Final = Text("gouji confirm 的确认表", "the table of gouji confirm")
_NEEDED: Final = ("report", "cell", "picture", "ok")
