import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def straight() -> ModuleType:
    """The module beside this one; tests are imported one by one and cannot import each other."""
    spec = importlib.util.spec_from_file_location("oracle_straight", Path(__file__).with_name("straight.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
