"""ClipPhotos finds photos by what is in them and sorts them into the user's own folders."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("clipphotos")
except PackageNotFoundError:  # a frozen program may carry no metadata
    __version__ = "0.1.0"
