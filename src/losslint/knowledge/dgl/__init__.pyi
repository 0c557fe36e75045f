"""dgl: graphs."""

from dgl import nn
