"""The names of the words and fields of contracts, as people read them; ``registry.words`` has all."""

from collections.abc import Mapping
from enum import StrEnum

from registry.contracts.workflow import ContractAction, ContractKind, ContractStatus, Side
from registry.money import N_

NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ContractKind: {
        ContractKind.EXCLUSIVE: N_("Exclusive licence"),
        ContractKind.SOLE: N_("Sole licence"),
        ContractKind.PLAIN: N_("Plain licence"),
        ContractKind.TRANSFER: N_("Transfer of the right"),
    },
    Side: {
        Side.GRANTOR: N_("Licensor or assignor"),
        Side.GRANTEE: N_("Licensee or assignee"),
    },
    ContractStatus: {
        ContractStatus.WAITING: N_("Waiting for a reviewer"),
        ContractStatus.CONFIRMED: N_("Confirmed"),
        ContractStatus.MATCHED: N_("Counted with another record"),
        ContractStatus.REFUSED: N_("Record refused"),
        ContractStatus.WITHDRAWN: N_("Withdrawn"),
        ContractStatus.REPLACED: N_("Replaced by a correction"),
        ContractStatus.CANCELLED: N_("Cancelled"),
    },
    ContractAction: {
        ContractAction.RECORD: N_("Recorded"),
        ContractAction.WITHDRAW: N_("Withdraw"),
        ContractAction.CONFIRM: N_("Confirm"),
        ContractAction.MATCH: N_("Match"),
        ContractAction.REFUSE: N_("Refuse"),
        ContractAction.REPLACE: N_("Replaced by a correction"),
        ContractAction.CANCEL: N_("Cancel"),
    },
}

FIELDS: Mapping[str, str] = {
    "kind": N_("Kind of contract"),
    "side": N_("Our side of the contract"),
    "others": N_("The other side"),
    "partners": N_("Others on our side"),
    "patents": N_("Patents of the contract"),
    "amount": N_("Amount of the contract"),
    "signed_on": N_("Signed on"),
    "record_number": N_("Number of the record"),
    "decision": N_("Decision"),
}

# Words of the table as they stand inside the sentences of errors (``errors.WORDS``).
IN_SENTENCES = (
    N_("waiting"), N_("confirmed"), N_("matched"), N_("replaced"), N_("cancelled"),
    N_("confirm"), N_("match"), N_("replace"), N_("cancel"),
)  # fmt: skip
