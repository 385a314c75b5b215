"""temporary."""
def table_stretches(lines):
    if lines: yield lines, False
def aligned_grid(*a): raise AssertionError
