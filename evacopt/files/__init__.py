"""Instances and plans in files: folder, workbook, JSON."""
