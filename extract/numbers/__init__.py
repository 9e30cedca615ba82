"""Reading quantities out of English text: numbers as written, and what they mean.

Usable alone, without spaCy: `read_quantities(text)`. Invariant: every reading stands verbatim at its offsets, readings do
not overlap, and time is linear in the text. What is a number and no claim is `extract.not_claims`'s decision, not made here.
To teach it a unit: `units.py`; a number word: `words.py`; a way of writing: the functions of `forms.py`,
`specials.py` and `ranges.py`.
"""

from extract.numbers.reading import Form, Reading, Standing, read_quantities
from extract.numbers.render import render

__all__ = ["Form", "Reading", "Standing", "read_quantities", "render"]
