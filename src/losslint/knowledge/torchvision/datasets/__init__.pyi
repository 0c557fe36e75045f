"""torchvision.datasets whose samples are a picture and the index of its class."""

from torchvision.datasets.cifar import CIFAR10, CIFAR100
from torchvision.datasets.folder import DatasetFolder, ImageFolder
from torchvision.datasets.mnist import EMNIST, KMNIST, MNIST, FashionMNIST
from torchvision.datasets.stl10 import STL10
from torchvision.datasets.svhn import SVHN
from torchvision.datasets.vision import VisionDataset
