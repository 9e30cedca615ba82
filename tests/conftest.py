"""What all tests share: no network but loopback, the shared evaluation data where it is at hand, small models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED_VARIABLE = "SYNTOPIC_SHARED"

settings.register_profile("default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("endurance", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("SYNTOPIC_HYPOTHESIS", "default"))


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of seeds, gold and benchmarks, named by an environment variable; without it the test is skipped."""
    given = os.environ.get(SHARED_VARIABLE)
    if not given:
        pytest.skip(f"{SHARED_VARIABLE} is not set: it names the folder of the evaluation data")
    folder = Path(given)
    if not folder.is_dir():
        pytest.skip(f"{SHARED_VARIABLE}={given} is not a folder")
    return folder
