"""Data of reference cases, as printed."""

from __future__ import annotations

import numpy as np


def _columns(text: str) -> np.ndarray:
    return np.array([line.split() for line in text.strip().splitlines()], dtype=float).T


# Vaccination against tuberculosis, 13 trials: cases and others among treated, the same among controls. Colditz et al.
# (1994), JAMA 271:698-702; dat.bcg among the data sets of metafor.
_TREATED_CASES, _TREATED_FREE, _CONTROL_CASES, _CONTROL_FREE = _columns("""
4 119 11 128
6 300 29 274
3 228 11 209
62 13536 248 12619
33 5036 47 5761
180 1361 372 1079
8 2537 10 619
505 87886 499 87892
29 7470 45 7232
17 1699 65 1600
186 50448 141 27197
5 2493 3 2338
27 16886 29 17825
""")
_TREATED, _CONTROL = _TREATED_CASES + _TREATED_FREE, _CONTROL_CASES + _CONTROL_FREE
BCG = np.log(_TREATED_CASES / _TREATED) - np.log(_CONTROL_CASES / _CONTROL)  # log risk ratios
BCG_ERRORS = np.sqrt(1 / _TREATED_CASES - 1 / _TREATED + 1 / _CONTROL_CASES - 1 / _CONTROL)

# Viechtbauer (2005), J. Educational and Behavioral Statistics 30:261-293, examples 1 and 2: effects and variances.
EXAMPLE_1, _VARIANCES_1 = _columns("""
-0.581 0.023
0.530 0.052
0.771 0.060
1.031 0.115
0.553 0.095
0.295 0.203
0.078 0.200
0.573 0.211
-0.176 0.051
-0.232 0.040
""")
EXAMPLE_1_ERRORS = np.sqrt(_VARIANCES_1)
EXAMPLE_2, _VARIANCES_2 = _columns("""
0.100 0.016
-0.162 0.015
-0.090 0.050
-0.049 0.050
-0.046 0.032
-0.010 0.052
-0.431 0.036
-0.261 0.024
0.134 0.034
0.019 0.033
0.175 0.031
0.056 0.034
0.045 0.039
0.103 0.167
0.121 0.134
-0.482 0.096
0.290 0.016
0.342 0.035
""")
EXAMPLE_2_ERRORS = np.sqrt(_VARIANCES_2)

# Diuretics in pregnancy, 9 trials: sizes of the treated and the control group, cases in each. Collins, Yusuf and Peto
# (1985), BMJ 290:17-23; dat.collins1985b among the data sets of metafor.
_N1, _N2, _X1, _X2 = _columns("""
131 136 14 14
385 134 21 17
57 48 14 24
38 40 6 18
1011 760 12 35
1370 1336 138 175
506 524 15 20
108 103 6 2
153 102 65 40
""")
DIURETICS = np.log(_X1 / (_N1 - _X1)) - np.log(_X2 / (_N2 - _X2))  # log odds ratios
DIURETICS_ERRORS = np.sqrt(1 / _X1 + 1 / (_N1 - _X1) + 1 / _X2 + 1 / (_N2 - _X2))

# What teachers expect of pupils, 19 experiments: effects and variances. Raudenbush (1985), in Evaluation Studies Review
# Annual 10, page 84; dat.raudenbush1985 among the data sets of metafor.
EXPECTANCY, _VARIANCES = _columns("""
0.03 0.0156
0.12 0.0216
-0.14 0.0279
1.18 0.1391
0.26 0.1362
-0.06 0.0106
-0.02 0.0106
-0.32 0.0484
0.27 0.0269
0.80 0.0630
0.54 0.0912
0.18 0.0497
-0.02 0.0835
0.23 0.0841
-0.18 0.0253
-0.06 0.0279
0.30 0.0193
0.07 0.0088
-0.07 0.0303
""")
EXPECTANCY_ERRORS = np.sqrt(_VARIANCES)

# Magnesium after a heart attack, 16 trials: deaths and patients among treated and controls. Egger, Davey Smith and
# Altman (2001), Systematic Reviews in Health Care, chapter 18; dat.egger2001 among the data sets of metafor.
_DEATHS_1, _PATIENTS_1, _DEATHS_2, _PATIENTS_2 = _columns("""
1 40 2 36
9 135 23 135
2 200 7 200
1 48 1 46
10 150 8 148
1 59 9 56
1 25 3 23
0 22 1 21
6 76 11 75
1 27 7 27
2 89 12 80
5 23 13 33
4 130 8 122
90 1159 118 1157
4 107 17 108
2216 29011 2103 29039
""")
_HALF = np.where(_DEATHS_1 == 0, 0.5, 0.0)  # a half in each cell of a trial with an empty one, as metafor adds
_CELLS = [cell + _HALF for cell in (_DEATHS_1, _PATIENTS_1 - _DEATHS_1, _DEATHS_2, _PATIENTS_2 - _DEATHS_2)]
MAGNESIUM = np.log(_CELLS[0] * _CELLS[3] / (_CELLS[1] * _CELLS[2]))  # log odds ratios
MAGNESIUM_ERRORS = np.sqrt(sum(1 / cell for cell in _CELLS))
