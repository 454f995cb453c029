"""The network of the bundled starter model: an EfficientNet-Lite2 that looks, and a MiniLM that reads.

The one module besides the open_clip one that imports torch; it is imported only when the model is loaded or
trained. Its operators are those that ONNX and OpenVINO know. How it is trained, and why it has this form:
``docs/starter-model.md``.

An image vector is made of three parts of unit length, weighed by the square roots of their shares:

- aligned: learned from captions, compared with what the text tower learned,
- classes: what the classifier of the trunk recognises, as the mean of the class names' sentence vectors
  (ConSE, Norouzi et al. 2014, "Zero-shot learning by convex combination of semantic embeddings"),
- visual: whitened features of the trunk (PCA), which no text has; a text vector is zero there.

So the cosine of a text and a photo ranks by the first two alone, and that of two photos sees everything.

Some photos are near to whatever is asked for (hubs, Radovanović et al. 2010). How popular a photo is with
texts of all kinds is one more number of its vector. A text is zero there too, but a query is not, so that
from each cosine it takes off a share of what the photo would get for any words (as querybank normalisation
does, Bogolin et al. 2022). What is asked about one photo, its labels and tags, does not change by it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

TRUNK_STAGES = (
    # expansion, kernel, stride, channels, blocks: width 1.1 and depth 1.2 of EfficientNet-Lite (Liu 2020)
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 3),
    (6, 5, 2, 48, 3),
    (6, 3, 2, 88, 4),
    (6, 5, 1, 120, 4),
    (6, 5, 2, 208, 5),
    (6, 3, 1, 352, 1),
)
STEM_CHANNELS = 32
GRID_CHANNELS = 352
TOP_CHANNELS = 1280
CLASSES = 1000
QUERY_LEAN = 0.25
"""What a query has where a photo has its popularity; the rest of it is made shorter by as much."""
_MASKED = -1e4  # far below any attention score, and within half precision


@dataclass(frozen=True, slots=True)
class StarterShape:
    """Sizes of the network; the artefact's ``config.json`` holds them.

    Attributes:
        image_size: Pixels of the edge of its square input.
        queries: Places of interest that attention pooling looks for.
        hidden: Width of the image head's hidden layer.
        text_hidden: Width of the text head's hidden layer.
        aligned_dim: Dimensions learned from captions.
        visual_dim: Dimensions that no text has.
        references: Texts that a photo's popularity is measured with; without any it has none.
        vocabulary: Tokens the text tower knows.
        text_width: Width of the text tower; also that of the class names' vectors.
        text_layers: Its layers.
        text_heads: Attention heads of each.
        context_length: Tokens it reads; longer texts are cut.
    """

    image_size: int
    queries: int
    hidden: int
    text_hidden: int
    aligned_dim: int
    visual_dim: int
    references: int = 0
    vocabulary: int = 30522
    text_width: int = 384
    text_layers: int = 6
    text_heads: int = 12
    context_length: int = 64

    @property
    def text_dim(self) -> int:
        """Dimensions that a text and a photo share; they come first in every vector."""
        return self.aligned_dim + self.text_width

    @property
    def dim(self) -> int:
        """Length of a vector: what texts share, then a photo's popularity, then what no text has."""
        return self.text_dim + (self.references > 0) + self.visual_dim


class ImageFeatures(NamedTuple):
    """What the trunk sees in n pictures, h and w being 1/32 of their height and width, rounded up.

    Attributes:
        grid: (n, 352, h, w), before the trunk's last convolution.
        means: (n, 1280), over all positions after it.
        peaks: (n, 1280), the maximum over all positions after it.
    """

    grid: Tensor
    means: Tensor
    peaks: Tensor


