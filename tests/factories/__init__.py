"""Things to test with: valid by default; a trait names a situation."""

from factories.accounts import PASSWORD, EnterpriseFactory, UserFactory, actor
from factories.applications import ApplicationFactory
from factories.patents import PatentFactory, patent_number

__all__ = [
    "PASSWORD",
    "ApplicationFactory",
    "EnterpriseFactory",
    "PatentFactory",
    "UserFactory",
    "actor",
    "patent_number",
]
