"""torch.linalg: norms are nonnegative."""

def norm(input: T, ord: object = None, dim: object = None, keepdim: bool = False) -> Length[T]: ...
vector_norm = norm
matrix_norm = norm
