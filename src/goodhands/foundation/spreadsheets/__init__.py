"""Tables for spreadsheet programs and from them, as CSV and as XLSX: never a formula, and the same text both ways."""
