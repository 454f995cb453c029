"""How the Chinese text tower learns: from what translations say, and from the photos themselves."""

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.chinese_reader import BEGIN, CONTEXT, END, ChineseReader
from clipphotos.inference.starter.chinese_tower import VOCABULARY
from clipphotos.inference.starter.embedder import load_starter
from clipphotos.inference.starter.files import STARTER_CONFIG, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.starter.network import StarterNetwork, StarterShape, TextTower
from clipphotos.inference.text.chinese import HAN
from clipphotos.library.decoding.decode import decode
from starter_model.chinese import (
    WORD_TEMPLATES,
    Sentence,
    english_vectors,
    first_vectors,
    padded,
    sentences,
    vocabulary,
    word_pairs,
)

_MASKED = -1e4
_EVERY = 60
"""Steps between two measurements."""
_MEASURED = 1500
_SORTED_TOGETHER = 8
"""Batches whose sentences are sorted by length, so that little is padded."""


@dataclass(frozen=True, slots=True)
class ChinesePlan:
    """Numbers of a training.

    Attributes:
        seed: Of everything that is chosen by chance.
        epochs: Passes over the sentences.
        stop_after: Steps after which it ends, the rates as they are then; None for all of them.
        batch: Sentences of a step.
        words: Words of the list that are added to each step.
        layer_rate: Learning rate of the layers, which begin as the English tower's.
        word_rate: That of the words' vectors.
        decay: Weight decay of the layers.
        photo_weight: Of the softmax over all training photos, beside the distance of sentence vectors.
        sharpness: Factor before that softmax.
        split: Chance that a word is read as its characters.
        dropped: Chance that a word is left out.
        dropout: Of the words' vectors.
    """

    seed: int = 0
    epochs: float = 2.0
    stop_after: int | None = None
    batch: int = 256
    words: int = 48
    layer_rate: float = 1.5e-4
    word_rate: float = 1e-3
    decay: float = 0.01
    photo_weight: float = 0.3
    sharpness: float = 25.0
    split: float = 0.15
    dropped: float = 0.06
    dropout: float = 0.1


