"""What is kept: code lists, tables, the encrypted store and its journal."""
