"""The words of every message: a subject, and sentences that say what happened and what to do.

Those about a product are filled with its ``product``, ``year``, ``number``, ``until``, ``since``,
``today`` and ``actor``; the reason, where one was given, follows in a paragraph of its own.
"""

from dataclasses import dataclass

from registry.money import N_


@dataclass(frozen=True, slots=True)
class Wording:
    """The subject and the sentences of one kind of message, as msgids."""

    subject: str
    sentences: tuple[str, ...]


INVITATION = "account.invite"

WORDINGS = {
    INVITATION: Wording(
        N_("An account of the registry of patent-intensive products for you"),
        (
            N_("%(actor)s of %(enterprise)s asks you to work with the enterprise's filings."),
            N_("Your account is %(email)s. Choose a password within %(days)s days."),
            N_("If you do not know who asks, leave this mail: nothing happens then."),
        ),
    ),
    "application.submit": Wording(
        N_("“%(product)s” has been handed in"),
        (
            N_("The application for round %(year)s reached the registry on %(today)s."),
            N_("It is examined now. There is nothing to do until the registry writes again."),
        ),
    ),
    "application.return": Wording(
        N_("“%(product)s” has been returned for correction"),
        (
            N_("The application for round %(year)s needs a correction before it can be decided."),
            N_("Correct what the reason asks for and submit it again by %(until)s."),
            N_("What was entered is kept."),
        ),
    ),
    "application.reject": Wording(
        N_("“%(product)s” is not registered"),
        (N_("The application for round %(year)s was not registered."),),
    ),
    "application.register": Wording(
        N_("“%(product)s” is registered"),
        (
            N_("The product is registered in round %(year)s under number %(number)s."),
            N_("The registration notice can be downloaded from the page of the application."),
        ),
    ),
    "application.announce": Wording(
        N_("The intended certification of “%(product)s” is under public notice"),
        (
            N_("The public notice lasts until %(until)s."),
            N_("If nothing stands against it then, the registry decides on the certification."),
        ),
    ),
    "application.certify": Wording(
        N_("“%(product)s” is certified"),
        (
            N_("The product is certified in round %(year)s; the certificate is number %(number)s."),
            N_("The certificate can be downloaded from the page of the application."),
        ),
    ),
    "application.refuse": Wording(
        N_("“%(product)s” is not certified"),
        (
            N_("The certification in round %(year)s was refused."),
            N_("The product stays registered."),
        ),
    ),
    "objection.receive": Wording(
        N_("An objection to the certification of “%(product)s”"),
        (
            N_("During the public notice an objection was received on %(since)s."),
            N_("The registry examines it and will write again. It does not tell who objected."),
        ),
    ),
    "objection.upheld": Wording(
        N_("An objection to the certification of “%(product)s” is upheld"),
        (
            N_("The objection to the certification in round %(year)s has been examined."),
            N_("It is upheld and stands against the certification."),
        ),
    ),
    "objection.dismissed": Wording(
        N_("An objection to the certification of “%(product)s” is dismissed"),
        (
            N_("The objection to the certification in round %(year)s has been examined."),
            N_("It is dismissed and does not stand against the certification."),
        ),
    ),
    "application.withdraw": Wording(
        N_("The application for “%(product)s” has been withdrawn"),
        (
            N_("%(actor)s withdrew the application for round %(year)s on %(today)s."),
            N_("It does not count any more."),
        ),
    ),
    "correction.accept": Wording(
        N_("The corrected figures of “%(product)s” count"),
        (
            N_(
                "The registry accepted the correction of the figures of round %(year)s on %(today)s."
            ),
            N_(
                "From this day on the corrected amounts count; totals of earlier days stay as they were."
            ),
        ),
    ),
    "correction.refuse": Wording(
        N_("The correction of the figures of “%(product)s” is refused"),
        (
            N_("The registry did not accept the correction of the figures of round %(year)s."),
            N_("The amounts that counted before go on counting."),
        ),
    ),
    "certificate.suspend": Wording(
        N_("The certificate of “%(product)s” is suspended"),
        (
            N_("Certificate %(number)s is suspended from %(since)s until it is reinstated."),
            N_("Whoever verifies it meanwhile is told so."),
        ),
    ),
    "certificate.reinstate": Wording(
        N_("The certificate of “%(product)s” is valid again"),
        (N_("The suspension of certificate %(number)s ends on %(since)s."),),
    ),
    "certificate.revoke": Wording(
        N_("The certificate of “%(product)s” is revoked"),
        (
            N_("Certificate %(number)s is revoked from %(since)s and does not hold any more."),
            N_("The product stays registered."),
        ),
    ),
}
