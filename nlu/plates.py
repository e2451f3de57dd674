"""What number plates in China begin with."""

from __future__ import annotations

# As a pattern: the character of where a vehicle is registered; a letter follows.
PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
