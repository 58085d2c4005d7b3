"""The exceptions of fanbot.

::

    FanbotError
    ├── UserError             its text is shown to the member who caused it
    └── ConfigurationError    no start, or a command line is refused: one sentence, exit 1
        ├── PackError         a file of a pack: file, key and mend
        └── StorageError      the database: what is wrong and the mend

Everything else that is raised is a defect: it is logged once with a reference that the
member is shown.
"""

from __future__ import annotations


class FanbotError(Exception):
    """The root of all errors that fanbot raises on purpose."""


class UserError(FanbotError):
    """Something a member asked for cannot be done, and the wording key says why and what to do.

    ``key`` is a key of the pack's ``wording.toml``; ``values`` fill its placeholders.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class ConfigurationError(FanbotError):
    """Settings, content or the environment stop a start; the text is one sentence with the mend."""


class PackError(ConfigurationError):
    """A pack's file is wrong; the text names the file, the key and the mend."""


class StorageError(ConfigurationError):
    """The database cannot be used as asked; the text says what is wrong and the mend."""
