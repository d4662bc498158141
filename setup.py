"""The packages of the wheel: those of the checkout, and its folder `instances/` as `evacopt.instances`."""

from setuptools import find_namespace_packages, setup

setup(packages=[*find_namespace_packages(include=["evacopt*"]), "evacopt.instances"])
