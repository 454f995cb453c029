"""What tags are called on screen, and why they are there, in the user's words."""

from PySide6.QtCore import QObject

from clipphotos.core.tags.automatic import Sureness, sureness
from clipphotos.core.tags.photo_tags import TagName, TagSource
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.formatting import number
from clipphotos.service.protocol.tags import TagOnPhotos


def shown_name(name: TagName) -> str:
    """A tag in the window's language; the user's own words as they are."""
    return name.zh if name.zh and current_language().startswith("zh") else name.term


def other_name(name: TagName) -> str:
    """The tag in the other language, or empty."""
    other = name.term if current_language().startswith("zh") else name.zh
    return "" if other == shown_name(name) else other


def why(tag: TagOnPhotos, photos: int) -> str:
    """Why some photos have a tag.

    Args:
        tag: The tag.
        photos: How many photos are looked at.
    """
    words = _Words()
    lines = [" · ".join(each for each in (shown_name(tag.name), other_name(tag.name)) if each)]
    if photos > 1:
        lines.append(words.count(tag.photos, photos))
    if tag.source is TagSource.USER:
        lines.append(words.by_user(confirmed=bool(tag.model)))
    if tag.score is not None and tag.prompt:
        lines.append(words.reason(sureness(tag.score)).format(prompt=tag.prompt))
        lines.append(words.by_model(tag.model, tag.score))
    return "\n".join(lines)


class _Words(QObject):
    """Sentences; `tr` is what finds their translations."""

    def count(self, having: int, of: int) -> str:
        return self.tr("On {count} of {photos} photos").format(count=number(having), photos=number(of))

    def by_user(self, *, confirmed: bool) -> str:
        return self.tr("You confirmed this tag.") if confirmed else self.tr("You added this tag.")

    def reason(self, how: Sureness) -> str:
        return {
            Sureness.SURE: self.tr("Very likely: fits “{prompt}” far better than your other photos do."),
            Sureness.PROBABLE: self.tr("Likely: fits “{prompt}” much better than your other photos do."),
            Sureness.POSSIBLE: self.tr("Perhaps: fits “{prompt}” better than your other photos do."),
        }[how]

    def by_model(self, model: str, score: float) -> str:
        return self.tr("Chosen by the model {model} (strength {score}).").format(
            model=model, score=f"{score:.1f}"
        )
