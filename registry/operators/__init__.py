"""What the operator does at a desk: the programme, the accounts, the lists, and the audit trail."""
