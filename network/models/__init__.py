from network.models.accounts import Access, User
from network.models.directory import Delegation, Enterprise, GlossaryTerm, Mandate, Person

__all__ = ["Access", "Delegation", "Enterprise", "GlossaryTerm", "Mandate", "Person", "User"]
