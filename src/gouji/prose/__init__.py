"""What the narrative says in figures, and which cells of the tables it speaks of."""
