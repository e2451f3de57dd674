"""Timing two ways of doing the same work beside each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One timed round: processor and wall-clock seconds for so many operations."""

    cpu: float
    wall: float
    operations: int

    @property
    def cpu_us(self) -> float:
        """Processor time of one operation in microseconds, this process only."""
        return self.cpu / self.operations * 1e6

    @property
    def wall_us(self) -> float:
        """Wall-clock time of one operation in microseconds."""
        return self.wall / self.operations * 1e6

    @property
    def rate(self) -> float:
        """Operations per second of wall-clock time."""
        return self.operations / self.wall


@dataclass
class Comparison:
    """The product and its control, round by round.

    Attributes:
        unit: what one operation is, in Chinese.
        control: what it is compared with, in Chinese.
        facts: what else is known of the work, e.g. rows and transactions of one operation.
    """

    name: str
    unit: str
    control: str
    product_rounds: list[Sample] = field(default_factory=list)
    control_rounds: list[Sample] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)

    @property
    def ratios(self) -> list[float]:
        """Processor time of the product over that of the control, per pair of neighbouring rounds."""
        pairs = zip(self.product_rounds, self.control_rounds, strict=True)
        return [product.cpu_us / control.cpu_us for product, control in pairs]

    def as_json(self) -> dict[str, Any]:
        """Medians, smallest and largest of every figure."""
        return {
            "name": self.name,
            "unit": self.unit,
            "control_is": self.control,
            "rounds": len(self.product_rounds),
            "product": _figures(self.product_rounds),
            "control": _figures(self.control_rounds),
            "cpu_ratio": spread(self.ratios),
            **({"facts": self.facts} if self.facts else {}),
        }


def timed(work: Callable[[], int]) -> Sample:
    """Time a piece of work that returns how many operations it was."""
    cpu, wall = time.process_time(), time.perf_counter()
    operations = work()
    return Sample(time.process_time() - cpu, time.perf_counter() - wall, operations)


def interleave(into: Comparison, rounds: int, product: Callable[[], int], control: Callable[[], int]) -> Comparison:
    """Product, control, product, control …: what else the machine does falls on both alike."""
    for _ in range(rounds):
        into.product_rounds.append(timed(product))
        into.control_rounds.append(timed(control))
    return into


def spread(values: list[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    return {"median": round(median(values), 2), "min": round(min(values), 2), "max": round(max(values), 2)}


def _figures(samples: list[Sample]) -> dict[str, Any]:
    return {
        "cpu_us": spread([sample.cpu_us for sample in samples]),
        "wall_us": spread([sample.wall_us for sample in samples]),
        "per_second": spread([sample.rate for sample in samples]),
        "operations": sum(sample.operations for sample in samples),
    }
