"""What every job works with is about one catalogue."""

from clipphotos.storage import settings
from support.services import Service


def test_remembered_answers_are_those_of_the_own_catalogue(service: Service):
    with service.host() as host:
        context = host._running._context
        answers = iter(range(10))
        assert [context.catalogue_cache.get("question", lambda: next(answers)) for _ in range(2)] == [0, 0]
        with context.catalogue.transaction():
            settings.remember(context.catalogue, "name", "value")
        assert context.catalogue_cache.get("question", lambda: next(answers)) == 1
