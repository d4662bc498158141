"""Instances, plans and certificates in files: folder, workbook and JSON over one table of columns."""

from evacopt.files.call_forward_file import read_call_forward, write_call_forward
from evacopt.files.certificate_file import certificate_object, read_certificate, write_certificate
from evacopt.files.instance_file import check_instance, read_instance, write_instance
from evacopt.files.plan_file import plan_object, read_plan, write_plan
from evacopt.files.schema import instance_schema

__all__ = [
    "certificate_object",
    "check_instance",
    "instance_schema",
    "plan_object",
    "read_call_forward",
    "read_certificate",
    "read_instance",
    "read_plan",
    "write_call_forward",
    "write_certificate",
    "write_instance",
    "write_plan",
]
