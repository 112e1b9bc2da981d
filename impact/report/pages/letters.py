"""Letters that the font of our documents does not have: on paper there is nothing to show in their place."""

from __future__ import annotations

from impact.errors import Problem
from impact.report.charts import theme

_SEEN = "could not be displayed with font"  # what the compiler says of such a letter


def lacks_letter(error: Exception) -> bool:
    """Return whether a document could not be set for want of a letter.

    Parameters
    ----------
    error
        What the compiler said.
    """
    return _SEEN in str(error)


def lacking(error: Exception, file: str, field: str, todo: str) -> Problem:
    """Return what to say of a letter that the font does not have.

    Parameters
    ----------
    error
        What the compiler said, which names the letter.
    file, field
        Where the letter comes from, as far as is known.
    todo
        What to do.
    """
    return Problem(file, field, str(error), f"letters that {theme.FONT} has", todo)
