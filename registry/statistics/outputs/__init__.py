"""The ways out: figures as pictures, as files of other programs, and as a catalogue of open data."""
