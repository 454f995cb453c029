"""Depthwise convolutions whose gradients are fast on a CPU.

torch's CPU library has fast kernels for the forward pass and for the weight gradient of 3 x 3 kernels, but
falls back to a reference implementation, which takes longer than all the rest of the network, for the
weight gradient of 5 x 5 kernels and for the input gradient of strides. Both can be said in terms of the
fast ones.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

_CHANNELS_LAST = torch.channels_last
_FAST_KERNEL = 3


def use_fast_depthwise(network: nn.Module) -> None:
    """Replace every depthwise convolution by one with fast gradients."""
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.Conv2d) and child.groups > 1:
                setattr(parent, name, _Depthwise(child))


class _Depthwise(nn.Module):
    """Shares the parameters, and their names, of the convolution it replaces."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.weight, self.bias = convolution.weight, convolution.bias
        self._stride, self._padding = convolution.stride[0], convolution.padding[0]

    def forward(self, pixels: Tensor) -> Tensor:
        pixels = functional.pad(pixels, (self._padding,) * 4)
        weight, bias = self.weight.to(pixels.dtype), self.bias.to(pixels.dtype)
        return _Convolution.apply(pixels.contiguous(memory_format=_CHANNELS_LAST), weight, bias, self._stride)


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx, pixels, weight, bias, stride):
        ctx.save_for_backward(pixels, weight)
        ctx.stride = stride
        return functional.conv2d(pixels, weight, bias, stride, 0, 1, pixels.shape[1])

    @staticmethod
    def backward(ctx, gradient):
        pixels, weight = ctx.saved_tensors
        gradient = gradient.contiguous(memory_format=_CHANNELS_LAST)
        of_pixels = of_weight = of_bias = None
        if ctx.needs_input_grad[0]:
            of_pixels = _input_gradient(gradient, weight, pixels.shape, ctx.stride)
        if ctx.needs_input_grad[1]:
            of_weight = _weight_gradient(gradient, pixels, weight, ctx.stride)
        if ctx.needs_input_grad[2]:
            of_bias = gradient.sum((0, 2, 3), dtype=torch.float32).to(gradient.dtype)
        return of_pixels, of_weight, of_bias, None


def _input_gradient(gradient: Tensor, weight: Tensor, shape: torch.Size, stride: int) -> Tensor:
    """The forward convolution of the gradient, spread out by the stride, with the kernel turned around."""
    count, channels, height, width = shape
    kernel = weight.shape[-1]
    if stride > 1:
        rows, columns = gradient.shape[2:]
        size = (count, channels, (rows - 1) * stride + 1, (columns - 1) * stride + 1)
        spread = torch.zeros(size, dtype=gradient.dtype).contiguous(memory_format=_CHANNELS_LAST)
        spread[:, :, ::stride, ::stride] = gradient
        gradient = spread
    below, right = height - gradient.shape[2], width - gradient.shape[3]
    padded = functional.pad(gradient, (kernel - 1, right, kernel - 1, below))
    padded = padded.contiguous(memory_format=_CHANNELS_LAST)
    return functional.conv2d(padded, weight.flip(-1, -2), None, 1, 0, 1, channels)


def _weight_gradient(gradient: Tensor, pixels: Tensor, weight: Tensor, stride: int) -> Tensor:
    """That of a 5 x 5 kernel as the four 3 x 3 corners of a 6 x 6 one."""
    if weight.shape[-1] == _FAST_KERNEL:
        return _native_weight_gradient(gradient, pixels, weight, stride)
    rows, columns = gradient.shape[2:]
    padded = functional.pad(pixels, (0, 1, 0, 1))
    result = torch.zeros((weight.shape[0], 1, 6, 6), dtype=weight.dtype)
    corner = weight[:, :, :_FAST_KERNEL, :_FAST_KERNEL].contiguous()
    for top in (0, 3):
        for left in (0, 3):
            down, across = (rows - 1) * stride + _FAST_KERNEL, (columns - 1) * stride + _FAST_KERNEL
            part = padded[:, :, top : top + down, left : left + across]
            part = part.contiguous(memory_format=_CHANNELS_LAST)
            result[:, :, top : top + 3, left : left + 3] = _native_weight_gradient(
                gradient, part, corner, stride
            )
    return result[:, :, :5, :5]


def _native_weight_gradient(gradient: Tensor, pixels: Tensor, weight: Tensor, stride: int) -> Tensor:
    is_transposed = False
    wanted = [False, True, False]
    strides, no_padding, no_dilation = [stride] * 2, [0, 0], [1, 1]
    _, of_weight, _ = torch.ops.aten.convolution_backward(
        gradient,
        pixels,
        weight,
        None,
        strides,
        no_padding,
        no_dilation,
        is_transposed,
        [0, 0],
        len(weight),
        wanted,
    )
    return of_weight
