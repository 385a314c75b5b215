"""Which cell is wrong: error localisation with every smallest repair and its likely cause.

After Fellegi and Holt (1976): of all ways to satisfy the edit rules, those that change the fewest printed
numbers. Nothing here changes a filing; repairs are proposals beside it.
"""
