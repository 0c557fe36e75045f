"""`losslint stubgen`: a library's models and losses as stubs, by the analysis of its source. Floor 7."""

from __future__ import annotations

from pathlib import Path

import click

from losslint.cli.terminal import echo


@click.command(short_help="Write stubs for a library's models and losses.")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="PACKAGE_DIR")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("stubs"),
    show_default=True,
    help="The folder that the stubs are written into.",
)
def stubgen(package: Path, output: Path) -> None:
    """Write a stub file for each module of a package: what its models carry and what its losses expect.

    `knowledge = ["stubs"]` in the configuration makes losslint hear them. The source is read, never run.
    """
    from losslint.stubgen import write_stubs

    written = write_stubs(package, output, cwd=Path.cwd())
    if not written:
        raise click.UsageError(f"no Python module was found in {package}")
    echo(f"Wrote {len(written)} stub{'s' if len(written) != 1 else ''} into {output}")
