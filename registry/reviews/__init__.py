"""Reviews: the reviewers' work list, notes and decisions; four eyes."""
