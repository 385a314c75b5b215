"""What people keep beside reports: roster, side files, decisions, the workbook's own folders."""
