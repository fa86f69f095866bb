"""Write and read tables for spreadsheet programs: CSV and XLSX that hold text, numbers and dates, never formulas."""
