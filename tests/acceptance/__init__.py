"""What gouji says of every report at hand, on record and reviewed; ``make accept`` shows what changes.

:mod:`acceptance.reports` audits the reports, :mod:`acceptance.record` holds what is said against
``record.json``, :mod:`acceptance.accuracy` makes ``docs/accuracy.md`` of it.
"""
