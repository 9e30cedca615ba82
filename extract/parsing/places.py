"""Places with a government (GPE) told from other places (LOC), as spaCy's own English pipelines label them.

The data that names were learnt from knows places alone. What is no country, state or town says so in its name: it is called
a river, a street, a valley, or is a part of the world. Invariant: the label depends on the words of the name alone.
"""

from __future__ import annotations

_KINDS = frozenset(
    """airport archipelago avenue basin bay beach belt boulevard bridge building canal canyon cape castle cathedral
    cave channel church cliff coast coastline continent corridor creek delta desert district equator estuary
    falls farm fjord forest garden gardens glacier gulf hall harbor harbour headland highway hill hills hotel
    hospital island islands isle isles lagoon lake lakes lane library marsh mount mountain mountains museum
    oasis ocean palace park pass path peak peaks peninsula plain plains plateau plaza pole pond port quarter
    range reef region reserve ridge river road sea shore square stadium station steppe strait straits stream
    street temple theater theatre tower trail tundra tunnel valley volcano wall waterfall wetland woods zone""".split()
)
_PARTS = frozenset(
    """africa america americas antarctica arctic asia australasia balkans caribbean caucasus earth eurasia europe mars
    mesoamerica mediterranean micronesia moon oceania orient patagonia polynesia sahara scandinavia siberia
    alps andes himalaya himalayas pyrenees rockies atlantic pacific baltic amazon nile rhine danube thames
    hemisphere midwest""".split()
)
_SIDES = frozenset("north south east west northern southern eastern western central middle latin sub-saharan".split())


def place_kind(name: str) -> str:
    """GPE or LOC for the name of a place, in any capitalisation."""
    words = [word.strip(".,'’\"()").lower() for word in name.replace("-", " ").split()]
    rest = [word for word in words if word not in _SIDES and word not in ("the", "of", "and")]
    is_part = bool(rest) and all(word in _PARTS for word in rest)
    is_bare_side = bool(words) and not rest  # "the West", "Middle East"
    is_kind = len(words) > 1 and (words[-1] in _KINDS or words[0] in _KINDS or (words[0] == "the" and words[1] in _KINDS))
    return "LOC" if is_part or is_bare_side or is_kind else "GPE"
