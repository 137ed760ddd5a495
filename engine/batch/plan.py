"""What a batch shall do: which file becomes which."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import BadInput
from engine.ops import files

# What a folder is searched for; files that are named are taken whatever they are called.
SUFFIXES = {
    *(".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".webp", ".exr", ".bmp", ".tga", ".psd"),
    *(".gif", ".pnm", ".ppm", ".pgm", ".hdr"),
}
FORMATS = {"png": ".png", "jpg": ".jpg", "jpeg": ".jpg", "tif": ".tif", "tiff": ".tif"}
FORMATS |= {"webp": ".webp", "exr": ".exr"}


@dataclass(frozen=True)
class Item:
    """One file's way. number: from 1 on, in the order of the plan."""

    source: Path
    target: Path
    number: int


def plan(
    inputs: Sequence[str | Path],
    out: Path,
    *,
    recursive: bool = False,
    name: str = "{stem}",
    format: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> list[Item]:
    """Files, folders and patterns (`renders/*.png`) → what becomes of each picture in them.

    One file becomes `out`, if that is named like a picture; else `out` is a folder: a folder's
    tree is kept in it, below the folder's own name where there are several inputs. Pictures that
    would get the same name keep their former extension in it.
    recursive: folders within folders, too. name: a template with {stem}, {number} and `fields`.
    format: key of FORMATS; None = as the source, PNG for what cannot be written.
    Raises BadInput file.missing, file.format, batch.nothing, batch.folder, batch.name.
    """
    if format is not None and format.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise BadInput("file.format", path=out, extension=format, known=known)
    paths = list(_expanded(inputs))
    if len(paths) == 1 and paths[0].is_file() and _names_a_picture(out):
        return [Item(paths[0], out, 1)]
    if (out.exists() and not out.is_dir()) or (_names_a_picture(out) and not out.exists()):
        raise BadInput("batch.folder", path=out)
    items: list[Item] = []
    seen: set[Path] = set()
    for root in paths:
        for source, folder in _found(root, recursive, out, len(paths) > 1):
            if source.resolve() in seen:
                continue
            seen.add(source.resolve())
            number = len(items) + 1
            stem = _named(name, {"stem": source.stem, "number": f"{number:04}", **(fields or {})})
            items.append(Item(source, out / folder / (stem + _suffix(source, format)), number))
    if not items:
        raise BadInput("batch.nothing", inputs=", ".join(map(str, inputs)))
    return _apart(items)


def _names_a_picture(path: Path) -> bool:
    return path.suffix.lower() in files.WRITABLE and not path.is_dir()


def _expanded(inputs: Sequence[str | Path]) -> Iterator[Path]:
    """Patterns as what they match, for shells that do not expand them."""
    for given in inputs:
        path = Path(given)
        if path.exists() or not glob.has_magic(str(given)):
            if not path.exists():
                raise BadInput("file.missing", path=path)
            yield path
        else:
            yield from sorted(Path(p) for p in glob.glob(str(given), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute ones


def _found(root: Path, recursive: bool, out: Path, several: bool) -> Iterator[tuple[Path, Path]]:
    """Each picture of a file or folder, and the folder that it goes to below the output's."""
    if root.is_file():
        yield root, Path()
        return
    top = Path(root.resolve().name) if several else Path()
    output = out.resolve()
    for here, folders, names in os.walk(root):
        folder = Path(here)
        # Neither what this batch wrote, nor what is hidden.
        folders[:] = sorted(
            f
            for f in (folders if recursive else [])
            if not f.startswith(".") and (folder / f).resolve() != output
        )
        for file in sorted(names):
            if Path(file).suffix.lower() in SUFFIXES and not file.startswith("."):
                yield folder / file, top / folder.relative_to(root)


def _named(template: str, fields: Mapping[str, object]) -> str:
    try:
        name = template.format_map(dict(fields))
    except (KeyError, ValueError, IndexError, AttributeError) as e:
        raise BadInput("batch.name", name=template, reason=e) from e
    if not name.strip(". ") or any(c in name for c in '/\\:*?"<>|\0'):
        raise BadInput("batch.name", name=template, reason=f"it gives “{name}”")
    return name


def _suffix(source: Path, format: str | None) -> str:
    if format is not None:
        return FORMATS[format.lower()]
    return source.suffix if source.suffix.lower() in files.WRITABLE else ".png"


def _apart(items: list[Item]) -> list[Item]:
    """With another name for each of those that would be written over one another.

    Names are compared as Windows and macOS do it, without regard to case.
    """
    wanted = Counter(_key(item.target) for item in items)
    taken = {_key(item.target) for item in items if wanted[_key(item.target)] == 1}
    result = []
    for item in items:
        target = item.target
        if wanted[_key(target)] > 1:
            stem, count = f"{target.stem}_{item.source.suffix.lstrip('.').lower()}", 1
            target = item.target.with_stem(stem)
            while _key(target) in taken:
                count += 1
                target = item.target.with_stem(f"{stem}_{count}")
            taken.add(_key(target))
        result.append(replace(item, target=target))
    return result


def _key(path: Path) -> str:
    return str(path).casefold()
