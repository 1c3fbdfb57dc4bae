"""Called by launch/compare-pytorch: times PyTorch DDP and sdgp-dist in turn and prints the table.

compare-pytorch.py PROGRAM   runs both; PROGRAM is sdgp-dist
compare-pytorch.py --rank R  one rank of the PyTorch job; rank 0 prints images per second of the whole job
"""

import ctypes.util
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

RANKS = 2
BATCH = 32  # a rank
WARM_UP = 5
STEPS = int(os.environ.get("STEPS", "20"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
PRECISION = os.environ.get("PRECISION", "fp32")
SHARE = os.environ.get("SHARE", "4")


def resnet18():
    """ResNet-18 as torchvision has it, with the stem for small images: 3x3, stride 1, no pooling."""
    from torch import nn

    class BasicBlock(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.relu = nn.ReLU(inplace=True)
            self.downsample = None
            if stride != 1 or inputs != outputs:
                self.downsample = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            identity = x if self.downsample is None else self.downsample(x)
            return self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))) + identity)

    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
    inputs = 64
    for outputs, stride in [(64, 1), (128, 2), (256, 2), (512, 2)]:
        layers += [BasicBlock(inputs, outputs, stride), BasicBlock(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def run_rank(rank):
    """Trains on generated images, bound to one core, with one thread."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[rank % len(cores)]})
    import torch
    import torch.distributed as dist

    torch.set_num_threads(1)
    torch.manual_seed(0)
    dist.init_process_group("gloo", rank=rank, world_size=RANKS)
    model = resnet18().to(memory_format=torch.channels_last)
    model = torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, fused=True)
    criterion = torch.nn.CrossEntropyLoss()
    torch.manual_seed(1 + rank)
    batches = [
        (torch.randn(BATCH, 3, 32, 32).contiguous(memory_format=torch.channels_last), torch.randint(10, (BATCH,)))
        for _ in range(4)
    ]
    seconds = []
    for step in range(WARM_UP + STEPS):
        # As bench step has it: all ranks begin together, and the median step counts.
        dist.barrier()
        start = time.perf_counter()
        images, labels = batches[step % len(batches)]
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=PRECISION == "bf16"):
            loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    dist.barrier()
    if rank == 0:
        print(RANKS * BATCH / statistics.median(seconds[WARM_UP:]))
    dist.destroy_process_group()


def time_pytorch():
    """Images per second of one PyTorch job."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ, MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), OMP_NUM_THREADS="1")
    jemalloc = ctypes.util.find_library("jemalloc")
    if jemalloc:
        environment["LD_PRELOAD"] = jemalloc
        environment["MALLOC_CONF"] = "background_thread:false,metadata_thp:auto,dirty_decay_ms:-1,muzzy_decay_ms:-1"
    ranks = [
        subprocess.Popen(
            [sys.executable, __file__, "--rank", str(rank)], env=environment, stdout=subprocess.PIPE, text=True)
        for rank in range(RANKS)
    ]
    texts = [rank.communicate()[0] for rank in ranks]
    if any(rank.returncode for rank in ranks):
        sys.exit("launch/compare-pytorch: PyTorch failed; its own message stands above.")
    return float(texts[0])


def time_sdgp(program, nonzeros):
    """Images per second of one sdgp-dist job, dense and pruned in turn."""
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "step.json")
        command = [
            "mpirun", "-n", str(RANKS), "--map-by", "slot:PE=1", "--bind-to", "core", program, "bench", "step",
            "--model", "resnet18", "--batch-size", str(BATCH), "--threads", "1", "--prune", "rescaled",
            "--nonzeros", str(nonzeros), "--group-size", "4", "--share", SHARE, "--weight-gradient", "pruned",
            "--precision", PRECISION, "--json", result,
        ]
        if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
            sys.exit("launch/compare-pytorch: sdgp-dist bench step failed; its own message stands above.")
        with open(result) as file:
            step = json.load(file)
    return step["samples_per_second_dense"], step["samples_per_second_pruned"]


def main(program):
    rows = {"PyTorch DDP": [], "sdgp-dist, dense": [], "sdgp-dist, 2:4 both": [], "sdgp-dist, 1:4 both": []}
    for round_number in range(ROUNDS):
        print(f"round {round_number + 1} of {ROUNDS}", flush=True)
        rows["PyTorch DDP"].append(time_pytorch())
        for nonzeros in (2, 1):
            dense, pruned = time_sdgp(program, nonzeros)
            rows["sdgp-dist, dense"].append(dense)
            rows[f"sdgp-dist, {nonzeros}:4 both"].append(pruned)
    baseline = statistics.median(rows["PyTorch DDP"])
    print(f"\nResNet-18, {RANKS} ranks of one thread, batch {BATCH} a rank, {PRECISION}, share {SHARE}; images/s of the whole job")
    print(f"{'':22}{'median':>9}{'to PyTorch':>12}   each")
    for name, values in rows.items():
        median = statistics.median(values)
        each = " ".join(f"{value:.1f}" for value in values)
        print(f"{name:22}{median:9.1f}{median / baseline:11.2f}x   {each}")


if __name__ == "__main__":
    if sys.argv[1] == "--rank":
        run_rank(int(sys.argv[2]))
    else:
        main(sys.argv[1])
