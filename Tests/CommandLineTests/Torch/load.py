"""Loads weights of sdgp-dist into torchvision's model of that name and classifies images as sdgp-dist does.

Usage: load.py WEIGHTS.safetensors IMAGE.png...
Prints a line an image: the most probable class and its probability.
"""
import json
import sys

import torch
import torchvision
from PIL import Image
from safetensors import safe_open
from torchvision.transforms.functional import normalize, to_tensor

path, images = sys.argv[1], sys.argv[2:]
with safe_open(path, framework="pt") as file:
    metadata = file.metadata()
    state = {name: file.get_tensor(name) for name in file.keys()}
names = json.loads(metadata["class_names"])
assert metadata["format"] == "pt" and len(names) == int(metadata["classes"])
model = getattr(torchvision.models, metadata["model"])(num_classes=len(names))
model.load_state_dict(state)
model.eval()
for image in images:
    pixels = Image.open(image).convert("RGB")
    # Images of the stored size, so that nothing is resized.
    assert list(pixels.size) == json.loads(metadata["stored_size"])[::-1]
    input = normalize(to_tensor(pixels), json.loads(metadata["mean"]), json.loads(metadata["std"]))
    with torch.no_grad():
        probabilities = model(input.unsqueeze(0)).softmax(1)[0]
    best = int(probabilities.argmax())
    print(f"{names[best]} {probabilities[best]:.4f}")
