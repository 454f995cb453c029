"""What can be typed after ``clipphotos``, and the help that explains it."""

import argparse
from collections.abc import Sequence

from clipphotos import __version__
from clipphotos.cli.arguments import (
    Commands,
    Parser,
    add_command,
    add_data_dir,
    add_json,
    add_model,
    plot_file,
    positive_number,
    share_of_one,
    typed_path,
    typed_text,
)
from clipphotos.cli.backups import add_backups
from clipphotos.cli.filters import FILTER_OPTIONS, add_filters, is_any_search
from clipphotos.cli.mark import add_mark
from clipphotos.cli.settings import add_settings
from clipphotos.core.models import Backend
from clipphotos.core.sorting.plan import USUAL_PATTERN, SortEffect

_EPILOG = """\
examples:
  clipphotos                                   open the window
  clipphotos index ~/Pictures                  add a folder, or bring it up to date
  clipphotos search "a dog on the beach"       the best 20 photos
  clipphotos search --like beach.jpg --limit 5 photos like this one
  clipphotos search --tag cat --tag snow       photos with both tags
  clipphotos evaluate flowers                  how well sub-folders are told apart
  clipphotos match dog.jpg --texts "a dog" "a cat"
  echo "a cat" | clipphotos search - --json    many queries, the model loaded once

Answers are set for reading on a terminal. Piped, or with --json, they are JSON, one object a line, and
nothing else goes to standard output. Progress and errors go to standard error.
Exit codes: 0 done, 1 not done (one sentence says why), 2 wrong usage.

Photos are only read, unless you ask for them to be moved; all of that can be undone. What the program remembers is in the data folder (see "clipphotos status").
"""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed, understood; the chosen command is in ``command``.

    Raises:
        SystemExit: After the help, the version or what is wrong with the usage was printed.
    """
    options = _parser().parse_args(arguments)
    if options.command == "search" and not _is_search(options):
        alone = ", ".join(option.flag for option in FILTER_OPTIONS if option.kind.stands_alone)
        options.fail(f"give QUERY, or a photo with --like, or one of {alone}")
    return options


def _is_search(options: argparse.Namespace) -> bool:
    return options.query is not None or options.like is not None or is_any_search(options)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="clipphotos",
        description="Find your photos by what is in them, on your own machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"clipphotos {__version__}")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="try everything on generated photos in a temporary folder, print the outcome as JSON",
    )
    add_data_dir(parser, default=None)
    add_json(parser, default=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_index(commands)
    _add_search(commands)
    _add_status(commands)
    _add_models(commands)
    _add_evaluate(commands)
    _add_match(commands)
    _add_categories(commands)
    _add_inbox(commands)
    _add_sort(commands)
    _add_tag(commands)
    add_mark(commands)
    _add_history(commands)
    _add_undo(commands)
    add_settings(commands)
    add_backups(commands)
    _add_doctor(commands)
    return parser


def _add_index(commands: Commands) -> None:
    parser = add_command(
        commands,
        "index",
        "add folders of photos to the library, or bring them up to date",
        "Scans the folders and everything below them. New and changed photos are read and made"
        " searchable; unchanged ones are not even opened; moved ones are recognised. Interrupt it at any"
        " time: the next run goes on where this one stopped. The last line is a JSON summary.",
    )
    parser.add_argument("folders", nargs="+", type=typed_path, metavar="FOLDER")
    add_model(parser)
    parser.add_argument(
        "--retry-skipped", action="store_true", help="try photos again that could not be decoded before"
    )


def _add_search(commands: Commands) -> None:
    parser = add_command(
        commands,
        "search",
        "find photos by words or by example",
        "Prints the best photos, best first. Every photo has a score, so there are always as many hits"
        " as asked for, as long as the library holds that many.",
    )
    parser.add_argument(
        "query", nargs="?", metavar="QUERY", help='words, or "-" for one query a line from stdin'
    )
    parser.add_argument("--limit", type=positive_number, default=20, metavar="N", help="number of hits (20)")
    parser.add_argument(
        "--like", type=typed_path, metavar="PHOTO", help="search by this photo, with or without words"
    )
    add_filters(parser)
    add_model(parser)
    parser.set_defaults(fail=parser.error)


def _add_status(commands: Commands) -> None:
    add_command(
        commands,
        "status",
        "how things stand",
        "Shows the library folders, the photos by state, the skipped ones with the reason, those that are"
        " not whole, the model and its device, and the size of the index.",
    )


def _add_models(commands: Commands) -> None:
    parser = add_command(
        commands,
        "models",
        "list, choose, download or add models",
        "A model decides what searches understand. Vectors are kept for each: switching back costs nothing.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add_command(actions, "list", "every model that can be chosen (the default action)")
    add_command(actions, "current", "the model that searches use")
    choose = add_command(actions, "set", "make a model the current one, and embed the library with it")
    choose.add_argument("name", type=typed_text, metavar="NAME")
    download = add_command(actions, "download", "fetch a model's weights; goes on where it stopped")
    download.add_argument("name", type=typed_text, metavar="NAME")
    backend = add_command(
        actions,
        "backend",
        "choose what computes: OpenVINO on the processor, or PyTorch",
        "auto: PyTorch on a graphics card, else OpenVINO in the fastest precision that finds the same photos."
        " openvino-bf16: faster on processors that know bfloat16; the order of nearly equal photos changes."
        " Whatever is chosen, its vectors are checked against PyTorch's on your photos first.",
    )
    backend.add_argument("backend", choices=[each.value for each in Backend])
    add = add_command(
        actions, "add", "add a checkpoint file of your own (safetensors, or .pt with weights only)"
    )
    add.add_argument("name", type=typed_text, metavar="NAME", help="the name to list it under")
    add.add_argument("checkpoint", type=typed_path, metavar="FILE")
    add.add_argument(
        "--architecture", required=True, metavar="ARCH", help="open_clip's name of it, such as ViT-B-32"
    )


def _add_evaluate(commands: Commands) -> None:
    parser = add_command(
        commands,
        "evaluate",
        "measure how well a model sorts photos that are sorted into sub-folders",
        "The sub-folders are the classes, their names the labels: lower case, _ and - as spaces. Prints accuracy,"
        " precision and recall of each class, the confusion matrix, the calibration error and the time, for"
        " every built-in set of prompt templates unless some are asked for. As JSON: one object a set.",
    )
    parser.add_argument("folder", type=typed_path, metavar="FOLDER")
    parser.add_argument(
        "--template",
        action="append",
        default=[],
        type=typed_text,
        metavar="T",
        help='a prompt template such as "a photo of a {label}"; may be given several times',
    )
    parser.add_argument(
        "--ensemble", action="store_true", help="the 80 templates of the CLIP paper, averaged"
    )
    parser.add_argument(
        "--few-shot",
        type=positive_number,
        default=0,
        metavar="K",
        help="learn from K photos a class too (half of it at most), test on the rest; mean over 5 splits",
    )
    parser.add_argument(
        "--html", type=typed_path, metavar="FILE", help="write a page with the mistakes as pictures"
    )
    add_model(parser)


def _add_match(commands: Commands) -> None:
    parser = add_command(
        commands,
        "match",
        "compare photos with texts",
        "Prints how alike each photo and each text are (cosine), and how probable each text is for a photo if"
        " one of them is right (softmax).",
    )
    parser.add_argument("photos", nargs="+", type=typed_path, metavar="PHOTO")
    parser.add_argument("--texts", nargs="+", required=True, type=typed_text, metavar="TEXT")
    parser.add_argument("--plot", type=plot_file, metavar="FILE", help="draw a heat map as .png or .svg")
    add_model(parser)


def _add_categories(commands: Commands) -> None:
    parser = add_command(
        commands,
        "categories",
        "list, add, remove or learn what photos are sorted into",
        "A category is described by labels and refined by example photos. No photo is touched by any of this.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add_command(actions, "list", "every category (the default action)")
    add = add_command(actions, "add", "make a category")
    add.add_argument("name", type=typed_text, metavar="NAME")
    add.add_argument(
        "--label",
        action="append",
        default=[],
        type=typed_text,
        metavar="L",
        help="a word or a few for what its photos show; may be given several times (the name)",
    )
    # Not --folder, which limits a search.
    add.add_argument(
        "--destination", type=typed_text, metavar="F", help="folder its photos are sorted into (the name)"
    )
    add.add_argument(
        "--threshold", type=share_of_one, metavar="P", help="least probability, 0 to 1 (found by itself)"
    )
    remove = add_command(actions, "remove", "forget a category and its examples; photos stay where they are")
    remove.add_argument("name", type=typed_text, metavar="NAME")
    learn = add_command(
        actions,
        "learn",
        "make the sub-folders of a folder categories, their photos the examples",
        "Says for each category how many of its photos are recognised, each judged without itself: what cannot"
        " be told apart by looking shows.",
    )
    learn.add_argument("folder", type=typed_path, metavar="FOLDER")
    add_model(learn)


def _add_inbox(commands: Commands) -> None:
    parser = add_command(
        commands,
        "inbox",
        "folders that are watched for new photos, and where those would go",
        "While the window is open, it finds the new photos in these folders and shows for each where a sort would"
        " put it. Nothing moves by itself.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add_command(actions, "list", "the folders that are watched (the default action)")
    for name, text in (("add", "watch a folder of the library"), ("remove", "watch a folder no longer")):
        add_command(actions, name, text).add_argument("folder", type=typed_path, metavar="FOLDER")
    proposals = add_command(actions, "proposals", "which of their photos would go where, one a line")
    proposals.add_argument("--into", type=typed_path, metavar="DEST", help="as for “sort”")
    add_model(proposals)


def _add_sort(commands: Commands) -> None:
    parser = add_command(
        commands,
        "sort",
        "sort the photos of a folder into the folders of categories",
        "Prints the plan, one line a photo; with --yes it is carried out. Nothing is ever overwritten, and"
        " “clipphotos undo” takes everything back. The folder is indexed first if need be.",
    )
    parser.add_argument("folder", type=typed_path, metavar="FOLDER")
    parser.add_argument(
        "--into",
        type=typed_path,
        metavar="DEST",
        help="folder that the categories' folders are made in (each category's own folder, or the library's)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--categories", type=typed_text, metavar="A,B,C", help="categories, saved ones or just words for now"
    )
    which.add_argument("--saved", action="store_true", help="all saved categories (the default)")
    effects = parser.add_mutually_exclusive_group()
    for effect, text in (
        (SortEffect.MOVE, "move the files (the default)"),
        (SortEffect.COPY, "copy the files"),
        (SortEffect.LINK, "make hard links: a second name for the same file"),
        (SortEffect.TAG, "only tag the photos with the names of their categories"),
    ):
        effects.add_argument(
            f"--{effect.value}", dest="effect", action="store_const", const=effect, help=text
        )
    parser.set_defaults(effect=SortEffect.MOVE)
    parser.add_argument(
        "--pattern",
        type=typed_text,
        default=USUAL_PATTERN,
        metavar="P",
        help="folders below DEST, such as {category}/{year}/{month} ({category})",
    )
    parser.add_argument(
        "--min-probability",
        type=share_of_one,
        metavar="P",
        help="least probability, 0 to 1, instead of the categories' own",
    )
    do = parser.add_mutually_exclusive_group()
    do.add_argument("--dry-run", action="store_true", help="only print the plan (the default)")
    do.add_argument("--yes", action="store_true", help="carry the plan out")
    add_model(parser)


def _add_tag(commands: Commands) -> None:
    parser = add_command(
        commands,
        "tag",
        "tag the photos of a library folder by what they show",
        "Each photo gets up to ten of some 1,600 everyday things that stand out in it. Earlier automatic tags are"
        " replaced; tags of your own stay. Nothing is written into the photos. Indexing tags new photos by itself;"
        " what --remove took off stays away until this command is given for it.",
    )
    parser.add_argument("folder", type=typed_path, metavar="FOLDER")
    parser.add_argument("--remove", action="store_true", help="take all automatic tags off instead")
    add_model(parser)


def _add_history(commands: Commands) -> None:
    parser = add_command(
        commands,
        "history",
        "what was done to photos, the newest first",
        "Lists the operations with their numbers; with a number, the photos of that operation.",
    )
    parser.add_argument("id", nargs="?", type=positive_number, metavar="ID", help="an operation")
    parser.add_argument("--limit", type=positive_number, default=20, metavar="N", help="most operations (20)")


def _add_undo(commands: Commands) -> None:
    undo = add_command(
        commands,
        "undo",
        "take back what was done: put files back, and tags and ratings",
        "Without a number: the newest operation that was not undone yet. Nothing is overwritten or forced:"
        " photos that changed since stay as they are and are listed, and the exit code is 1. Without --yes"
        " it only says what it would do.",
    )
    redo = add_command(
        commands,
        "redo",
        "do again what was undone",
        "Without a number: the newest undo, unless something else was done since. What it does can be undone in"
        " turn. Nothing is overwritten or forced, as with undo. Without --yes it only says what it would do.",
    )
    for parser, text in ((undo, "the operation to undo"), (redo, "the undo to take back")):
        parser.add_argument("id", nargs="?", type=positive_number, metavar="ID", help=text)
        parser.add_argument("--yes", action="store_true", help="do it")


def _add_doctor(commands: Commands) -> None:
    add_command(
        commands,
        "doctor",
        "check the program's own data, and repair what is derived",
        "Checks the catalogue, the vectors, the index and pending file operations. An index that is damaged"
        " is built anew from the catalogue. Exit code 1 if something is left that cannot be repaired.",
    )
