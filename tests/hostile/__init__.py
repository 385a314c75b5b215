"""Hostile input: files made to exhaust, crash or deceive a reader, and real forms spoilt in many ways."""
