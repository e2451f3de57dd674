"""The monthly report as a workbook."""
