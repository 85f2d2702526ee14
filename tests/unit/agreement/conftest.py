from pathlib import Path

import pytest

from drivectl.spec.policies import Policies, load_policies


@pytest.fixture(scope="session")
def policies() -> Policies:
    return load_policies(Path(__file__).parents[3] / "policies")