class ConvLayer(nn.Module):
    """A convolution with batch normalisation folded in, "same" padding as TensorFlow does it, and ReLU6."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        *,
        stride: int = 1,
        groups: int = 1,
        bounded: bool = True,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, kernel // 2 if stride == 1 else 0, groups=groups
        )
        self._kernel, self._stride, self._bounded = kernel, stride, bounded

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, inputs, h, w) to (n, outputs, h / stride, w / stride), rounded up."""
        if self._stride > 1:
            pixels = functional.pad(
                pixels, (*self._padding(pixels.shape[-1]), *self._padding(pixels.shape[-2]))
            )
        pixels = self.conv(pixels)
        return functional.relu6(pixels) if self._bounded else pixels

    def _padding(self, size: int) -> tuple[int, int]:
        """Pixels added before and after, the odd one after."""
        steps = -(-size // self._stride)
        total = max((steps - 1) * self._stride + self._kernel - size, 0)
        return total // 2, total - total // 2


class MobileBlock(nn.Module):
    """An inverted residual block (Sandler et al. 2018) without squeeze-and-excitation, as Lite has it."""

    def __init__(self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        inner = inputs * expansion
        layers = [ConvLayer(inputs, inner)] if expansion > 1 else []
        layers.append(ConvLayer(inner, inner, kernel, stride=stride, groups=inner))
        layers.append(ConvLayer(inner, outputs, bounded=False))
        self.layers = nn.Sequential(*layers)
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, inputs, h, w) to (n, outputs, h / stride, w / stride), rounded up."""
        return pixels + self.layers(pixels) if self.is_residual else self.layers(pixels)


class ImageTrunk(nn.Module):
    """EfficientNet-Lite2 without its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvLayer(3, STEM_CHANNELS, 3, stride=2)
        blocks: list[MobileBlock] = []
        channels = STEM_CHANNELS
        for expansion, kernel, stride, outputs, repeats in TRUNK_STAGES:
            for number in range(repeats):
                blocks.append(MobileBlock(channels, outputs, expansion, kernel, stride if number == 0 else 1))
                channels = outputs
        self.blocks = nn.Sequential(*blocks)
        self.top = ConvLayer(channels, TOP_CHANNELS)

    def forward(self, pixels: Tensor) -> ImageFeatures:
        """(n, 3, height, width), -1 to 1, to features."""
        grid = self.blocks(self.stem(pixels))
        top = self.top(grid)
        return ImageFeatures(grid, top.mean((2, 3)), top.amax((2, 3)))


class AttentionPooling(nn.Module):
    """Averages the grid several times, each time weighed by how well a position answers a learned query."""

    def __init__(self, queries: int) -> None:
        super().__init__()
        self.queries = nn.Parameter(torch.randn(queries, GRID_CHANNELS) * 0.05)
        self.register_buffer("mean", torch.zeros(GRID_CHANNELS))
        self.register_buffer("deviation", torch.ones(GRID_CHANNELS))

    def forward(self, grid: Tensor) -> Tensor:
        """(n, 352, h, w) to (n, queries * 352)."""
        mean, deviation = self.get_buffer("mean"), self.get_buffer("deviation")
        positions = (grid.flatten(2).transpose(1, 2) - mean) / deviation
        weights = torch.softmax(positions @ self.queries.T, dim=1)
        return (weights.transpose(1, 2) @ positions).flatten(1)


class Head(nn.Module):
    """A linear map and a one-layer perceptron side by side, summed."""

    def __init__(self, inputs: int, hidden: int, outputs: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.enter = nn.Linear(inputs, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.leave = nn.Linear(hidden, outputs)
        self.dropout = dropout

    def forward(self, rows: Tensor) -> Tensor:
        """(n, inputs) to (n, outputs)."""
        inner = functional.gelu(self.norm(self.enter(rows)))
        inner = functional.dropout(inner, self.dropout, self.training)
        return self.linear(functional.dropout(rows, self.dropout / 5, self.training)) + self.leave(inner)


class ImageHead(nn.Module):
    """The learned part of an image vector, from everything the trunk sees."""

    def __init__(self, shape: StarterShape, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.pooling = AttentionPooling(shape.queries)
        self.head = Head(image_head_inputs(shape), shape.hidden, shape.aligned_dim, dropout=dropout)
        self.register_buffer("mean", torch.zeros(pooled_inputs()))
        self.register_buffer("deviation", torch.ones(pooled_inputs()))

    def forward(self, features: ImageFeatures) -> Tensor:
        """Features to (n, aligned_dim) unit vectors."""
        pooled = (pooled_features(features) - self.get_buffer("mean")) / self.get_buffer("deviation")
        return functional.normalize(self.head(torch.cat([pooled, self.pooling(features.grid)], dim=1)), dim=1)


def pooled_inputs() -> int:
    """Length of `pooled_features`."""
    return 2 * TOP_CHANNELS + GRID_CHANNELS


def image_head_inputs(shape: StarterShape) -> int:
    """Features that the image head's perceptron is given."""
    return pooled_inputs() + shape.queries * GRID_CHANNELS


def pooled_features(features: ImageFeatures) -> Tensor:
    """(n, 2912): mean and maximum of the trunk's top, and the mean of its grid."""
    return torch.cat([features.means, features.peaks, features.grid.mean((2, 3))], dim=1)


class ClassPart(nn.Module):
    """What the trunk's classifier recognises, in words: the class names' vectors, weighed by their scores."""

    def __init__(self, shape: StarterShape) -> None:
        super().__init__()
        self.scores = nn.Linear(TOP_CHANNELS, CLASSES)
        self.names = nn.Linear(CLASSES, shape.text_width, bias=False)
        self.scale, self.threshold = 2.0, 1.25

    def forward(self, features: ImageFeatures) -> Tensor:
        """Features to (n, text_width) unit vectors."""
        scores = self.scores(features.means)
        return functional.normalize(
            self.names(functional.gelu(self.scale * (scores - self.threshold))), dim=1
        )


class Popularity(nn.Module):
    """How near a photo is to texts of all kinds, less than that of other photos being negative.

    A soft maximum over reference texts, log mean exp: what fits it best counts most.
    """

    def __init__(self, shape: StarterShape) -> None:
        super().__init__()
        self.register_buffer("references", torch.zeros(shape.references, shape.text_dim))
        self.register_buffer("mean", torch.tensor(0.0))
        self.register_buffer("share", torch.tensor(0.0))
        """Of a photo's popularity, what a query takes off its cosine."""
        self.sharpness = 35.0

    def forward(self, aligned: Tensor) -> Tensor:
        """(n, text_dim) unit vectors to (n, 1), about -0.3 to 0.3."""
        fits = self.sharpness * (aligned @ self.get_buffer("references").T)
        best = fits.amax(1, keepdim=True)
        soft_best = (fits - best).exp().mean(1, keepdim=True).log() + best
        return soft_best / self.sharpness - self.get_buffer("mean")


class TextLayer(nn.Module):
    """A transformer layer of BERT (Devlin et al. 2018): each part is normalised after it is added."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.enter = nn.Linear(width, 4 * width)
        self.leave = nn.Linear(4 * width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self._heads = heads

    def forward(self, rows: Tensor, bias: Tensor) -> Tensor:
        """(n, tokens, width) and (n, 1, 1, tokens) to (n, tokens, width)."""
        count, length, width = rows.shape
        parts = self.attention(rows).view(count, length, 3, self._heads, width // self._heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-1, -2) / (width // self._heads) ** 0.5 + bias
        seen = (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(count, length, width)
        rows = self.attention_norm(rows + self.attention_out(seen))
        return self.norm(rows + self.leave(functional.gelu(self.enter(rows))))


class TextTower(nn.Module):
    """MiniLM: a small BERT whose mean over tokens is the vector of a sentence (Reimers & Gurevych 2019)."""

    def __init__(self, shape: StarterShape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.text_width)
        self.positions = nn.Embedding(shape.context_length, shape.text_width)
        self.norm = nn.LayerNorm(shape.text_width, eps=1e-12)
        self.layers = nn.ModuleList(
            TextLayer(shape.text_width, shape.text_heads) for _ in range(shape.text_layers)
        )

    def forward(self, tokens: Tensor) -> Tensor:
        """(n, length) token numbers, 0 being padding, to (n, width) unit vectors."""
        is_token = (tokens != 0).to(self.norm.weight.dtype)
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        rows = self.norm(self.words(tokens) + self.positions(positions))
        bias = ((1 - is_token) * _MASKED)[:, None, None, :]
        for layer in self.layers:
            rows = layer(rows, bias)
        weights = is_token.unsqueeze(-1)
        return functional.normalize((rows * weights).sum(1) / weights.sum(1).clamp(min=1), dim=1)


class TextHead(nn.Module):
    """The learned part of a text vector."""

    def __init__(self, shape: StarterShape, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.head = Head(shape.text_width, shape.text_hidden, shape.aligned_dim, dropout=dropout)
        self.register_buffer("mean", torch.zeros(shape.text_width))

    def forward(self, sentences: Tensor) -> Tensor:
        """(n, text_width) sentence vectors to (n, aligned_dim) unit vectors."""
        return functional.normalize(self.head(sentences - self.get_buffer("mean")), dim=1)


class StarterNetwork(nn.Module):
    """The image tower and the text tower."""

    def __init__(self, shape: StarterShape) -> None:
        super().__init__()
        self.shape = shape
        self.trunk = ImageTrunk()
        self.image_head = ImageHead(shape)
        self.class_part = ClassPart(shape)
        self.visual = nn.Linear(TOP_CHANNELS, shape.visual_dim)
        self.popularity = Popularity(shape) if shape.references else None
        self.text_tower = TextTower(shape)
        self.text_head = TextHead(shape)
        self.register_buffer("common", torch.zeros(shape.text_width))
        """Direction that all class names share; texts lose it before they meet the classes."""
        self.register_buffer("class_share", torch.tensor(0.2))
        """Share of the classes in the text-aligned part."""
        self.register_buffer("visual_share", torch.tensor(0.5))
        """Share of the visual part in an image vector."""
        self.register_buffer("logit_scale", torch.tensor(0.0))
        """Natural logarithm of the factor before a softmax over cosines."""

    def encode_image(self, pixels: Tensor) -> Tensor:
        """(n, 3, height, width), -1 to 1, to (n, dim) unit vectors."""
        return self.vectors(self.trunk(pixels))

    def vectors(self, features: ImageFeatures) -> Tensor:
        """What the trunk saw in n pictures to (n, dim) unit vectors."""
        visual = functional.normalize(self.visual(features.means), dim=1)
        aligned = self.join(self.image_head(features), self.class_part(features))
        share = self.get_buffer("visual_share")
        if self.popularity is None:
            return torch.cat([(1 - share).sqrt() * aligned, share.sqrt() * visual], dim=1)
        # As much as makes lean * reach the share of what sqrt(1 - lean²) leaves of the aligned part.
        reach = self.popularity.get_buffer("share") * (1 - share).sqrt() * (1 / QUERY_LEAN**2 - 1) ** 0.5
        most = (share / 2).sqrt()
        popular = (-reach * self.popularity(aligned)).clamp(-most, most)
        # Taken from the visual part, so that the cosine with a text stays what it is.
        return torch.cat([(1 - share).sqrt() * aligned, popular, (share - popular**2).sqrt() * visual], dim=1)

    def encode_text(self, tokens: Tensor) -> Tensor:
        """(n, length) token numbers to (n, dim) unit vectors, zero after the text-aligned part."""
        return self.encode_sentences(self.text_tower(tokens))

    def encode_sentences(self, sentences: Tensor) -> Tensor:
        """(n, text_width) sentence vectors to (n, dim) unit vectors."""
        common = self.get_buffer("common")
        named = functional.normalize(sentences - (sentences @ common).unsqueeze(1) * common, dim=1)
        aligned = self.join(self.text_head(sentences), named)
        return functional.pad(aligned, (0, self.shape.dim - self.shape.text_dim))

    def join(self, learned: Tensor, named: Tensor) -> Tensor:
        """(n, aligned_dim) and (n, text_width) to the text-aligned part, (n, text_dim) unit vectors."""
        share = self.get_buffer("class_share")
        return torch.cat([(1 - share).sqrt() * learned, share.sqrt() * named], dim=1)
