"""The files for CI: valid by the schemas of those who read them, and their scripts run as a runner would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "cross_file"
ACTION, GITLAB = ROOT / "action.yml", ROOT / "ci" / "losslint.gitlab-ci.yml"


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize(("schema", "path"), [("github-actions", ACTION), ("gitlab-ci", GITLAB)])
def test_the_files_are_valid(schema: str, path: Path, tmp_path: Path) -> None:
    tool: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run((*tool, path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    broken = tmp_path / path.name
    broken.write_text(path.read_text("utf-8").replace("runs:", "run:").replace("script:", "scripts:"), "utf-8")
    assert subprocess.run((*tool, broken), capture_output=True, check=False).returncode == 1


def test_the_hooks_are_valid() -> None:
    command = (sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_script_of_the_action_has_outside_text_in_it() -> None:
    for step in loaded(ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


class Runner:
    """A composite action's steps, run one after the other as GitHub's runner does; the Python is this one."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder, self.temporary = folder, temporary
        self.outputs: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}
        self.log = ""

    def run(self, step: Mapping[str, Any], inputs: Mapping[str, str], **variables: str) -> int:
        output = self.temporary / "output"
        output.write_text("", "utf-8")
        script = self.temporary / "step.sh"
        script.write_text(step["run"], "utf-8")
        given = {key: self._resolved(str(value), inputs) for key, value in step.get("env", {}).items()}
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "GITHUB_", "CI_"))
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.folder / self._resolved(step.get("working-directory", "."), inputs),
            env={**clean, **given, "GITHUB_OUTPUT": str(output), "RUNNER_TEMP": str(self.temporary), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        self.log = done.stdout + done.stderr
        self.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        return done.returncode

    def _resolved(self, text: str, inputs: Mapping[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            match found[1].split("."):
                case ["inputs", name]:
                    return inputs[name]
                case ["steps", step, "outputs", name]:
                    return self.outputs[step][name]
                case _:
                    assert found[1] == "github.action_path"
                    return str(ROOT)

        return re.sub(r"\$\{\{ (\S+) \}\}", value, text)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner after the action's installing step."""
    runner = Runner(tmp_path_factory.mktemp("workspace"), tmp_path_factory.mktemp("runner"))
    for file in EXAMPLE.glob("*.py"):
        shutil.copy(file, runner.folder)
    (runner.folder / "a folder").mkdir()
    shutil.copy(EXAMPLE / "model.py", runner.folder / "a folder" / "other.py")
    _, install, _ = loaded(ACTION)["runs"]["steps"]
    assert runner.run(install, {}) == 0, runner.log
    return runner


def inputs(**given: str) -> dict[str, str]:
    defaults = {name: facts["default"] for name, facts in loaded(ACTION)["inputs"].items()}
    return {**defaults, **{key.replace("_", "-"): value for key, value in given.items()}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({}, 1, "::error title=losslint (LL101),file=engine.py,line=9,col=16,"),
        ({"args": "--exit-zero"}, 0, "::error title=losslint"),
        ({"args": '--ignore "LL101"'}, 0, "No findings in 4 files"),
        ({"args": "--exit-zero 'LL999"}, 2, "unmatched single quote"),
        ({"args": "--select LL999"}, 2, "unknown rule code 'LL999'"),
        ({"paths": "model.py\na folder/other.py\n", "args": "--show-files"}, 0, "a folder/other.py\nmodel.py\n"),
        ({"paths": "missing; echo no", "args": ""}, 2, "no such file or folder: missing; echo no"),
        ({"output_format": "concise", "working_directory": "a folder"}, 0, "No findings in 1 file"),
        ({"output_format": "sarif", "output_file": "losslint.sarif"}, 1, "written to losslint.sarif"),
    ],
    ids=str,
)
def test_the_action(installed: Runner, given: dict[str, str], status: int, said: str) -> None:
    *_, step = loaded(ACTION)["runs"]["steps"]
    assert installed.run(step, inputs(**given)) == status, installed.log
    assert said in installed.log
    assert installed.outputs["losslint"] == {"exit-code": str(status)}


@pytest.mark.slow
def test_the_actions_summary_and_paths(installed: Runner) -> None:
    *_, step = loaded(ACTION)["runs"]["steps"]
    summary = installed.temporary / "summary.md"
    variables = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(installed.folder.parent)}
    assert installed.run(step, inputs(), **variables) == 1
    assert f"file={installed.folder.name}/engine.py," in installed.log
    assert "| error | LL101 |" in summary.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "status", "findings"), [("", 1, 1), ("--ignore LL101", 0, 0), ("--no", 2, None)])
def test_the_gitlab_job(installed: Runner, arguments: str, status: int, findings: int | None) -> None:
    job = loaded(GITLAB)["losslint"]
    report = installed.folder / job["artifacts"]["reports"]["codequality"]
    report.unlink(missing_ok=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "GITHUB_"))}
    environment |= {**job["variables"], "LOSSLINT_ARGS": arguments, "CI_PROJECT_DIR": str(installed.folder)}
    environment |= {"PATH": f"{installed.outputs['install']['bin']}{os.pathsep}{environment['PATH']}"}
    script = "\n".join(job["script"])
    command = ["bash", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=installed.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert (len(json.loads(report.read_text("utf-8"))) if report.exists() else None) == findings
    assert ("error[LL101]: CrossEntropyLoss" in done.stdout) == bool(findings), "the log has the pictures"
