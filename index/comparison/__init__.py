"""The second pass: measures, relations, origins and positions from the claims and stances of a whole corpus.

One module a concept, read in this order: `units` (quantities as intervals), `frames` (what a claim is about), `pairs`
(do two claims measure the same thing), `neighbours` (which pairs are worth asking), `measures` (clusters, ids, labels),
`correcting` (what a person put right), `basis` (is a pair comparable), `relations` and `verdicts`, `origins`, `mutations`,
`compare_groups`, which composes those, `updating` (only what changed), `positions`, `camps`, `points`, `cruxes`,
`forecasts`, `questions`, and `compare`, which composes all.
Invariant: the same records give the same comparison, in whatever order they come.
"""
