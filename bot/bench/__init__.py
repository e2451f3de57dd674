"""Measuring the product, each figure beside its control in the same run."""
