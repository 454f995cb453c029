"""The files of a text tower and its tokenizer that the transformers library reads.

That library looks for much more in a folder than a model needs, code of its own among it. So it is never
given the folder, but another one with these files alone, and in them only settings that are known.
"""

import json
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipphotos.inference.outside.plain import (
    Check,
    RefusedError,
    either,
    flag,
    integer,
    is_list,
    is_object,
    number,
    one_of,
    or_none,
    read_object,
    word,
)

TOKENIZER = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
SPECIAL_TOKENS = "special_tokens_map.json"
TOWER_CONFIG = "config.json"
_VOCABULARIES = (TOKENIZER, "vocab.json")
MOST_TOKENIZER_BYTES = 1 << 28

_TOWERS = one_of("bert", "m2m_100", "mt5", "roberta", "xlm-roberta")
"""The kinds of text towers that open_clip knows."""
_CLASSES = """
    Albert Bart Bert Camembert CLIP DebertaV2 DistilBert Electra GPT2 Gemma Llama M2M100 MBart MBart50
    MPNet MT5 Nllb PreTrained Qwen2 Roberta Siglip Siglip2 T5 XLMRoberta XLNet
"""
_TOKENIZER_CLASSES = frozenset(_CLASSES.split())
_SIZE = integer(0, 1 << 22)
_TOWER_SIZES = """
    bos_token_id d_ff d_kv d_model decoder_attention_heads decoder_ffn_dim decoder_layers
    decoder_start_token_id encoder_attention_heads encoder_ffn_dim encoder_layers eos_token_id
    hidden_size intermediate_size max_position_embeddings num_attention_heads num_decoder_layers
    num_heads num_hidden_layers num_layers pad_token_id relative_attention_max_distance
    relative_attention_num_buckets type_vocab_size vocab_size
"""
_TOWER_SHARES = """
    activation_dropout attention_dropout attention_probs_dropout_prob classifier_dropout
    decoder_layerdrop dropout dropout_rate encoder_layerdrop hidden_dropout_prob init_std
    initializer_factor initializer_range layer_norm_eps layer_norm_epsilon
"""
_TOWER_NAMES = """
    activation_function dense_act_fn feed_forward_proj hidden_act position_embedding_type
"""
_TOWER_FLAGS = """
    is_decoder is_encoder_decoder is_gated_act scale_embedding tie_word_embeddings use_cache
"""
_TOWER: dict[str, Check] = {
    **dict.fromkeys(_TOWER_SIZES.split(), or_none(_SIZE)),
    **dict.fromkeys(_TOWER_SHARES.split(), or_none(number(0, 100))),
    **dict.fromkeys(_TOWER_NAMES.split(), word),
    **dict.fromkeys(_TOWER_FLAGS.split(), flag),
    "model_type": _TOWERS,
}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 1 << 12


def _is_token(value: object) -> bool:
    """A token as text, or with the flags that belong to it."""
    flags = ("lstrip", "rstrip", "normalized", "single_word", "special")
    return _is_text(value) or (
        is_object(value)
        and _is_text(value.get("content"))
        and value.get("__type", "AddedToken") == "AddedToken"
        and all(
            name in ("content", "__type") or (name in flags and flag(each)) for name, each in value.items()
        )
    )


def _are_tokens(value: object) -> bool:
    if is_list(value):
        return all(_is_token(each) for each in value)
    return is_object(value) and all(_is_token(each) for each in value.values())


_SPECIAL_NAMES = """
    bos_token cls_token eos_token mask_token pad_token sep_token unk_token
"""
_TOKENIZER_FLAGS = """
    add_bos_token add_eos_token add_prefix_space clean_up_tokenization_spaces do_basic_tokenize
    do_lower_case keep_accents legacy legacy_behaviour remove_space spaces_between_special_tokens
    split_special_tokens strip_accents tokenize_chinese_chars trim_offsets wordpieces_prefix
"""
_TOKENS: dict[str, Check] = {
    **dict.fromkeys(_SPECIAL_NAMES.split(), or_none(_is_token)),
    "additional_special_tokens": or_none(_are_tokens),
    "extra_special_tokens": or_none(_are_tokens),
}
_TOKENIZER: dict[str, Check] = _TOKENS | {
    **dict.fromkeys(_TOKENIZER_FLAGS.split(), or_none(flag)),
    "added_tokens_decoder": _are_tokens,
    "canonicalize": flag,
    "do_lower": flag,
    "errors": word,
    "extra_ids": integer(0, 10_000),
    "max_length": or_none(_SIZE),
    # Where nothing is known, files have 10 to the power of 30.
    "model_max_length": or_none(either(integer(1, 10**31), number(1, 1e31))),
    "padding_side": one_of("left", "right"),
    "src_lang": or_none(word),
    "tgt_lang": or_none(word),
    "tokenizer_class": or_none(word),
    "truncation_side": one_of("left", "right"),
}


