"""The people of an enterprise, whom its own administrator invites and lets go."""
