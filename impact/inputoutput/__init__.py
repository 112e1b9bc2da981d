"""What a euro of demand asks of every sector and region: tables, coefficients, multipliers, impacts.

The noun is `IOTable`; `national_table` makes the Dutch one, every other function takes a table or labelled arrays and
returns labelled arrays. Array kernels for many draws stand in `stages` and `regionalisation`. Results are gross.
"""

from impact.inputoutput.balancing import gras, ras
from impact.inputoutput.coefficients import (
    allocation_coefficients,
    ghosh_inverse,
    leontief_inverse,
    technical_coefficients,
)
from impact.inputoutput.households import close_households, consumption_pattern
from impact.inputoutput.impacts import Impacts, impacts
from impact.inputoutput.model import Model, regional_model, table_model
from impact.inputoutput.multipliers import multipliers
from impact.inputoutput.national import national_table
from impact.inputoutput.regionalisation import location_quotients, regional_coefficients
from impact.inputoutput.table import IOTable

__all__ = [
    "IOTable",
    "Impacts",
    "Model",
    "allocation_coefficients",
    "close_households",
    "consumption_pattern",
    "ghosh_inverse",
    "gras",
    "impacts",
    "leontief_inverse",
    "location_quotients",
    "multipliers",
    "national_table",
    "ras",
    "regional_coefficients",
    "regional_model",
    "table_model",
    "technical_coefficients",
]
