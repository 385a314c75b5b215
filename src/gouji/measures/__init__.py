"""Measurements of filings as small tidy frames: one module a subject, patterns and frame together.

A measure says what is there and never what is right: that is the suites' to say (:mod:`gouji.rules`).
"""
