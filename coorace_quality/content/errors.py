"""What is wrong in a content file, said where it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import DomainError

# Keys and ranks (from 0) from the top of the file to a value.
Path = tuple[str | int, ...]


def field_name(path: Path) -> str:
    """Write a path for a person: ``numéro.blocs[4].titre``, ranks counted from 1."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name


@dataclass(frozen=True, order=True)
class Problem:
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"ligne {self.line}, " if self.line else ""
        place += f"champ {self.field}" if self.field else ""
        return f"{place.removesuffix(', ')} : {self.message}" if place else self.message


class ContentError(DomainError):
    """Everything found wrong in one file, in the order of its lines."""

    def __init__(self, filename: str, problems: Iterable[Problem]) -> None:
        self.filename = filename
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(self._line(problem) for problem in self.problems))

    def _line(self, problem: Problem) -> str:
        joint = ", " if problem.line or problem.field else " : "
        return f"{self.filename}{joint}{problem}"
