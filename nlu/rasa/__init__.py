"""minhu and Rasa 3.6: configurations, our model as a component of a Rasa pipeline, and a server to try them on.

Rasa runs on Python 3.10 at most. The rest of `nlu` is written for 3.11, from which what answers messages takes one
thing only; this file, read before any module that a Rasa process loads from here, lends it that.
"""

from __future__ import annotations

import enum
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - within Rasa

    class StrEnum(str, enum.Enum):  # noqa: UP042 - this is it
        """What Python 3.11 calls `enum.StrEnum`, as far as we use it."""

        __str__ = str.__str__
        __format__ = str.__format__

    enum.StrEnum = StrEnum