@dataclass(frozen=True, slots=True)
class TextFiles:
    """What transformers is given.

    Attributes:
        settings: Content by file name, known settings only.
        tokenizer: The tokenizer itself, numbers and texts for the tokenizers library; None without one.
    """

    settings: Mapping[str, Mapping[str, Any]]
    tokenizer: Path | None

    @property
    def least_weights(self) -> int:
        """How many numbers the tower's weights hold at the very least."""
        tower = self.settings.get(TOWER_CONFIG, {})
        width = tower.get("hidden_size") or tower.get("d_model") or 0
        layers = max(tower.get(name) or 0 for name in ("num_hidden_layers", "num_layers", "encoder_layers"))
        return width * ((tower.get("vocab_size") or 0) + width * layers)

    @contextmanager
    def laid_out(self) -> Generator[Path]:
        """A folder with these files and no others, until the block ends."""
        with tempfile.TemporaryDirectory(prefix="clipphotos-") as name:
            folder = Path(name)
            for file, content in self.settings.items():
                (folder / file).write_text(json.dumps(content), encoding="utf-8")
            if self.tokenizer is not None:
                (folder / TOKENIZER).write_bytes(self.tokenizer.read_bytes())
            yield folder


def read_text_files(folder: Path, *, tokenizer: bool, tower: bool) -> TextFiles:
    """Read what lies beside the weights.

    Args:
        folder: Theirs.
        tokenizer: Whether the model has one of the hub's.
        tower: Whether its text tower is one of transformers.

    Raises:
        FileNotFoundError: If one is missing; the message is its name.
        OSError: If one cannot be read.
        ValueError: If one is no such file.
        RefusedError: If one asks for code of its own, or for a class that is not known.
    """
    wanted = [*([TOKENIZER, TOKENIZER_CONFIG] if tokenizer else []), *([TOWER_CONFIG] if tower else [])]
    missing = [file for file in wanted if not (folder / file).is_file()]
    if missing:
        raise FileNotFoundError(", ".join(missing))
    settings: dict[str, Mapping[str, Any]] = {}
    if tower:
        settings[TOWER_CONFIG] = _known(read_object(folder / TOWER_CONFIG), _TOWER)
        if "model_type" not in settings[TOWER_CONFIG]:
            raise RefusedError(f"model_type in {TOWER_CONFIG}")
    if tokenizer:
        if (folder / TOKENIZER).stat().st_size > MOST_TOKENIZER_BYTES:
            raise ValueError("too large for a tokenizer")
        settings[TOKENIZER_CONFIG] = _known(read_object(folder / TOKENIZER_CONFIG), _TOKENIZER)
        name = str(settings[TOKENIZER_CONFIG].get("tokenizer_class") or "TokenizersBackend")
        if (
            name != "TokenizersBackend"
            and name.removesuffix("Fast").removesuffix("Tokenizer") not in _TOKENIZER_CLASSES
        ):
            raise RefusedError(f"tokenizer_class {name} in {TOKENIZER_CONFIG}")
        if (folder / SPECIAL_TOKENS).is_file():
            settings[SPECIAL_TOKENS] = _known(read_object(folder / SPECIAL_TOKENS), _TOKENS)
    return TextFiles(settings, folder / TOKENIZER if tokenizer else None)


def refuse_code(folder: Path) -> None:
    """Look through all settings of a model folder, also those that are not used.

    Raises:
        RefusedError: If one asks for code of its own.
    """
    for path in sorted(folder.glob("*.json")):
        if path.name not in _VOCABULARIES:
            try:
                read_object(path)
            except (OSError, ValueError):
                continue  # it is not used, or found out when it is


def _known(content: Mapping[str, Any], table: Mapping[str, Check]) -> dict[str, Any]:
    """Settings that are known; others, such as who made the file and with what, are passed over.

    Raises:
        RefusedError: If a known one has a value that it cannot have.
    """
    for name, value in content.items():
        if name in table and not table[name](value):
            raise RefusedError(name)
    return {name: value for name, value in content.items() if name in table}
