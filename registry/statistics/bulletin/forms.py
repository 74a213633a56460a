"""In which language a bulletin is asked for."""

from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.statistics.bulletin.blocks import Language


def language_of(text: str) -> Language:
    """``zh`` or ``en``, Chinese where nothing is said; BadInput for any other."""
    if text in ("", *Language):
        return Language(text or Language.ZH)
    problem = N_("There is no bulletin in this language.")
    expected = N_("Choose zh for Chinese or en for English.")
    raise BadInput([FieldProblem("language", text[:40], problem, expected)])
