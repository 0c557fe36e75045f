"""Imports: who imports what comes in, the file of the project that answers goes out. Only paths are looked at.

Floor 2. Scripts are run from many folders and mend `sys.path` at will, so several folders are tried, the nearest first;
`ModuleIndex.find` says which. Third-party code is never found in a project's file of the same name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from posixpath import basename, dirname

from losslint.record import dataclass
from losslint.source.file import SourceFile

THIRD_PARTY = frozenset(
    """
    absl accelerate albumentations apex catalyst cv2 deepspeed dgl diffusers einops fairseq faiss fastai flax
    gym gymnasium haiku huggingface_hub hydra ignite imageio jax joblib keras kornia librosa lightning
    matplotlib mmcv mmdet mmengine monai mxnet nltk numba numpy omegaconf onnx onnxruntime optax optuna pandas
    peft PIL plotly poutyne pretrainedmodels pyro pytest pytorch_lightning pytorch_metric_learning ray requests
    scipy seaborn segmentation_models_pytorch sentence_transformers sentencepiece skimage sklearn skorch spacy
    tensorboard tensorboardX tensorflow tensorflow_probability thop tiktoken timm tokenizers torch
    torch_geometric torch_scatter torchaudio torchbearer torchmetrics torchsummary torchtext torchvision tqdm
    transformers triton ultralytics wandb xformers yaml
    """.split()
)
"""Top-level names that are a package of the project only if it holds that very package, `__init__.py` and all."""

STANDARD_LIBRARY = sys.stdlib_module_names - {"test"}
"""Without `test`: nobody imports Python's own tests, and many a script stands beside a test.py."""


@dataclass(frozen=True, slots=True)
class Namespace:
    """A folder that is imported as a package without having an `__init__.py`."""

    path: Path


