"""Trainers: spot checks, verdicts, corrections that take effect at once, figures."""
