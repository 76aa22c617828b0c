"""Tests of shelf."""
