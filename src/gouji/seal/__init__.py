"""Sealed evidence: a manifest of digests, checked, replayed and signed; the run record beside it."""

from gouji.seal.manifest import MANIFEST_FILE, Manifest

__all__ = ["MANIFEST_FILE", "Manifest"]
