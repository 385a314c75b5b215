"""Warm kernels, with real kernels."""