class ModuleIndex:
    """The importable files by their paths: `files` maps absolute paths with forward slashes, links included.

    `sources` are the folders that the user has named as those in which imports begin.
    """

    def __init__(self, root: str, files: Mapping[str, SourceFile], sources: Sequence[str] = ()) -> None:
        self._root = root
        self._sources = tuple(sources)
        self._roots = (root, *sources)
        self._modules: dict[str, SourceFile] = {}
        self._packages: dict[str, SourceFile] = {}
        self._folders: set[str] = set()
        self._bases: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str, int, str], SourceFile | Namespace | None] = {}
        for path, file in files.items():
            self._add(path, file)

    def _add(self, path: str, file: SourceFile) -> None:
        folder = dirname(path)
        if path.endswith("/__init__.py"):
            self._packages[folder] = file
        elif path.endswith(".py"):
            self._modules[path[:-3]] = file
        else:
            return
        while folder not in self._folders and folder.startswith(self._roots):
            self._folders.add(folder)
            folder = dirname(folder)

    def find(self, importer: SourceFile, dotted: str, level: int = 0) -> SourceFile | Namespace | None:
        """What `import dotted` in `importer` means, or `from ..dotted import` with `level` dots.

        Tried in this order: the importer's folder; the folder around its package; the user's source folders; the folders
        above, up to the root; `src` in each of those; `src` in one folder below the root; the one file of the project with such a path.
        """
        # a module that imports its own name means another one, so such importers have answers of their own
        own = importer.path.as_posix() if importer.path.stem == dotted else ""
        key = (importer.folder, dotted, level, own)
        if key not in self._found:
            self._found[key] = self._relative(importer, dotted, level) if level else self._absolute(importer, dotted)
        return self._found[key]

    def inside(self, package: SourceFile | Namespace, name: str) -> SourceFile | Namespace | None:
        """The submodule `name` of a package; None for a module that is no package."""
        if isinstance(package, Namespace):
            return self._at(f"{package.path.as_posix()}/{name}")
        return self._at(f"{package.folder}/{name}") if package.is_package else None

    def below(self, package: SourceFile | Namespace) -> tuple[str, ...]:
        """The names of the modules and packages directly inside a package."""
        folder = package.path.as_posix() if isinstance(package, Namespace) else package.folder
        if not isinstance(package, Namespace) and not package.is_package:
            return ()
        return tuple(sorted(basename(p) for p in {*self._modules, *self._packages} if dirname(p) == folder))

    def base(self, file: SourceFile) -> str:
        """The folder around the outermost package that the file belongs to; of a script its own."""
        return self._around(file.folder) or file.folder

    @cached_property
    def names(self) -> frozenset[str]:
        """The last names of all modules, packages and folders: what is imported under another first name is foreign."""
        return frozenset(map(basename, (*self._modules, *self._packages, *self._folders)))

    def name(self, file: SourceFile) -> str:
        """The dotted name: from the folder around its package, without a package from the root."""
        folder = file.folder
        around = self._around(folder)
        if around is None:
            around = next((base for base in self._sources if f"{folder}/".startswith(f"{base}/")), None)
        if around is None:
            around = f"{self._root}/src" if f"{folder}/".startswith(f"{self._root}/src/") else self._root
        path = folder if file.is_package else f"{folder}/{file.path.stem}"
        return path.removeprefix(around).strip("/").replace("/", ".")

    def _relative(self, importer: SourceFile, dotted: str, level: int) -> SourceFile | Namespace | None:
        folder = importer.folder
        for _ in range(level - 1):
            folder = dirname(folder)
        if dotted:
            return self._at(f"{folder}/{dotted.replace('.', '/')}")
        if folder in self._packages:  # never a module beside the folder that has its name
            return self._packages[folder]
        return Namespace(Path(folder)) if folder in self._folders else None

    def _absolute(self, importer: SourceFile, dotted: str) -> SourceFile | Namespace | None:
        top = dotted.partition(".")[0]
        if top in THIRD_PARTY or top in STANDARD_LIBRARY:
            return self._shadowing(importer, dotted, top)
        relative = dotted.replace(".", "/")
        bases = self._bases_of(importer.folder)
        for base in bases:
            found = self._file(f"{base}/{relative}")
            if found and _is_other(found, importer):
                return found
        for base in bases:  # as Python: a folder without __init__.py counts only where no file is found
            if f"{base}/{relative}" in self._folders:
                return Namespace(Path(f"{base}/{relative}"))
        return self._only([f"{base}/{relative}" for base in self._lower_src], importer) or self._only(
            [place for place in self._by_last.get(basename(relative), ()) if place.endswith(f"/{relative}")], importer
        )

    def _shadowing(self, importer: SourceFile, dotted: str, top: str) -> SourceFile | None:
        """A project's own file under a well-known name: beside a script, around the importer's package, at the root; a package
        in any folder above too, since one repository may hold several projects."""
        own = self.base(importer)
        above = self._bases_of(importer.folder) if top in THIRD_PARTY else ()
        for base in dict.fromkeys((own, *self._sources, self._root, f"{self._root}/src", *above)):
            if top in THIRD_PARTY and f"{base}/{top}" not in self._packages:
                continue
            found = self._file(f"{base}/{dotted.replace('.', '/')}")
            if found and _is_other(found, importer):
                return found
        return None

    def _bases_of(self, folder: str) -> tuple[str, ...]:
        if folder not in self._bases:
            self._bases[folder] = tuple(dict.fromkeys(self._candidate_bases(folder)))
        return self._bases[folder]

    def _candidate_bases(self, folder: str) -> Iterator[str]:
        yield folder
        if around := self._around(folder):
            yield around
        yield from self._sources
        above = [self._root]
        if folder.startswith(f"{self._root}/"):
            steps = folder[len(self._root) + 1 :].split("/")
            above = ["/".join((self._root, *steps[:count])) for count in range(len(steps), -1, -1)]
            above[-1] = self._root
        yield from above
        yield from (f"{base}/src" for base in above if f"{base}/src" in self._folders)

    def _around(self, folder: str) -> str | None:
        """The folder around the outermost package that `folder` belongs to; None if it is no package."""
        if folder not in self._packages:
            return None
        while folder in self._packages:
            folder = dirname(folder)
        return folder

    def _file(self, place: str) -> SourceFile | None:
        return self._packages.get(place) or self._modules.get(place)

    def _at(self, place: str) -> SourceFile | Namespace | None:
        return self._file(place) or (Namespace(Path(place)) if place in self._folders else None)

    def _only(self, places: list[str], importer: SourceFile) -> SourceFile | Namespace | None:
        """The one file at any of the places, else the one folder; None if there are several: no guessing."""
        files = {file for place in places if (file := self._file(place))}
        if files:
            found = files.pop()
            return found if not files and _is_other(found, importer) else None
        folders = {place for place in places if place in self._folders}
        return Namespace(Path(folders.pop())) if len(folders) == 1 else None

    @cached_property
    def _lower_src(self) -> tuple[str, ...]:
        """The `src` folders one step below the root."""
        below = (folder for folder in self._folders if folder.endswith("/src"))
        return tuple(sorted(folder for folder in below if dirname(dirname(folder)) == self._root))

    @cached_property
    def _by_last(self) -> dict[str, list[str]]:
        """Modules, packages and folders by the last part of their path."""
        places: dict[str, list[str]] = {}
        for place in sorted({*self._modules, *self._packages, *self._folders}):
            places.setdefault(basename(place), []).append(place)
        return places


def _is_other(found: SourceFile, importer: SourceFile) -> bool:
    return found is not importer or importer.is_package
