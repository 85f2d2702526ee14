"""The model's files, read only if they are the ones that this version was measured with."""

import hashlib
import os
from pathlib import Path
from typing import Any, Final

from drivectl.errors import problem
from drivectl.recognise.names.pieces import Pieces
from drivectl.safe import name, say

VERSION: Final = "1.1.0"
SHA256: Final = {
    "names.onnx": "db97d22711ae6dea875a6cd8acdd621dd86445fc60163f33fb569592a0faca06",
    "vocabulary.txt": "0f052197aac305fe42f378b5c61554b7bacb34b8be4af83fec2cfdcdffbc9973",
}
FOLDER: Final = Path(__file__).parent
_QUIET: Final = "ORT_DISABLE_TELEMETRY"
"""Read by onnxruntime when it loads. Without it, version 1.31 keeps a device id in the home folder and tries to send
what it saw of the machine to its makers, from native code that no guard of Python's sockets sees."""


def session() -> Any:
    """The model, ready to be asked; ENV501 where it, or what runs it, is missing or not what it should be."""
    data = _checked("names.onnx")
    os.environ[_QUIET] = "1"
    try:
        import onnxruntime  # noqa: PLC0415 -- only a run that looks for names pays for it
    except ImportError as error:
        raise problem("ENV501", say("onnxruntime cannot be loaded")) from error
    onnxruntime.disable_telemetry_events()  # where somebody else loaded it first
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def pieces() -> Pieces:
    """What cuts words for the model."""
    return Pieces(_checked("vocabulary.txt").decode().split("\n"))


def _checked(file: str) -> bytes:
    fix = say("install drivectl again from the package your service approved")
    try:
        data = (FOLDER / file).read_bytes()
    except OSError as error:
        raise problem("ENV501", say("the name model lacks {f}", f=name(file)), fix=fix) from error
    if hashlib.sha256(data).hexdigest() != SHA256[file]:
        raise problem("ENV501", say("{f} of the name model was changed", f=name(file)), fix=fix)
    return data
