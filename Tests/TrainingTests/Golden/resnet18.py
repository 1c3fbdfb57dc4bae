"""Writes resnet18.json: one step of ResNet-18 (CIFAR stem, batch 64) by PyTorch, dense and with nine kinds of pruning.

Weights and images are functions of SplitMix64, so that they need not be kept: ResNet18ParityTests makes the same.
Run with PyTorch and numpy: python resnet18.py
"""

import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

BATCH, RATE, SMOOTHING = 64, 0.05, 0.1
MODES = [("none", 2, 4, 1, "dense")] + [
    ("magnitude", 2, 4, 1, "dense"), ("rescaled", 2, 4, 1, "dense"), ("rescaled", 1, 4, 1, "dense"),
    ("magnitude", 4, 8, 1, "dense"), ("rescaled", 8, 32, 1, "dense"), ("magnitude", 2, 4, 4, "dense"),
    ("rescaled", 2, 4, 4, "dense"), ("rescaled", 2, 4, 4, "pruned"), ("rescaled", 1, 4, 2, "pruned")]


def split_mix(counter):
    bits = counter + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def random_bits(stream, count):
    return split_mix(np.arange(count, dtype=np.uint64) + np.uint64(stream << 32))


def uniform(stream, count):
    """Numbers of -1 ..< 1, exact in fp32."""
    return ((random_bits(stream, count) >> np.uint64(40)).astype(np.float64) / (1 << 23) - 1).astype(np.float32)


def parameter(stream, name, shape):
    values = torch.from_numpy(uniform(stream, int(np.prod(shape)))).reshape(shape)
    if len(shape) == 1:
        return 1 + values * 0.25 if name.endswith("weight") else values * 0.125
    bound = (6 / (shape[0] * int(np.prod(shape[2:])))) ** 0.5 if len(shape) == 4 else shape[1] ** -0.5
    return values * np.float32(bound)


def images():
    labels = random_bits(1000, BATCH) % np.uint64(10)
    patches = (random_bits(1001, BATCH * 3 * 16) >> np.uint64(56)).astype(np.int64).reshape(BATCH, 3, 4, 4)
    noise = (random_bits(1002, BATCH * 3 * 1024) >> np.uint64(58)).astype(np.int64).reshape(BATCH, 3, 32, 32) - 32
    pixels = np.clip(patches.repeat(8, 2).repeat(8, 3) + noise, 0, 255).astype(np.float32)
    return torch.from_numpy((pixels / np.float32(255) - np.float32(0.5)) / np.float32(0.25)), torch.from_numpy(
        labels.astype(np.int64))


def pruned(gradient, rule, nonzeros, group_size, share):
    """The N:M definition of METHOD: patterns by the sum of magnitudes over `share` samples, lower channels first."""
    result = torch.zeros_like(gradient)
    for sample in range(0, gradient.shape[0], share):
        scores = gradient[sample:sample + share].abs().sum(0)
        mask = torch.zeros_like(scores, dtype=torch.bool)
        for channel in range(0, scores.shape[0], group_size):
            group = scores[channel:channel + group_size]
            kept = torch.sort(group, dim=0, descending=True, stable=True).indices[:nonzeros]
            mask[channel:channel + group_size].scatter_(0, kept, True)
        result[sample:sample + share] = gradient[sample:sample + share] * mask
    if rule == "rescaled":
        before = gradient.abs().sum((2, 3), dtype=torch.float64)
        after = result.abs().sum((2, 3), dtype=torch.float64)
        factor = torch.where(after > 0, before / after, torch.ones_like(before)).float()
        result = result * factor[:, :, None, None]
    return result


class PrunedConvolution(torch.autograd.Function):
    mode = MODES[0]

    @staticmethod
    def forward(context, x, weight, stride, padding):
        context.save_for_backward(x, weight)
        context.geometry = stride, padding
        return F.conv2d(x, weight, None, stride, padding)

    @staticmethod
    def backward(context, gradient):
        x, weight = context.saved_tensors
        rule, nonzeros, group_size, share, source = PrunedConvolution.mode
        kept = gradient
        if rule != "none" and weight.shape[1] > 3:
            kept = pruned(gradient, rule, nonzeros, group_size, share)
        return (
            nn.grad.conv2d_input(x.shape, weight, kept, *context.geometry),
            nn.grad.conv2d_weight(x, weight.shape, kept if source == "pruned" else gradient, *context.geometry),
            None, None)


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel))
        self.geometry = stride, kernel // 2

    def forward(self, x):
        return PrunedConvolution.apply(x, self.weight, *self.geometry)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = Convolution(inputs, outputs, 3, stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = Convolution(outputs, outputs, 3)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(Convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + shortcut)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = Convolution(3, 64, 3)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for stage, (outputs, stride) in enumerate([(64, 1), (128, 2), (256, 2), (512, 2)]):
            self.add_module(
                f"layer{stage + 1}", nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1)))
            inputs = outputs
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(x.mean((2, 3)))


def run(mode):
    PrunedConvolution.mode = mode
    network = ResNet18()
    with torch.no_grad():
        for index, (name, values) in enumerate(network.named_parameters()):
            values.copy_(parameter(index, name, list(values.shape)))
    initial = {name: values.detach().clone() for name, values in network.named_parameters()}
    decayed = [values for values in network.parameters() if values.ndim > 1]
    others = [values for values in network.parameters() if values.ndim == 1]
    optimizer = torch.optim.SGD(
        [{"params": decayed, "weight_decay": 5e-4}, {"params": others}], lr=RATE, momentum=0.9)
    x, labels = images()
    loss = F.cross_entropy(network(x), labels, label_smoothing=SMOOTHING)
    loss.backward()
    optimizer.step()
    moved = {
        name: (values.detach() - initial[name]).double().norm().item()
        for name, values in network.named_parameters() if values.ndim > 1}
    return {
        "rule": mode[0], "nonzeros": mode[1], "groupSize": mode[2], "share": mode[3], "weightGradient": mode[4],
        "loss": loss.item(), "moved": moved}


if __name__ == "__main__":
    np.seterr(over="ignore")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resnet18.json")
    with open(path, "w") as file:
        json.dump([run(mode) for mode in MODES], file, indent=1)
        file.write("\n")
