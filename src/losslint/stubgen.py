"""From a package's source to a folder of stubs: what `losslint stubgen` does. Floor 6."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from losslint.source.project import Project

__all__ = ["write_stubs"]


def write_stubs(package: Path, output: Path, *, cwd: Path) -> list[Path]:
    """Write a stub for each module of the package that anything is known of; all of them, or none. Returns their paths.

    Raises UsageProblem where there is no such folder, OSError where the stubs cannot be written.
    """
    from losslint.analysis.stubs import outlines
    from losslint.knowledge import Knowledge
    from losslint.knowledge.writer import stub_text

    folder = Path(os.path.realpath(Path(cwd, package)))
    project = Project.open([folder], cwd=cwd)
    texts: dict[Path, str] = {}
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for found in outlines(project, Knowledge.load(), folder):
            if found.says_something or found.is_package:
                texts[_path(output, found.name, is_package=found.is_package)] = stub_text(
                    found.name, found.exports, found.classes, found.functions
                )
    finally:
        if was_enabled:
            gc.enable()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(texts)


def _path(output: Path, module: str, *, is_package: bool) -> Path:
    parts = module.split(".")
    return output.joinpath(*parts, "__init__.pyi") if is_package else output.joinpath(*parts[:-1], f"{parts[-1]}.pyi")
