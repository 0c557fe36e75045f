"""torch_geometric.nn.pool: pooling."""

from torch_geometric.nn.pool.glob import global_add_pool, global_max_pool, global_mean_pool
