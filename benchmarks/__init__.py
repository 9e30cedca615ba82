"""Commands that measure: quality on public data and on our own gold, and where the time goes. None of them is a test."""
