"""Search over titles and names in Chinese, two characters up; what is written here is found."""

from registry.search.models import Kind
from registry.search.queries import Hits, find, matching, words_in
from registry.search.service import put

__all__ = ["Hits", "Kind", "find", "matching", "put", "words_in"]
