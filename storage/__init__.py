"""Rows in, rows out: tables, one module per noun with its queries, and the database they live in."""