class ChineseTower(nn.Module):
    """The English tower's layers over more words: first it reads them as the word list would."""

    def __init__(self, english: TextTower, own: Tensor, dropout: float) -> None:
        super().__init__()
        self.register_buffer("english", english.words.weight.detach().clone())
        self.words = nn.Parameter(own)
        self.positions = nn.Parameter(english.positions.weight.detach()[:CONTEXT].clone())
        self.norm, self.layers = english.norm, english.layers
        self._dropout = dropout

    def forward(self, tokens: Tensor) -> Tensor:
        """(n, length) token numbers, 0 being padding, to (n, width) unit vectors."""
        table = self.get_buffer("english")
        first = len(table)
        is_own = (tokens >= first).unsqueeze(-1)
        own = functional.embedding((tokens - first).clamp(min=0), self.words)
        rows = torch.where(is_own, own, functional.embedding(tokens.clamp(max=first - 1), table))
        rows = self.norm(rows + self.positions[: tokens.shape[1]])
        rows = functional.dropout(rows, self._dropout, self.training)
        is_token = (tokens != 0).to(rows.dtype)
        bias = ((1 - is_token) * _MASKED)[:, None, None, :]
        for layer in self.layers:
            rows = layer(rows, bias)
        seen = is_token.unsqueeze(-1)
        return functional.normalize((rows.float() * seen).sum(1) / seen.sum(1), dim=1)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts as token numbers, with what they are to mean.

    Attributes:
        words: For each text its parts, each the numbers of the word and of its characters.
        target: (n, width) sentence vectors.
        photo: (n,) number of the photo.
    """

    words: list[list[tuple[list[int], list[int]]]]
    target: Tensor
    photo: Tensor


def make(training: Path, starter: Path, output: Path, cache: Path, plan: ChinesePlan) -> None:
    """Train and write the artefact; what is read of photos and captions is kept in a folder."""
    cache.mkdir(parents=True, exist_ok=True)
    random.seed(plan.seed)
    torch.manual_seed(plan.seed)
    network = _starter(starter)
    tokenizer = Tokenizer.from_file(str(starter / STARTER_TOKENIZER))
    learned, held_out = sentences(training, "train"), sentences(training, "dev")
    words = vocabulary([each.text for each in learned])
    first = network.shape.vocabulary
    reader = ChineseReader(words, tokenizer, first)

    files = sorted({each.photo for each in [*learned, *held_out]})
    photos = torch.from_numpy(_kept(cache / "photos.npy", lambda: _photo_vectors(training, starter, files)))
    numbers = {file: place for place, file in enumerate(files)}
    texts = list(dict.fromkeys(each.english for each in learned if each.english))
    pairs = [
        (zh.format(chinese), en.format(english))
        for chinese, english in word_pairs()
        for zh, en in WORD_TEMPLATES
    ]
    asked = list(dict.fromkeys([*texts, *(english for _, english in pairs)]))
    meanings = torch.from_numpy(
        _kept(cache / "english.npy", lambda: english_vectors(network, tokenizer, asked).numpy())
    ).float()
    place_of = {text: place for place, text in enumerate(asked)}

    taught = sorted({numbers[each.photo] for each in learned})
    bank = functional.normalize(photos[taught][:, : network.shape.text_dim].float(), dim=1)
    in_bank = {photo: place for place, photo in enumerate(taught)}
    captions: dict[str, list[int]] = {}
    for each in learned:
        if each.english:
            captions.setdefault(each.photo, []).append(place_of[each.english])

    def meaning(each: Sentence) -> Tensor:
        """Of what a person wrote: what all captions of the photo have in common."""
        if each.english:
            return meanings[place_of[each.english]]
        own = captions.get(each.photo)
        return functional.normalize(meanings[own].mean(0), dim=0) if own else torch.zeros(meanings.shape[1])

    lessons = Lessons(
        [_pieces(reader, each.text) for each in learned],
        torch.stack([meaning(each) for each in learned]),
        torch.tensor([in_bank[numbers[each.photo]] for each in learned]),
    )
    vocabulary_lessons = Lessons(
        [_pieces(reader, chinese) for chinese, _ in pairs],
        meanings[[place_of[english] for _, english in pairs]],
        torch.zeros(0),
    )
    own = first_vectors(words, tokenizer, network.text_tower.words.weight.detach())
    tower = ChineseTower(network.text_tower, own, plan.dropout)

    dev_files = sorted({numbers[each.photo] for each in held_out})
    dev = functional.normalize(photos[dev_files][:, : network.shape.text_dim].float(), dim=1)
    place = {photo: at for at, photo in enumerate(dev_files)}
    human = [each for each in held_out if not each.english]
    some = human[:: max(1, len(human) // _MEASURED)]
    owner = torch.tensor([place[numbers[each.photo]] for each in some])
    tokens = [reader.numbers(each.text) for each in some]

    def measure() -> str:
        vectors = _shared(network, encode(tower, tokens))
        scores = vectors @ dev.T
        rank = (scores > scores[torch.arange(len(owner)), owner][:, None]).sum(1)
        return "/".join(f"{(rank < limit).float().mean():.3f}" for limit in (1, 5, 10))

    _train(
        tower, network, lessons, vocabulary_lessons, bank, plan, measure, lambda: write(tower, words, output)
    )


def write(tower: ChineseTower, words: Sequence[str], output: Path) -> None:
    """Write the tower as numbers; its words are the bytes of a tensor, so that there is one file."""
    state = {name: value.detach().float().numpy() for name, value in tower.state_dict().items()}
    del state["english"]
    large = frozenset(name for name, value in state.items() if value.ndim > 1 and name != "positions")
    stored = starter_weights.packed(state, large)
    stored[VOCABULARY] = np.frombuffer("\n".join(words).encode(), np.uint8)
    starter_weights.write_stored(output, stored)


@torch.no_grad()
def encode(tower: ChineseTower, tokens: Sequence[Sequence[int]]) -> Tensor:
    """(n, width) sentence vectors."""
    tower.eval()
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    rows = torch.empty(len(tokens), tower.words.shape[1])
    for start in range(0, len(order), 256):
        places = order[start : start + 256]
        with torch.autocast("cpu", torch.bfloat16):
            rows[places] = tower(padded([tokens[each] for each in places])).float()
    tower.train()
    return rows


def _train(
    tower: ChineseTower,
    network: StarterNetwork,
    lessons: Lessons,
    vocabulary_lessons: Lessons,
    bank: Tensor,
    plan: ChinesePlan,
    measure: Callable[[], str],
    save: Callable[[], None],
) -> None:
    layers = [value for name, value in tower.named_parameters() if name != "words"]
    optimizer = torch.optim.AdamW(
        [
            {"params": layers, "lr": plan.layer_rate, "weight_decay": plan.decay},
            {"params": [tower.words], "lr": plan.word_rate, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )
    steps = int(plan.epochs * (len(lessons.words) // plan.batch))
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda at: min(1.0, (at + 1) / warm) * 0.5 * (1 + math.cos(math.pi * at / steps)) + 0.002,
    )
    chance = random.Random(plan.seed)
    batches = _batches(lessons, plan, chance)
    print(f"{steps} steps; before: {measure()}", flush=True)
    began = time.monotonic()
    sums = np.zeros(3)
    last = min(steps, plan.stop_after or steps)
    for step in range(1, last + 1):
        chosen = next(batches)
        extra = [chance.randrange(len(vocabulary_lessons.words)) for _ in range(plan.words)]
        tokens = [_varied(lessons.words[each], plan, chance) for each in chosen]
        tokens += [_varied(vocabulary_lessons.words[each], plan, chance, drop=False) for each in extra]
        with torch.autocast("cpu", torch.bfloat16):
            rows = tower(padded(tokens))
        target = torch.cat([lessons.target[chosen], vocabulary_lessons.target[extra]])
        is_known = target.abs().sum(1) > 0
        far = (1 - (rows * target).sum(1))[is_known]
        vectors = _shared(network, rows[: len(chosen)])
        with torch.autocast("cpu", torch.bfloat16):
            scores = (vectors @ bank.T).float()
        seen = functional.cross_entropy(plan.sharpness * scores, lessons.photo[chosen], label_smoothing=0.05)
        loss = 4 * far.mean() + plan.photo_weight * seen
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        sums += [far[: len(chosen)].mean().item(), far[len(chosen) :].mean().item(), seen.item()]
        if step % _EVERY == 0 or step == last:
            taken = time.monotonic() - began
            print(f"{step} {taken:.0f} s {(sums / _EVERY).round(3).tolist()} {measure()}", flush=True)
            sums[:] = 0
            save()


def _batches(lessons: Lessons, plan: ChinesePlan, chance: random.Random) -> Iterator[list[int]]:
    """Without an end: every sentence once, then again in another order."""
    while True:
        order = list(range(len(lessons.words)))
        chance.shuffle(order)
        found: list[list[int]] = []
        for start in range(0, len(order), plan.batch * _SORTED_TOGETHER):
            part = sorted(
                order[start : start + plan.batch * _SORTED_TOGETHER],
                key=lambda each: len(lessons.words[each]),
            )
            found += [part[at : at + plan.batch] for at in range(0, len(part), plan.batch)]
        found = [batch for batch in found if len(batch) == plan.batch]
        chance.shuffle(found)
        yield from found


def _pieces(reader: ChineseReader, text: str) -> list[tuple[list[int], list[int]]]:
    """The words of a text, each as it is read and as its characters."""
    pieces: list[tuple[list[int], list[int]]] = []
    end = 0
    for run in HAN.finditer(text):
        pieces.append((reader.numbers(text[end : run.start()])[1:-1],) * 2)
        for word in reader.split(run.group()):
            chars = [number for char in word for number in reader.numbers(char)[1:-1]]
            pieces.append((reader.numbers(word)[1:-1], chars))
        end = run.end()
    pieces.append((reader.numbers(text[end:])[1:-1],) * 2)
    return [each for each in pieces if each[0]]


def _varied(
    pieces: Sequence[tuple[list[int], list[int]]],
    plan: ChinesePlan,
    chance: random.Random,
    *,
    drop: bool = True,
) -> list[int]:
    """Token numbers of a text, some words as their characters, some left out."""
    found: list[int] = []
    for word, chars in pieces:
        if drop and len(pieces) > 3 and chance.random() < plan.dropped:
            continue
        found += chars if drop and chance.random() < plan.split else word
    return [BEGIN, *found[: CONTEXT - 2], END]


def _shared(network: StarterNetwork, rows: Tensor) -> Tensor:
    """(n, text_dim) what texts and photos share, of sentence vectors."""
    return network.encode_sentences(rows)[:, : network.shape.text_dim]


def _starter(folder: Path) -> StarterNetwork:
    shape = StarterShape(**json.loads((folder / STARTER_CONFIG).read_text(encoding="utf-8"))["shape"])
    network = StarterNetwork(shape)
    tensors = starter_weights.read(folder / STARTER_WEIGHTS)
    network.load_state_dict({key: torch.from_numpy(value) for key, value in tensors.items()})
    for parameter in network.parameters():
        parameter.requires_grad_(requires_grad=False)
    network.eval()
    for parameter in [*network.text_tower.layers.parameters(), *network.text_tower.norm.parameters()]:
        parameter.requires_grad_(requires_grad=True)
    return network


def _kept(file: Path, compute: Callable[[], np.ndarray]) -> np.ndarray:
    if not file.exists():
        np.save(file, compute().astype(np.float16))
    return np.load(file)


def _photo_vectors(training: Path, starter: Path, files: Sequence[str]) -> np.ndarray:
    embedder = load_starter("starter", starter, device="cpu")
    parts: list[np.ndarray] = []
    for start in range(0, len(files), 16):
        read = [(training / "images" / file).read_bytes() for file in files[start : start + 16]]
        parts.append(
            embedder.embed_images(
                [embedder.prepare(decode(each, 2 * embedder.input_edge).image) for each in read]
            )
        )
    return np.concatenate(parts)
