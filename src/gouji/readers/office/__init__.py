"""Word files and spreadsheets, and older Office files by way of LibreOffice."""
