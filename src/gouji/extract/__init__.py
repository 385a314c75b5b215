"""From a Document to a Filing: the form recognised, every cell of it read or refused."""
