"""What stands in the navigation, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request

from registry.money import N_
from registry.permissions import Permission, current_actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it leads, its label (a msgid), who sees it."""

    endpoint: str
    label: str
    permission: Permission

    @property
    def current(self) -> bool:
        """Whether the page that is shown belongs to this entry."""
        return request.endpoint == self.endpoint


ENTRIES = (
    Entry("directory.products", N_("Public register"), Permission.PUBLIC),
    Entry("directory.verify", N_("Verify a certificate"), Permission.PUBLIC),
    Entry("notices.notices", N_("Public notices"), Permission.PUBLIC),
    Entry("releases.releases", N_("Statistical releases"), Permission.PUBLIC),
    Entry("open_data.page", N_("Open data"), Permission.PUBLIC),
    Entry("desk.applications", N_("My applications"), Permission.READ_OWN),
    Entry("watching.own", N_("Warnings"), Permission.READ_OWN),
    Entry("contracts.own", N_("Technology contracts"), Permission.READ_OWN),
    Entry("colleagues.page", N_("Colleagues"), Permission.MANAGE_COLLEAGUES),
    Entry("reviews.work_list", N_("Work list"), Permission.READ_APPLICATIONS),
    Entry("objections.work_list", N_("Objections"), Permission.READ_APPLICATIONS),
    Entry("corrections.work_list", N_("Corrections of figures"), Permission.READ_APPLICATIONS),
    Entry("certification.certificates", N_("Certificates"), Permission.READ_APPLICATIONS),
    Entry("proposals.waiting", N_("Proposals"), Permission.MAINTAIN_CERTIFICATES),
    Entry("watching.work_list", N_("Patent warnings"), Permission.READ_APPLICATIONS),
    Entry("contracts.work_list", N_("Contracts to examine"), Permission.READ_APPLICATIONS),
    Entry("statistics.totals_page", N_("Totals"), Permission.READ_TOTALS),
    Entry("targets.page", N_("The plan's targets"), Permission.READ_TOTALS),
    Entry("watching.backdated_page", N_("Backdated ends"), Permission.READ_TOTALS),
    Entry("lists.page", N_("Codes and values"), Permission.EXAMINE),
    Entry("programme.rounds", N_("Programme"), Permission.SET_PROGRAMME),
    Entry("people.page", N_("Accounts"), Permission.MANAGE_ACCOUNTS),
    Entry("trail.page", N_("Audit trail"), Permission.READ_TRAIL),
)


def navigation() -> Sequence[Entry]:
    """The entries for who sends this request."""
    actor, known = current_actor(), current_app.view_functions
    return [each for each in ENTRIES if actor.may(each.permission) and each.endpoint in known]
