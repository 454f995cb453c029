"""Tags as the user sees and changes them: nothing here needs a model."""

from collections.abc import Iterable, Sequence

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.search.filters import FolderFilter, TagFilter
from clipphotos.core.tags.photo_tags import MOST_AT_ONCE, TagName, TagSource, cleaned_tag, tags_between_commas
from clipphotos.inference.text.vocabulary import concept_called, concepts_by_name, vocabulary, with_kinds
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.concepts import concept_prompt
from clipphotos.service.operations.annotations import annotate, tag_changes
from clipphotos.service.protocol.tags import (
    ChangeTags,
    CompleteTags,
    TagChange,
    TagOnPhotos,
    TagsOf,
    TagsOfPhotos,
    TagSuggestion,
)
from clipphotos.service.tags.names import tag_name
from clipphotos.service.tags.tagger import tags_automatically
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.search import photo_search
from clipphotos.storage.tags import tags

CANDIDATES = 40
"""Suggestions whose photos are counted exactly; the most used of those that match."""
MOST_NAMED = 3
"""Tags that the history names of one change."""


def tags_of(context: ServiceContext, command: TagsOf, _progress: Progress) -> JobSteps[TagsOfPhotos]:
    """See `TagsOf`."""
    yield Step.WORKED
    return TagsOfPhotos(
        command.photo_ids,
        len(tags.contents_of(context.catalogue, command.photo_ids)),
        tuple(
            TagOnPhotos(
                tag_name(each.term),
                TagSource.USER if each.by_user else TagSource.AUTOMATIC,
                each.photos,
                each.score,
                concept_prompt(each.term) if each.term in concepts_by_name() else "",
                each.model,
            )
            for each in tags.tags_of(context.catalogue, command.photo_ids)
        ),
        tags_automatically(context.catalogue),
        tags.count_unreadable(context.catalogue, command.photo_ids),
    )


def change_tags(context: ServiceContext, command: ChangeTags, progress: Progress) -> JobSteps[TagChange]:
    """See `ChangeTags`. What is refused is refused before anything is done.

    Raises:
        KnownError: ``tag-empty``, ``tag-too-long``, ``too-many-tags`` or ``photo-without-content``.
    """
    count = max(len(command.add), len(command.remove))
    if count > MOST_AT_ONCE:
        raise KnownError("too-many-tags", count=count, limit=MOST_AT_ONCE)
    catalogue = context.catalogue
    added = kept_terms(catalogue, command.add)
    removed = [term for term in dict.fromkeys(command.remove) if term not in added]
    contents = tags.contents_of(catalogue, command.photo_ids)
    if not contents:
        raise KnownError("photo-without-content")
    operation_id: int | None = None
    units = yield from tag_changes(context, command.photo_ids, added, removed)
    if units:
        params = named_terms("added", added) | named_terms("removed", removed)
        summary = yield from annotate(context, units, progress, kind="tag", params=params)
        operation_id = summary.operation.operation_id
    context.changes.flush()
    yield Step.WORKED
    return TagChange(
        tuple(tag_name(term) for term in added),
        len(contents),
        len(set(command.photo_ids)) - len(contents),
        operation_id,
        tags.count_unreadable(catalogue, command.photo_ids),
    )


def named_terms(what: str, terms: Sequence[str]) -> dict[str, str]:
    """The first few tags for the history's sentence, which `joined_terms` translates; nothing for none."""
    if not terms:
        return {}
    more = ["…"] if len(terms) > MOST_NAMED else []
    return {what: ", ".join([*terms[:MOST_NAMED], *more])}


def complete_tags(
    context: ServiceContext, command: CompleteTags, _progress: Progress
) -> JobSteps[tuple[TagSuggestion, ...]]:
    """See `CompleteTags`.

    Raises:
        KnownError: ``folder-not-in-library``.
    """
    yield Step.WORKED
    catalogue = context.catalogue
    typed = " ".join(command.typed.split()).casefold()
    if not typed:
        return ()
    having = known_tags(catalogue, [TagFilter(term) for term in command.having])
    places = [] if command.folder is None else [FolderFilter(command.folder)]
    searched = photo_search.select(catalogue, [*places, *having])
    used = tags.terms_in_use(catalogue)
    chosen = {each.term for each in having}
    names = [TagName(concept.name, concept.zh) for concept in vocabulary()]
    names += [TagName(term) for term in used if term not in concepts_by_name()]
    found: list[tuple[int, bool, int, TagName]] = []
    for name in names:
        rank = _fit(typed, name)
        use = sum(used.get(term, 0) for term in with_kinds(name.term))
        if rank is not None and name.term not in chosen and (use or not command.only_used):
            found.append((rank, use == 0, -use, name))
    found.sort(key=lambda each: (*each[:3], each[3].term))
    suggestions: list[TagSuggestion] = []
    for *_, name in found[:CANDIDATES]:
        yield Step.WORKED
        selection = photo_search.select(catalogue, [_known_tag(name.term)], within=searched)
        count = photo_search.count_selected(catalogue, selection)
        if count or not command.only_used:
            suggestions.append(TagSuggestion(name, count))
        if len(suggestions) == command.limit:
            break
    return tuple(suggestions)


def _fit(typed: str, name: TagName) -> int | None:
    """How well a tag fits what was typed, 0 best; None if it does not."""
    term = name.term.casefold()
    if typed in (term, name.zh.casefold()):
        return 0
    if term.startswith(typed) or (name.zh and name.zh.casefold().startswith(typed)):
        return 1
    if any(word.startswith(typed) for word in term.replace("-", " ").split()):
        return 2
    # Chinese has no spaces between its words.
    inside = typed in name.zh.casefold() or (not typed.isascii() and typed in term)
    return 3 if inside else None


def kept_terms(catalogue: Catalogue, typed: Iterable[str]) -> list[str]:
    """How tags that were typed are kept, each once: as concepts they mean, or as the user wrote them before.

    Commas separate tags, but in a tag that is there already, comma and all.

    Raises:
        KnownError: ``tag-empty`` or ``tag-too-long``.
    """
    texts = list(typed)
    own = {term.casefold(): term for term in tags.own_terms(catalogue)} if texts else {}
    kept: dict[str, str] = {}
    parts = (
        part
        for text in texts
        for part in ([text] if " ".join(text.split()).casefold() in own else tags_between_commas(text))
    )
    for each in map(cleaned_tag, parts):
        key = each.casefold()
        term = concept_called(each) or own.get(key) or each
        kept.setdefault(term.casefold(), term)
    return list(kept.values())


def known_tags(catalogue: Catalogue, typed: Sequence[TagFilter]) -> list[TagFilter]:
    """Tags to search for as they are kept, with their kinds.

    Raises:
        KnownError: ``tag-empty``, ``tag-too-long`` or ``too-many-tags``.
    """
    terms = kept_terms(catalogue, (each.term for each in typed))
    if len(terms) > photo_search.MOST_TAGS:
        raise KnownError("too-many-tags", count=len(terms), limit=photo_search.MOST_TAGS)
    return [_known_tag(term) for term in terms]


def _known_tag(term: str) -> TagFilter:
    return TagFilter(term, kinds=with_kinds(term))
