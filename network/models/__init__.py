from network.models.accounts import Access, User
from network.models.directory import Delegation, Enterprise, GlossaryTerm, Mandate, Person
from network.models.invitations import Invitation

__all__ = ["Access", "Delegation", "Enterprise", "GlossaryTerm", "Invitation", "Mandate", "Person", "User"]
