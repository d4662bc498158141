"""Tests of starts that decide sorties."""
