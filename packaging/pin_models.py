"""Pins the models on offer; see ``packaging/pin_models``."""

import sys
import tempfile
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.models import ModelSource
from clipphotos.core.wording.errors import word
from clipphotos.inference.models.download import pins_of
from clipphotos.inference.models.pins import read_pins, write_pins
from clipphotos.inference.models.presets import PRESETS


def main(names: list[str]) -> int:
    """Pin some models, or all; those before one that cannot be had are written nevertheless."""
    presets = {preset.info.name: preset for preset in PRESETS if preset.info.source is ModelSource.HUB}
    if unknown := set(names) - set(presets):
        print(f"no models on offer: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    pins = {name: each for name, each in read_pins().items() if name in presets}
    for name in names or presets:
        with tempfile.TemporaryDirectory() as folder:
            try:
                pins[name] = pins_of(presets[name], Path(folder))
            except KnownError as error:
                print(word(error.error_code, error.params, "en"), file=sys.stderr)
                return 1
        write_pins(pins)
        print(f"{name}: {pins[name].revision}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
