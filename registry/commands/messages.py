"""The command that sends what was left unsent."""

import click
from flask_babel import ngettext

from registry.commands.frame import in_registry, main
from registry.messages.delivery import deliver_unsent


@main.command("mail")
@in_registry
def send_mail() -> None:
    """Send the mails that have not gone yet; for a timer, where no worker does it."""
    sent = deliver_unsent()
    click.echo(ngettext("%(num)s mail sent.", "%(num)s mails sent.", sent))
