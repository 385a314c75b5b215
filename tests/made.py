"""Findings as evidence holds them, for tests: what a test does not say is the same for all."""

from __future__ import annotations

from gouji.model.finding import Finding

AUDIT = {"agency": "甲局", "agency_id": "a", "year": 2024}


def read_finding(name: str, audit=AUDIT, **said) -> Finding:
    """A finding with this id; ``said`` is what its JSON says otherwise."""
    raw = {
        "id": name,
        "rule": "T3-ROW-TOTAL",
        "version": 1,
        "severity": "violation",
        "title": {"zh": "行合计", "en": "row total"},
        "table": "applications",
        "cells": ["applications/granted/total"],
        "printed": {},
        "expected": None,
        "observed": None,
        "message": {"zh": f"问题{name}", "en": f"finding {name}"},
        "basis": [],
        "evidence": [],
        "repairs": [],
        "decision": None,
    }
    return Finding.from_json(raw | said, audit)
