"""Finished pages → `reports/`: pages with links to what is there, data beside them, index, manifest last."""

from karnameh.site.reports import assemble, mend

__all__ = ["assemble", "mend"]
