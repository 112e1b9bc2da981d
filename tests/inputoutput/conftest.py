"""The textbook's small table and the Dutch one, made once."""

import pandas as pd
import pytest

from impact.inputoutput import IOTable, national_table


def small_table(**options):
    """Miller and Blair's two-sector table (reference R1), with wages so that households can be closed (R2)."""
    labels = pd.Index(["1", "2"])
    facts = {"year": 2009, "unit": "MEUR", "prices": "current", "source": "Miller and Blair (2009), table 2.3"}
    return IOTable(
        pd.DataFrame([[150.0, 500.0], [200.0, 100.0]], index=labels, columns=labels),
        pd.DataFrame({"final": [350.0, 1700.0]}, index=labels),
        pd.DataFrame([[300.0, 500.0], [350.0, 900.0]], index=["compensation", "other"], columns=labels),
        **(facts | options),
    )


@pytest.fixture
def small():
    return small_table()


@pytest.fixture(scope="session")
def dutch():
    return national_table(2019, "cbs81")


@pytest.fixture(scope="session")
def dutch_groups():
    return national_table(2019, "a38")
