"""An empty workbook with our own headings, for whoever would rather fill in than map."""

from __future__ import annotations

import io

import xlsxwriter

from totalplace.importing.targets import ImportField, target_for

ROWS_CHECKED = 5000
NARROW, WIDE = 18, 34


def template_workbook(kind: str) -> io.BytesIO:
    """XLSX bytes: a sheet of headings whose lists of words can be chosen from, and a sheet that explains each."""
    target = target_for(kind)
    if target.confidential:
        return _of_headings(target.label, target.confidential.headings(kind))
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(target.label)
    notes = book.add_worksheet("Notes")
    lists = book.add_worksheet("Lists")
    sheet.freeze_panes(1, 0)
    notes.set_column(0, 0, WIDE)
    notes.set_column(1, 2, 70)
    notes.write_row(0, 0, ["Heading", "What to write", "Words it may hold"], heading)
    for index, field in enumerate(target.fields):
        sheet.write(0, index, field.label, heading)
        sheet.set_column(index, index, NARROW)
        notes.write_row(index + 1, 0, [field.label, _advice(field), ", ".join((field.choices or {}).values())], wrapped)
        if field.choices:
            _offer(sheet, lists, index, field)
    lists.hide()
    book.close()
    made.seek(0)
    return made


def _of_headings(label: str, headings: list[tuple[str, str]]) -> io.BytesIO:
    """The same for a file that the door reads: headings, and what to write under each."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet = book.add_worksheet(label[:31])
    notes = book.add_worksheet("Notes")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [heading for heading, _ in headings], bold)
    sheet.set_column(0, len(headings), NARROW)
    notes.write_row(0, 0, ["Heading", "What to write"], bold)
    notes.set_column(0, 0, WIDE)
    notes.set_column(1, 1, 70)
    for row, said in enumerate(headings, start=1):
        notes.write_row(row, 0, said)
    book.close()
    made.seek(0)
    return made


def _advice(field: ImportField) -> str:
    """What is said of a field: its own help, and whether it is worth the trouble."""
    wish = "Needed." if field.required else "Worth filling in." if field.warn_if_blank else ""
    return " ".join(part for part in (field.help, wish) if part)


def _offer(
    sheet: xlsxwriter.worksheet.Worksheet, lists: xlsxwriter.worksheet.Worksheet, column: int, field: ImportField
) -> None:
    """Let the cells of a column be chosen from its words; other words stay possible, and the import speaks of them."""
    words = list((field.choices or {}).values())
    lists.write_column(0, column, words)
    letter = xlsxwriter.utility.xl_col_to_name(column)
    sheet.data_validation(
        1,
        column,
        ROWS_CHECKED,
        column,
        {"validate": "list", "source": f"=Lists!${letter}$1:${letter}${len(words)}", "error_type": "warning"},
    )
