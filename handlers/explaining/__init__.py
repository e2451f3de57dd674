"""A policy pack in plain Chinese: who gets what, when, and why.

To explain a new part of the pack, write a function that yields lines and put it in `table.SECTIONS`; a part that no
section names is shown as it is written, so that nothing stays unsaid.
"""
