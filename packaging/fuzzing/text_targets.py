"""Readers of what people type, and of the tokenizers of foreign models."""

import contextlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath

from fuzzing.target import Target, promise

_LONGEST_FOLDER_NAME = 120


def _text(data: bytes) -> str:
    """As arguments of a program and names of files come in: not all bytes are UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def _queries() -> Callable[[bytes], None]:
    from clipphotos.core.categories import prompts
    from clipphotos.core.errors import KnownError
    from clipphotos.core.visible_text import plain_line, visible
    from clipphotos.inference.text.chinese import to_english
    from clipphotos.inference.text.cleaning import readable
    from clipphotos.inference.text.vocabulary import concept_called

    def read(data: bytes) -> None:
        text = _text(data)
        promise(plain_line(text) == plain_line(plain_line(text)), text)
        visible(text)
        prompts.label_of_folder(text)
        first, *rest = text.split("\n")
        with contextlib.suppress(KnownError):
            label = prompts.check_label(first)
            for template in rest or ["a photo of {}"]:
                prompts.mixed_prompts(label, [prompts.check_template(template)])
        # What is no Unicode is refused before anything below hears of it.
        words = data.decode("utf-8", "replace")
        concept_called(words)
        readable(words)
        to_english(words)

    return read


QUERIES = Target(
    "words, labels and templates",
    _queries,
    lambda: [
        "一只狗在沙滩上".encode(),
        b"dogs on beaches\na photo of {label}\n{}, up close",
        "\u202e\u200fabc\ud7ff&amp;#x41;".encode(),
    ],
)


def _command_line() -> Callable[[bytes], None]:
    from clipphotos.cli.parser import parse
    from clipphotos.core.errors import KnownError

    def read(data: bytes) -> None:
        arguments = [line for line in _text(data).split("\n") if "\0" not in line]
        with (
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.redirect_stdout(io.StringIO()),
            # It ends the program where it says what is wrong; so do --help and --version.
            contextlib.suppress(SystemExit, KnownError),
        ):
            parse(arguments)

    return read


COMMAND_LINE = Target(
    "arguments of the command line, one a line",
    _command_line,
    lambda: [
        "search\n一只狗在沙滩上\n--limit\n5".encode(),
        b"search\n--tag\ncat\n--min-rating\n4\n--flag\npick",
        b"sort\n/a\n--into\n/b\n--categories\nreceipts,dogs\n--yes",
        b"mark\na.jpg\n--rating\n4\n--untag\nx",
        b"undo\n7\n--yes",
    ],
    512,
)


def _patterns() -> Callable[[bytes], None]:
    from clipphotos.core.errors import KnownError
    from clipphotos.core.indexing.exclusions import ExclusionSettings, rules_below
    from clipphotos.core.sorting import folder_names

    def read(data: bytes) -> None:
        first, *rest = _text(data).split("\n")
        name = folder_names.folder_name(first)
        promise(name == folder_names.folder_name(name), (first, name))
        promise(not set(name) & set("/\\\0") and name.strip(". ") != "", name)
        promise(len(name.encode("utf-8", "surrogateescape")) <= _LONGEST_FOLDER_NAME, name)
        folder_names.distinct_folder_names([first, *rest])
        fixed, pattern = folder_names.split_pattern(first)
        promise(fixed + pattern == first, first)
        with contextlib.suppress(KnownError):
            folder_names.check_pattern(first)
            folders = folder_names.expand_pattern(first, name, date(2024, 5, 6))
            bad = [each for each in folders if each in ("", ".", "..") or set(each) & set("/\\\0")]
            promise(not bad, folders)
        rules = rules_below(ExclusionSettings(entries=tuple(rest)), PurePosixPath("/photos"))
        rules.of_place(first)
        rules.of_way(first)
        rules.obeys_markers_in(first)

    return read


PATTERNS = Target(
    "names of folders, patterns of folders to sort into and to leave out",
    _patterns,
    lambda: [
        b"{category}/{year}/{month}-{day}",
        b"trips/2024/raw/a.jpg\n*private*\n!trips/\n/photos/trips/[a]\nr?w/",
        "CON.é\u0301 \u202e..".encode(),
    ],
)


def _tokenizer() -> Callable[[bytes], None]:
    from clipphotos.inference.text.token_reader import CLEANINGS, TextReading, TokenReader

    def read(data: bytes) -> None:
        # It is refused, or cannot read what it has no tokens for; whoever uses it is told both.
        with contextlib.suppress(ValueError):
            text = data.decode("utf-8")
            for cleaning in CLEANINGS:
                reader = TokenReader(TextReading(text, cleaning, 16))
                tokens = reader(["a cat on a mat", "", "猫"])
                promise(tokens.shape[0] == 3 and tokens.dtype == "int64", tokens)

    return read


def _tokenizers() -> list[bytes]:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    vocabulary = {
        word: number for number, word in enumerate(["[PAD]", "[CLS]", "[SEP]", "a", "cat", "##s", "mat"])
    }
    words = Tokenizer(models.WordPiece(vocabulary, unk_token="[PAD]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    pairs = Tokenizer(
        models.BPE({"a": 0, "c": 1, "t": 2, "ca": 3, "<unk>": 4}, [("c", "a")], unk_token="<unk>")
    )
    pairs.pre_tokenizer = pre_tokenizers.ByteLevel()
    single = Tokenizer(models.Unigram([("<unk>", 0.0), ("▁a", -1.0), ("cat", -2.0)], 0, byte_fallback=False))
    return [each.to_str().encode() for each in (words, pairs, single)]


TOKENIZER = Target("tokenizers of models", _tokenizer, _tokenizers, 8192)
