"""`losslint explain` and `losslint rules`: the catalogue. Floor 7."""

from __future__ import annotations

from pathlib import Path

import click

from losslint.cli.options import color_option
from losslint.cli.running import unknown_code
from losslint.cli.terminal import echo, paint_of


@click.command(short_help="Print a rule's page.")
@click.argument("code")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw loss and gradient of the pair as found and as it should be, into a .svg or .png.",
)
def explain(code: str, plot: Path | None) -> None:
    """Print a rule's page: why it matters, examples, when it stays silent, how to fix it."""
    from losslint.rules.catalogue import load_rules

    rules = load_rules()
    by_name = {rule.name: rule for rule in rules.values()}
    rule = rules.get(code.upper()) or by_name.get(code)
    if rule is None:
        raise click.UsageError(unknown_code(code, rules))
    if plot is not None:
        from losslint.cli.plot import draw

        draw(rule, plot)
    echo(rule.page.strip())


@click.command()
@color_option
def rules(color: str) -> None:
    """List the rules."""
    from losslint.report.paint import BY_SEVERITY
    from losslint.rules.catalogue import load_rules

    paint = paint_of(color)
    for rule in sorted(load_rules().values(), key=lambda rule: rule.code):
        severity = paint(f"{rule.severity:7}", BY_SEVERITY[rule.severity])
        echo(f"{rule.code}  {severity}  {rule.name}: {rule.summary}")
