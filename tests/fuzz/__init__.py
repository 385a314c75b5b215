"""Fuzzing: random documents against every reader and the alignment, guided by coverage where atheris is."""
