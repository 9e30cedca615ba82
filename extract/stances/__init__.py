"""Stances: which side a sentence takes on the propositions of a topic, and whose side that is.

`read_stances` is the whole stage for one document; `StanceReader` keeps the prototypes for many. Grammar is
`extract.polarity`'s, the judge `extract.judge`'s; here are the relevance gate, abstention and holders.
"""

from extract.stances.gate import GateSettings
from extract.stances.reader import StanceReader, read_stances

__all__ = ["GateSettings", "StanceReader", "read_stances"]
