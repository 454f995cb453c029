"""Categories of a library of plain colours, and which of its photos belong to them."""

from typing import Any

from clipphotos.core.search.filters import CategoryFilter
from clipphotos.service.protocol.categories import AddCategory
from support.services import Service


def ids_of(service: Service, colour: str) -> set[int]:
    """The photos of a colour."""
    return {hit.photo_id for hit in service.search(colour) if colour in hit.path.name}


def add_category(service: Service, name: str, **options: Any) -> int:
    """Make a category; returns its key."""
    return service.run(AddCategory(name, **options)).category_id


def category_photos(service: Service, category_id: int, text: str = "") -> list[int]:
    """The photos that a category shows."""
    return [hit.photo_id for hit in service.search(text, CategoryFilter(category_id))]
