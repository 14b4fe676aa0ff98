"""Why a file is refused whole: one line that says what is wrong, what was expected and what to do."""

from karnameh.errors import RegisterError

SAVE = "open it in Excel or LibreOffice and save it as .xlsx."
COPY = "copy or export it again, or open it in Excel or LibreOffice and save it as .xlsx."
SPLIT = "copy the table alone, as values, into a new workbook, or save it as CSV UTF-8."
PASTE = "copy the table, paste it as values into a new workbook and save that as .xlsx."
UNLOCK = "open it, take the password off and save it as .xlsx."


def refusal(wrong: str, do: str = SAVE) -> RegisterError:
    """The error of a file that is not taken in at all."""
    return RegisterError(f"{wrong}; a table in .xlsx, .xls, .ods, .csv or .parquet was expected; {do}")


def damaged() -> RegisterError:
    """The error of a file that breaks off or contradicts itself."""
    return refusal("it is damaged or cut short", COPY)


def too_large() -> RegisterError:
    """The error of a file that wants more memory or time than there is."""
    return refusal("it is too large to be opened safely, or damaged", SPLIT)
