"""All readers of foreign data, by the name that they are called by on the command line."""

from collections.abc import Mapping

from fuzzing import data_targets, model_targets, picture_targets, text_targets
from fuzzing.target import Target

TARGETS: Mapping[str, Target] = {
    "metadata": picture_targets.METADATA,
    "headers": picture_targets.HEADERS,
    "tiff": picture_targets.TIFF,
    "boxes": picture_targets.BOXES,
    "own-readers": picture_targets.OWN_READERS,
    "queries": text_targets.QUERIES,
    "command-line": text_targets.COMMAND_LINE,
    "patterns": text_targets.PATTERNS,
    "tokenizer": text_targets.TOKENIZER,
    "model-settings": model_targets.MODEL_SETTINGS,
    "converted": model_targets.CONVERTED,
    "index": model_targets.INDEX,
    "index-container": model_targets.RAW_INDEX,
    "catalogue": data_targets.CATALOGUE,
}
