"""PyTorch as the program uses it: its libraries, and no headers, tests, sources or tools.

Takes the place of the hook that comes with PyInstaller, which collects all of them.
"""

from PyInstaller.compat import is_linux
from PyInstaller.utils.hooks import collect_dynamic_libs

from package import contents

# On import torch reads the sources of its configurations, and of these functions for TorchScript.
READ = (
    "torch._export.config",
    "torch._functorch.config",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.functional",
    "torch.fx.experimental._config",
    "torch.nn.functional",
    "torch.nn.modules.rnn",
    "torch.utils.serialization.config",
)
module_collection_mode = {"torch": "pyz", **dict.fromkeys(READ, "pyz+py")}
excludedimports = contents.EXCLUDED_OF_TORCH
binaries = [
    (source, folder)
    for source, folder in collect_dynamic_libs(
        "torch", search_patterns=["*.dll", "*.dylib", "*.so*"]
    )
    if folder.replace("\\", "/").rstrip("/").endswith("torch/lib")
    and "test" not in source.replace("\\", "/").rpartition("/")[2]
]
datas = []
if is_linux:
    from pathlib import Path

    from PyInstaller.utils.hooks import get_package_paths

    # torch looks for it on import.
    folder = Path(get_package_paths("torch")[1])
    binaries.append((str(folder / "bin" / "torch_shm_manager"), "torch/bin"))
    # Without links beside the program, which lead torch to look for its libraries there.
    bindepend_symlink_suppression = ["**/torch/lib/*.so*"]

# The CUDA edition: the packages with NVIDIA's libraries that this torch asks for.
hiddenimports = []
if is_linux:
    from importlib.metadata import requires

    from _pyinstaller_hooks_contrib.utils import nvidia_cuda
    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in requires("torch") or ()]
    wanted = [need.name for need in wanted if need.marker is None or need.marker.evaluate()]
    hiddenimports += nvidia_cuda.infer_hiddenimports_from_requirements(wanted)
