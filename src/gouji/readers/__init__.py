"""Readers: the bytes of a published report into a Document; :mod:`gouji.readers.containers` chooses.

Every container has ``read(data, source) -> Document``. None knows a statutory form, and none adds anything
up.
"""
