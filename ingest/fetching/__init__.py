"""Fetching with care: one polite queue per host, checked addresses, limits, retries, conditional requests.

`ingest.fetching.fetcher.Fetcher` is the one door. Asynchronous inside, plain calls outside: it may be used from many
threads at once, and the queue of each host keeps its order and its pauses. Invariant: what comes back is whole, byte for
byte, within every limit; what does not come back is one typed error with its remedy. To change how hosts are treated:
`hosts`; what may be asked at all: `addresses`; how bytes are bounded: `bodies`; what is kept between runs: `archive`; what
counts as a refusal: `refusals`. This module imports no network library, because parsers import `messages`.
"""

from ingest.fetching.messages import Limits, Page, Request, capture_of, json_post

__all__ = ["Limits", "Page", "Request", "capture_of", "json_post"]
