"""What is different since the corpus was last looked at: the records, and the state that they were told against.

Invariant: a state holds just what changes are told about, so a change is written exactly when the state that it leads to is;
a run that was killed in between tells it when it is run again. An id does not depend on a run or a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """What happened to a document, a claim, a measure, a position or a forecast.

    `DOCUMENT_GONE`: a person removed it. `DOCUMENT_VANISHED`: it is no longer where it was, and is kept.
    """

    DOCUMENT_NEW = "document_new"
    DOCUMENT_REVISED = "document_revised"
    DOCUMENT_GONE = "document_gone"
    DOCUMENT_VANISHED = "document_vanished"
    DOCUMENT_RETURNED = "document_returned"
    CLAIM_NEW = "claim_new"
    CLAIM_REVISED = "claim_revised"
    CLAIM_WITHDRAWN = "claim_withdrawn"
    MEASURE_CONTESTED = "measure_contested"
    MEASURE_SETTLED = "measure_settled"
    MEASURE_SUPERSEDED = "measure_superseded"
    MEASURE_CORROBORATED = "measure_corroborated"
    POSITION_NEW = "position_new"
    POSITION_CHANGED = "position_changed"
    POSITION_WITHDRAWN = "position_withdrawn"
    FORECAST_DUE = "forecast_due"


class Subject(StrEnum):
    """What a change is about."""

    DOCUMENT = "document"
    CLAIM = "claim"
    MEASURE = "measure"
    POSITION = "position"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class StateItem:
    """What is known of one subject: `told` holds the plain values that changes are told about."""

    id: str
    subject: Subject
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change before it is written: `before` and `after` are the subject's plain values, empty where it was not there.

    `id` is the subject's; of a claim that was revised, the new claim's, and `before` carries the old one's under "id". Of a
    document that was removed, they carry no words.
    """

    kind: ChangeKind
    id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the store keeps it: the `nth` of its kind for its subject, told by a run at a time."""

    id: str
    kind: ChangeKind
    subject: str
    nth: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    run: str
    at: datetime
