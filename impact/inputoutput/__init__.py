"""What a euro of demand asks of every sector and region: tables, coefficients, multipliers, impacts.

The noun is `IOTable`; `national_table` makes the Dutch one, every other function takes a table or labelled arrays and
returns labelled arrays. Kernels for many draws stand in `model.stages` and `regional.quotients`. Results are gross.
"""

from impact.inputoutput.model.coefficients import (
    allocation_coefficients,
    ghosh_inverse,
    leontief_inverse,
    technical_coefficients,
)
from impact.inputoutput.model.constraints import mixed_model, price_change
from impact.inputoutput.model.decomposition import chained_decomposition, structural_decomposition
from impact.inputoutput.model.impacts import Impacts, impacts
from impact.inputoutput.model.linkages import Extraction, hypothetical_extraction, linkages, upstreamness
from impact.inputoutput.model.model import Model, regional_model, table_model
from impact.inputoutput.model.multipliers import multipliers, net_multipliers
from impact.inputoutput.model.purchases import delivered, demand_rounds, spread_in_time
from impact.inputoutput.regional.accuracy import (
    Accuracy,
    HouseholdAccuracy,
    accuracy,
    score_households,
    score_method,
)
from impact.inputoutput.regional.charm import charm_trade, product_balances, supply_demand_pool
from impact.inputoutput.regional.corop import (
    area_distances,
    area_quotients,
    corop_activity,
    corop_distances,
    corop_ring,
)
from impact.inputoutput.regional.euro_flow import euro_flow
from impact.inputoutput.regional.interregional import InterregionalTable, interregional_table
from impact.inputoutput.regional.official import korea, measured_elsewhere, scotland
from impact.inputoutput.regional.purchase_shares import purchase_shares
from impact.inputoutput.regional.quotients import location_quotients
from impact.inputoutput.regional.regionalisation import regional_coefficients
from impact.inputoutput.regional.scores import ResidualError, Scores, Trial, residual_error, residual_errors, scores
from impact.inputoutput.regional.spillovers import spillovers
from impact.inputoutput.regional.truth import Households, RegionalTruth, regional_truths
from impact.inputoutput.regional.uncertainty import MultiplierDraws, regional_multipliers
from impact.inputoutput.tables.balancing import gras, ras
from impact.inputoutput.tables.cbs_workbook import read_cbs_workbook
from impact.inputoutput.tables.exchange import (
    read_csv,
    read_parquet,
    read_pymrio,
    write_csv,
    write_parquet,
    write_pymrio,
)
from impact.inputoutput.tables.households import close_households, consumption_pattern
from impact.inputoutput.tables.imports import domestic, import_matrix, with_imports
from impact.inputoutput.tables.national import national_imports, national_table
from impact.inputoutput.tables.reading import read_table
from impact.inputoutput.tables.table import IOTable
from impact.inputoutput.tables.workbook import read_xlsx, write_xlsx

__all__ = [
    "Accuracy",
    "Extraction",
    "HouseholdAccuracy",
    "Households",
    "IOTable",
    "Impacts",
    "InterregionalTable",
    "Model",
    "MultiplierDraws",
    "RegionalTruth",
    "ResidualError",
    "Scores",
    "Trial",
    "accuracy",
    "allocation_coefficients",
    "area_distances",
    "area_quotients",
    "chained_decomposition",
    "charm_trade",
    "close_households",
    "consumption_pattern",
    "corop_activity",
    "corop_distances",
    "corop_ring",
    "delivered",
    "demand_rounds",
    "domestic",
    "euro_flow",
    "ghosh_inverse",
    "gras",
    "hypothetical_extraction",
    "import_matrix",
    "impacts",
    "interregional_table",
    "korea",
    "leontief_inverse",
    "linkages",
    "location_quotients",
    "measured_elsewhere",
    "mixed_model",
    "multipliers",
    "national_imports",
    "national_table",
    "net_multipliers",
    "price_change",
    "product_balances",
    "ras",
    "purchase_shares",
    "read_cbs_workbook",
    "read_csv",
    "read_parquet",
    "read_pymrio",
    "read_table",
    "read_xlsx",
    "regional_coefficients",
    "regional_model",
    "regional_multipliers",
    "regional_truths",
    "residual_error",
    "residual_errors",
    "score_households",
    "score_method",
    "scores",
    "scotland",
    "spillovers",
    "spread_in_time",
    "structural_decomposition",
    "supply_demand_pool",
    "table_model",
    "technical_coefficients",
    "upstreamness",
    "with_imports",
    "write_csv",
    "write_parquet",
    "write_pymrio",
    "write_xlsx",
]
