"""Instances and plans in files: folder, workbook and JSON over one table of columns."""

from evacopt.files.plan_file import plan_object, read_plan, write_plan
from evacopt.files.read import check_instance, read_instance
from evacopt.files.schema import instance_schema
from evacopt.files.write import write_instance

__all__ = [
    "check_instance",
    "instance_schema",
    "plan_object",
    "read_instance",
    "read_plan",
    "write_instance",
    "write_plan",
]
