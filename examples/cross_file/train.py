"""Trains the classifier on random images: `python train.py`."""

import torch
from engine import train_epoch
from model import Net
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    data = TensorDataset(torch.randn(256, 1, 28, 28), torch.randint(0, 10, (256,)))
    loader = DataLoader(data, batch_size=32, shuffle=True)
    model = Net(classes=10)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(3):
        train_epoch(model, loader, criterion, optimizer)


if __name__ == "__main__":
    main()
