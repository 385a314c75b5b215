"""What people see: displays of notebook cells, pages around them, their words and their style."""
