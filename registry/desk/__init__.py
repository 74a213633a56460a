"""The applicant's desk: own applications, the form, the check, and what became of each."""
