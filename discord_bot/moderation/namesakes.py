"""Who only shares a character's first name: "Harry Styles" is somebody real."""

from __future__ import annotations

NO_SURNAMES = frozenset(
    "i season series episode scene book comic volume potter fury brown bucket solo carraway wilde"
    " and or the with is was please just my your".split()
)
"""What may follow a first name with a capital, and makes nobody real of it: other fiction, and
words of titles."""


def is_full_name(text: str, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether two words beside each other are a first name and a surname, by their capitals.

    ``first`` and ``last`` are the words' places in ``text``. A small letter must follow: where
    every word has a capital, as in a title, it says nothing.
    """
    surname = text[last[0] : last[1]]
    after = text[last[1] :].split(maxsplit=1)
    return (
        text[first[1] : last[0]] == " "
        and text[first[0]].isupper()
        and surname.isalpha()
        and surname.istitle()
        and surname.lower() not in NO_SURNAMES
        and bool(after)
        and after[0][:1].islower()
    )
