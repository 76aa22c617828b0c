"""Tests of one replica: its memory and its speed."""
