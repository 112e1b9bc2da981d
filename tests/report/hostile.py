"""Texts that a program could take for something else than text."""

HOSTILE = {
    "a formula": "=cmd|'/c calc'!A1",
    "markup": "<script>alert(1)</script>",
    "typst and markdown": "#let x = 1 `code` [link](javascript:alert(1)) *bold*",
    "right to left": "\u202eשלום עולם",
    "emoji": "🏭 👩🏽‍🔬",
    "very long": "x" * 5000,
}
