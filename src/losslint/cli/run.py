"""`losslint run`: run a training program and report what its losses were fed. Floor 7."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from losslint.cli.delivery import NotWritable, check_destination, deliver, output_file_option
from losslint.cli.group import FAILURE, FINDINGS
from losslint.cli.options import CHECK_FORMATS, config_options, loudness_options, output_options, selection_options
from losslint.cli.running import config_of
from losslint.cli.terminal import complain
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.cli.options import Options
    from losslint.config import Config
    from losslint.runtime.ranks import Saw
    from losslint.runtime.session import Session

_SETTINGS = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command(context_settings=_SETTINGS, short_help="Run a program and report what its losses were fed.")
@click.option("-m", "module", metavar="MODULE", help="Run a module, as `python -m` does.")
@click.option("--steps", type=click.IntRange(1), metavar="N", help="Look at the first N calls of each loss only.")
@click.option("--stop-after", type=click.IntRange(1), metavar="N", help="End the program once N loss calls were seen.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was seen into FILE, for `losslint check --evidence FILE`.",
)
@config_options
@selection_options
@output_options(*CHECK_FORMATS)
@output_file_option
@loudness_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "advice"]), help="[default: warning]")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where there are findings.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[SCRIPT] [ARGS...]")
@click.pass_context
def run(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> None:
    """Run SCRIPT with its ARGS, unmodified, and report at its end: the same findings, from what really happened.

    The program prints what it prints; the report goes to stderr, or into --output-file. Options of losslint stand before
    SCRIPT. The exit code is the program's own if that is not 0, else 1 if there are findings.
    """
    from losslint.runtime.arrival import is_installed
    from losslint.runtime.ranks import PATIENCE, Job

    if not words and not options["module"]:
        raise click.UsageError("name a script, or a module with -m")
    if not is_installed():
        raise NoTorch("losslint run needs torch, and it is not installed here: pip install 'ml-losslint[runtime]'")
    options["statistics"] = False
    started, process = time.perf_counter(), os.getpid()
    config = config_of([Path(words[0]).parent] if not options["module"] else [], options)
    check_destination(options)
    file: Path | None = options["evidence"]
    if file is not None and not file.absolute().parent.is_dir():
        raise NotWritable(f"cannot write {file}: there is no folder {file.parent}")
    here, job = Path.cwd(), Job()
    code, session = _run(words, options)
    if os.getpid() != process:
        ctx.exit(code)  # a fork of the program
    if session.unfit is not None:
        click.echo(f"Error: {session.unfit}", err=True)
        ctx.exit(code or FAILURE)
    saw = [(session.trajectory, (*session.internal,))]
    if not job.speaks:
        job.leave(saw[0])
        ctx.exit(code)
    saw += job.others(PATIENCE if code == 0 else PATIENCE / 10)
    os.chdir(here)  # the program may have gone elsewhere; places count from where it began
    judged = _report(saw, options, config, time.perf_counter() - started)
    ctx.exit(code or judged)


class NoTorch(click.ClickException):
    """Torch is not installed."""

    exit_code = FAILURE


def _run(words: tuple[str, ...], options: Options) -> tuple[int, Session]:
    from losslint.runtime import program
    from losslint.runtime.session import Session

    gc.enable()  # the program's own affair
    session = Session(options["steps"], options["stop_after"])
    session.begin()
    try:
        if options["module"]:
            return program.module(options["module"], words), session
        return program.script(Path(words[0]), words[1:]), session
    except program.NotFound as problem:
        raise click.UsageError(str(problem)) from None
    finally:
        session.end()


def _report(saw: list[Saw], options: Options, config: Config, seconds: float) -> int:
    """Deliver what was seen; the exit code that it asks for."""
    from losslint.evidence import written
    from losslint.gate import gate
    from losslint.runtime.judge import together
    from losslint.runtime.outcome import run_of

    seen = [trajectory for trajectory, _ in saw]
    outcome = run_of(seen, tuple(text for _, internal in saw for text in internal), config, Path.cwd(), seconds)
    if options["evidence"] is not None:
        _write(options["evidence"], written(outcome, together(seen)))
    report = gate(outcome, config)
    sys.stdout.flush()
    with redirect_stdout(sys.stderr):  # standard output is the program's own
        deliver(replace(outcome, report=report), config, options)
        for note in together(seen).unseen:
            click.echo(f"note: {note}", err=True)
    if complain(report.internal):
        return FAILURE
    grave = any(finding.severity.is_at_least(config.fail_on) for finding in report.diagnostics)
    return FINDINGS if grave and not options["exit_zero"] else 0


def _write(file: Path, data: bytes) -> None:
    from losslint.writing import write_whole

    try:
        write_whole(file, data)
    except OSError as error:
        raise NotWritable(f"cannot write {file}: {error.strerror or error}") from None
