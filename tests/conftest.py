"""For all tests: how slow a machine is says nothing of losslint, and all of them together use its cores: a file of tests runs in
one process, for some count over all tests in it (`--dist=loadfile` in pyproject.toml).
"""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

MOST = 4  # processes: each loads torch

settings.register_profile("losslint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("losslint")


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process for tests that were named, whose start would cost more, and for those that rewrite the docs."""
    if config.args_source is config.ArgsSource.ARGS or "LOSSLINT_UPDATE" in os.environ:
        return 0
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # torch's threads would fight for the cores of the other processes
    return min(MOST, os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Programs under test are run in this process: what one tells torch holds for all that follows, and what one imports is what
    the next finds under the same name.
    """
    distributions = sys.modules.get("torch.distributions")
    if distributions is not None:
        distributions.Distribution.set_default_validate_args(True)
    folder = item.funcargs.get("tmp_path") if isinstance(item, pytest.Function) else None
    if folder is not None:
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(f"{folder}{os.sep}"):
                del sys.modules[name]
