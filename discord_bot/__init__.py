"""The core of fanbot: trivia, settings, storage and content, testable without Discord."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("fanbot")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
