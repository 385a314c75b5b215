"""What people see: pages and displays of notebooks, terminal, spreadsheets, letters."""
