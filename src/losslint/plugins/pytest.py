"""A pytest plugin: `pytest --losslint` checks the project once, and each finding is a failed item with its picture; and the
fixture `assert_loss_fits` for tests of one's own. Floor 7.

Paths given to pytest filter what is reported, as they do for the command; without any it is the whole project. Nothing of the
analysis is loaded where the option is not given. Under pytest-xdist the controller analyses and hands the findings to its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from losslint.config import Config
    from losslint.diagnostic import Diagnostic
    from losslint.runner import Run

CLEAN = "losslint"
"""The item that passes where nothing is found."""
SHARED = "losslint_findings"

Found = list[tuple[str, int, str, str, bool]]
"""Of each finding: the path from pytest's root, the line (1-based), its name, its picture, and whether it fails."""


class FindingReported(Exception):  # noqa: N818 - a finding, not an error of the plugin
    """What an item fails with; its text is the picture."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("losslint", "loss functions and what they are fed")
    group.addoption(
        "--losslint", action="store_true", help="check the project with losslint; a finding is a failed item"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("losslint"):
        config.pluginmanager.register(_Checks(config), "losslint-checks")


@pytest.fixture(scope="session")
def assert_loss_fits() -> Callable[[Callable[..., Any], Callable[..., Any], Sequence[Any]], None]:
    """`losslint.runtime.assert_loss_fits`: call it with a model, a loss and a batch. Needs torch."""
    from losslint.runtime import assert_loss_fits

    return assert_loss_fits


class _Checks:
    """Registered only where the option was given."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._found: Found | None = getattr(config, "workerinput", {}).get(SHARED)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[SHARED] = self._all()

    @pytest.hookimpl(tryfirst=True)  # before -k and -m choose
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        items.extend(self._items(session))

    def _items(self, session: pytest.Session) -> Iterator[pytest.Item]:
        found = self._all()
        if not found:
            yield FindingItem.from_parent(session, name=CLEAN, nodeid=CLEAN)
        for path, line, name, picture, fails in found:
            nodeid = f"{path}::{name}"
            item: FindingItem = FindingItem.from_parent(session, name=name, nodeid=nodeid)
            item.spot, item.picture, item.fails = (path, line), picture, fails
            yield item

    def _all(self) -> Found:
        if self._found is None:
            self._found = found_in(self._config)
        return self._found


class FindingItem(pytest.Item):
    """One finding, or the word that there is none."""

    spot: tuple[str, int] | None = None
    picture = ""
    fails = False

    def runtest(self) -> None:
        if self.fails:
            raise FindingReported(self.picture)
        if self.picture:
            self.add_report_section("call", "losslint", self.picture)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, FindingReported):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int | None, str]:
        if self.spot is None:
            return CLEAN, None, self.name
        path, line = self.spot
        return path, line - 1, self.name


def found_in(config: pytest.Config) -> Found:
    """The findings of the project; the analysis is loaded here. Raises UsageError for what the user must mend."""
    from losslint.api import UsageProblem, checked

    try:
        run, settings = checked(_paths(config), cwd=config.invocation_params.dir)
    except UsageProblem as problem:
        raise pytest.UsageError(f"losslint: {problem}") from None
    if run.report.internal:
        raise pytest.UsageError("\n".join(f"losslint: {failure}" for failure in run.report.internal))
    return [_told(finding, run, settings) for finding in run.report.diagnostics]


def _paths(config: pytest.Config) -> list[str]:
    """The files and folders that were given on the command line; where there are none, the root."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return [str(config.rootpath)]
    named = {argument.partition("::")[0] for argument in config.args}
    return sorted(path for path in named if (config.invocation_params.dir / path).exists()) or [str(config.rootpath)]


def _told(finding: Diagnostic, run: Run, settings: Config) -> tuple[str, int, str, str, bool]:
    from losslint.report.full import full
    from losslint.report.paint import PLAIN

    place = finding.place
    where = f"{place.line}:{place.column}" if place.cell is None else f"cell {place.cell}:{place.line}:{place.column}"
    picture = full(finding, run.line, PLAIN)
    return place.path, place.line, f"{finding.code}[{where}]", picture, finding.severity.is_at_least(settings.fail_on)
