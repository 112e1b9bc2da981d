"""What the effects room says; `tests/words` looks at the sentences of every room."""

from impact.effects import Statement
from impact.words.statements import TECHNICAL, in_language, said, sentences


def test_who_asks_python_reads_the_sentence_of_an_econometrician() -> None:
    statement = said("all_treated")
    assert isinstance(statement, Statement)
    assert str(statement) == "Every unit is treated: nobody stands for what would have happened."
    assert in_language(statement, "en") == "Every area is treated: nobody stands for what would have happened."
    assert TECHNICAL in sentences()["all_treated"]
