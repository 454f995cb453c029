"""Feeds one target in a process of its own, which a find ends: ``python -m fuzzing.child NAME OPTION…``.

The options are libFuzzer's. It is guided by the lines of the program that an input reaches; what native
libraries do inside is not seen, but their crashes are.
"""

import logging
import sys
import warnings

import atheris

from fuzzing.targets import TARGETS


def main() -> None:
    """Feed until a find or the end of the time; libFuzzer ends the process."""
    name, *options = sys.argv[1:]
    # What is read is broken nearly always, and libraries say so each time.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with atheris.instrument_imports(include=["clipphotos"]):
        read = TARGETS[name].prepare()
        # What is imported only where it is needed.
        for seed in TARGETS[name].seeds():
            read(seed)
    atheris.Setup([sys.argv[0], *options], read, internal_libfuzzer=True)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
