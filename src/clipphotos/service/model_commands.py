"""Commands about how models run."""

from dataclasses import dataclass

from clipphotos.core.models import Backend


@dataclass(frozen=True, slots=True)
class SetBackend:
    """Choose what computes vectors. Result: where the current model runs now, as shown to the user.

    Fails with ``backend-unavailable`` or ``backend-needs-photos`` if OpenVINO was asked for and cannot be
    used; the choice stays as it was then.
    """

    backend: Backend


ModelCommand = SetBackend
