"""Where a character's name means the actor: "who plays Sam", "is Sam gay irl"."""

from __future__ import annotations

from typing import NamedTuple

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.reading import Reading
from discord_bot.moderation.vocabulary import STRANGER, Part, Person, Word

_ACTOR_NOUNS = frozenset("actor actress actors actresses".split())
_PLAYERS = _ACTOR_NOUNS | frozenset(
    "guy guys boy boys girl girls one ones dude dudes man men woman women lad lads bloke blokes"
    " person people lady ladies kid kids whoever".split()
)
_SEVERAL = frozenset(
    "actors actresses guys boys girls ones dudes men women lads people kids".split()
)
_PLAYS = frozenset("plays play played playing portrays portray portrayed portraying".split())
_WHO_PLAYS = frozenset(
    "who that who's whos thats is was are were currently actually also originally always".split()
)
"""What may stand between "the guy" and "plays"."""
_KINDS_OF_ACTOR = frozenset("real life irl voice own new old".split())
"""What may stand between "Sam's" and "actor"."""
_MOST_BETWEEN = 3
_THE = frozenset("the that this these those".split())
_BETWEEN_NAMES = frozenset("and & x n + or / ,".split())

_SURE_MARKERS = frozenset("irl rl offscreen offcamera backstage".split())
_FILMED = frozenset("camera screen cam cams set stage".split())
"""What is "off" where the actors are meant."""
_PLACES = frozenset(
    "interview interviews interviewed instagram insta ig premiere afterparty paparazzi podcast"
    " bts".split()
)
"""Where actors are and characters are not; of the other markers, such as a site where everything is
talked about, a question is no question of an actor's life."""
_THINKING = frozenset("guess think reckon swear bet mean wonder assume".split())
_ANY_SUCH = frozenset(
    "a an my your our some any another every no own like as than such being".split()
)
"""What makes of a name somebody like the character: "a Sam irl", "like Sam"."""
_WISHES = frozenset("want wanna need wish imagine pretend manifesting dreaming hoping".split())
_FINDING_OUT = frozenset("know tell hear ask find".split())
"""What is no wish after "need to"."""
_WOULD = frozenset("would wouldn't wouldnt could should i'd goals".split())
_IN_GENERAL = frozenset("any most every all no real other".split())
_HAS = frozenset("has have had got gets likes dates dated looks seems".split())
_ASKING = frozenset("if whether that think who know".split())
_STRAIGHT_ON = frozenset("to up away after from into out forward through".split())
"""What follows "straight" where it is a direction."""
_CLAUSE = 16
"""Words before and after a name that are looked at for a wish, so that a wall of names takes no
longer for each."""
_FARTHEST = 6
"""Words after a name among which something is said of it."""


class _Marker(NamedTuple):
    """Says that real life is meant: how surely, and where it stands."""

    sureness: int
    place: int


_SURE, _AT_A_PLACE, _TALKED_OF = 3, 2, 1


class Playing:
    """Reads characters as their actors where a message is about these."""

    def __init__(self, lexicon: Lexicon) -> None:
        bit = lexicon.bit
        self._character, self._real = bit("character"), bit("real")
        self._actor = bit("actor")
        self._is_actor = self._actor | self._real
        self._pronoun = bit("he") | bit("she") | bit("they")
        self._self = bit("i") | bit("i_am") | bit("we")
        self._not_third = self._self | bit("you")
        self._people, self._family = bit("people"), bit("acquaintance") | bit("parents")
        self._stop, self._question = bit("stop"), bit("question")
        self._in_show, self._real_life = bit("in_show"), bit("real_life")
        self._love = bit("romance") | bit("couple_state")
        self._who_one_is = (
            bit("orientation") | bit("gender_identity") | bit("flag") | bit("sexuality")
        )
        self._sexes, self._fancies = bit("both_sexes"), bit("fancies")
        self._of_life = self._love | self._who_one_is | self._sexes
        self._idea = bit("idea")
        self._praise = bit("affection") | bit("positive") | self._idea | self._people
        self._linking = bit("be") | bit("be_now") | bit("he_is")
        self._asking = bit("ask_word") | bit("be") | bit("be_now")
        self._secret = bit("secretly")

    def find(self, reading: Reading) -> None:
        """Read "Sam's actor" and "the guy playing Sam" as one word for whoever it is.

        Then read characters whose life off the screen is talked about as their actors.
        """
        self._players(reading)
        if reading.union & self._of_life and reading.union & self._character:
            self._off_screen(reading)

    # --- who plays whom ---------------------------------------------------------------------------

    def _players(self, reading: Reading) -> None:
        words, masks = reading.words, reading.masks
        runs: list[tuple[int, int, Word]] = []
        covered = -1
        for place, mask in enumerate(masks):
            if not mask & self._character or place <= covered:
                continue
            start = self._player_before(reading, place)
            end = self._actor_after(words, place)
            if start is None and end is None:
                if runs and covered == place - 2 and self._goes_on(words, *runs[-1][:2]):
                    # "the boys who play Sam and Max"
                    runs.append((place, place, self._as_actor(words[place])))
                    covered = place
                continue
            if end is not None and words[end].text in ("actors", "actresses"):
                # "Sam and Max's actors"
                runs += self._joined(reading, place, covered)
            named = self._as_actor(words[place])
            relative = end is None and self._relative(reading, place)
            if relative:
                named = words[place].variant(self._is_actor, "<actor>", STRANGER)
            start = place if start is None else max(start, covered + 1)
            covered = end if end is not None else place + 2 if relative else place
            runs.append((start, covered, named))
        if runs:
            reading.merge(runs)

    @staticmethod
    def _goes_on(words: list[Word], first: int, last: int) -> bool:
        """Whether several are meant by what was read as one word, and "and" follows it."""
        several = first == last or any(word.text in _SEVERAL for word in words[first:last])
        return several and words[last + 1].text in ("and", "&")

    def _as_actor(self, word: Word) -> Word:
        who = word.who.actor if isinstance(word.who, Part) else STRANGER
        return word.variant(self._is_actor, "<actor>", who)

    @staticmethod
    def _actor_after(words: list[Word], place: int) -> int | None:
        """Where the noun is in "Sam's actor", "Sam's real life actor" and "the Sam actor"."""
        at = place + 1
        if at < len(words) and words[at].text == "'s":
            at += 1
            while at < place + _MOST_BETWEEN + 1 and at < len(words):
                if words[at].text not in _KINDS_OF_ACTOR:
                    break
                at += 1
        return at if at < len(words) and words[at].text in _ACTOR_NOUNS else None

    def _player_before(self, reading: Reading, place: int) -> int | None:
        """Where "the guy who plays Sam" and "the actor behind Sam" begin, for the place of Sam.

        "Max who plays Sam" begins with a name, and is whoever plays Sam.
        """
        words = reading.words
        at = place - 1
        if at > 0 and words[at].text in ("of", "for", "behind"):
            is_actor = words[at - 1].text in _ACTOR_NOUNS
            return self._with_article(reading, at - 1) if is_actor else None
        if at < 1 or words[at].text not in _PLAYS:
            return None
        head = at - 1
        while head and head >= at - _MOST_BETWEEN and words[head].text in _WHO_PLAYS:
            head -= 1
        if words[head].text in _PLAYERS:
            general = head and words[head - 1].text in _IN_GENERAL
            return None if general else self._with_article(reading, head)
        is_named = head < at - 1 and reading.masks[head] & (self._character | self._actor)
        return head if is_named else None

    def _with_article(self, reading: Reading, head: int) -> int:
        """From where "the guy" and "the new guy" are read."""
        words = reading.words
        for start in (head - 1, head - 2):
            if start >= 0 and words[start].text in _THE:
                between = reading.masks[start + 1 : head]
                if not any(mask & (self._stop | self._character | self._real) for mask in between):
                    return start
        return head

    def _relative(self, reading: Reading, place: int) -> bool:
        """Whether it goes on like "Sam's brother", whom somebody else plays."""
        return (
            place + 2 < len(reading.words)
            and reading.words[place + 1].text == "'s"
            and bool(reading.masks[place + 2] & self._family)
        )

    def _joined(self, reading: Reading, place: int, after: int) -> list[tuple[int, int, Word]]:
        """The characters right before ``place`` in a list of names, as actors, in order.

        What is up to ``after`` has been read already.
        """
        words, found = reading.words, list[tuple[int, int, Word]]()
        while place > 1 and words[place - 1].text in _BETWEEN_NAMES:
            last = place = place - 2
            if place and words[place].text == "'s":
                place -= 1
            if place <= after or not reading.masks[place] & self._character:
                break
            found.append((place, last, self._as_actor(words[place])))
        return found[::-1]

    # --- real life --------------------------------------------------------------------------------

    def _off_screen(self, reading: Reading) -> None:
        if reading.union & self._actor:
            return  # where an actor is named, real life is that actor's
        marker = self._marker(reading)
        if marker is None:
            return
        words, masks = reading.words, reading.masks
        changed: dict[int, Word] = {}
        latest: range = range(0)
        place = 0
        while place < len(words):
            if masks[place] & self._character:
                latest = range(place, self._last_joined(reading, place) + 1)
                place = latest[-1]
                claimed = self._is_claimed(reading, latest[0], place, marker)
            elif masks[place] & self._pronoun:
                claimed = bool(latest) and self._is_claimed(reading, place, place, marker)
            else:
                claimed = False
            if claimed:
                for at in latest:
                    if masks[at] & self._character:
                        changed[at] = self._as_actor(words[at])
                latest = range(0)
            place += 1
        if changed:
            reading.change(list(changed.items()))

    def actor_of(self, reading: Reading, who: Person | Part | None) -> Person | None:
        """Whom a pronoun for ``who``, a character named before, means: its actor, or None."""
        if not isinstance(who, Part) or not reading.union & self._of_life:
            return None
        marker = self._marker(reading)
        if marker is None:
            return None
        for place, mask in enumerate(reading.masks):
            if mask & self._pronoun and self._is_claimed(reading, place, place, marker):
                return who.actor
        return None

    def _last_joined(self, reading: Reading, place: int) -> int:
        while (
            place + 2 < len(reading.words)
            and reading.words[place + 1].text in _BETWEEN_NAMES
            and reading.masks[place + 2] & self._character
        ):
            place += 2
        return place

    def _marker(self, reading: Reading) -> _Marker | None:
        """The surest marker of real life; none where something of the show is named as well."""
        found: _Marker | None = None
        if reading.union & self._in_show:
            return found
        words = reading.words
        for place, word in enumerate(words):
            if word.text in _SURE_MARKERS or self._ends_marker(words, place):
                if not self._is_own_life(reading, place):
                    return _Marker(_SURE, place)
            elif word.mask & self._real_life:
                sureness = _AT_A_PLACE if word.text in _PLACES else _TALKED_OF
                if found is None or found.sureness < sureness:
                    found = _Marker(sureness, place)
        return found

    @staticmethod
    def _ends_marker(words: list[Word], place: int) -> bool:
        """Whether "real life" or "off camera" ends here."""
        text = words[place].text
        before = words[place - 1].text if place else ""
        if text == "life":
            return before == "real"
        if before == "-" and place > 1:
            before = words[place - 2].text
        return text in _FILMED and before == "off"

    def _is_own_life(self, reading: Reading, place: int) -> bool:
        """Whether it is "me irl", "people irl", "i need that irl", and nobody's of the show."""
        masks = reading.masks
        around = masks[place - 1] if place else 0
        if around & (self._self | self._people | self._idea):
            return True
        if any(word.text in _WISHES for word in reading.words[max(0, place - 3) : place]):
            return True
        if place > 1 and masks[place - 2] & self._self:
            return reading.words[place - 1].text not in _THINKING
        after = masks[place + 1] if place + 1 < len(masks) else 0
        return bool(after & (self._family | self._people))

    def _is_claimed(self, reading: Reading, first: int, last: int, marker: _Marker) -> bool:
        """Whether the words around say who a name's bearer is, or is with, and not wish it."""
        words, masks = reading.words, reading.masks
        before = masks[first - 1] if first else 0
        asked = bool(before & self._asking)
        linked = asked or bool(masks[first] & self._linking)
        linked = linked or (first > 0 and words[first - 1].text in _ASKING)
        claim = masks[first - 2] if self._how_much(reading, first) else 0
        for place in range(last + 1, min(last + 1 + _FARTHEST, len(words))):
            mask = masks[place]
            if claim or mask & (self._stop | self._not_third) or words[place].text == "being":
                break
            if self._says_who(reading, place):
                claim = mask
            linked = linked or bool(mask & self._linking) or words[place].text in _HAS
        if not claim or self._is_wished(reading, first, last):
            return False
        secretly = bool(reading.union & self._secret)
        if marker.sureness == _SURE:
            told = linked or secretly or bool(reading.union & self._question)
            return told or bool(claim & self._who_one_is)
        if marker.sureness == _AT_A_PLACE and asked:
            return True
        return secretly and marker.place < first

    def _how_much(self, reading: Reading, first: int) -> bool:
        """Whether a name stands in "how gay is Sam"."""
        return (
            first > 2  # noqa: PLR2004 - three words
            and reading.words[first - 3].text == "how"
            and bool(reading.masks[first - 2] & self._who_one_is)
            and bool(reading.masks[first - 1] & self._linking)
        )

    def _is_wished(self, reading: Reading, first: int, last: int) -> bool:
        """Whether it is somebody like the character, or something that would be nice."""
        words = reading.words
        if first and words[first - 1].text in _ANY_SUCH:
            return True
        start, end = first, last
        while start and first - start < _CLAUSE and not reading.masks[start - 1] & self._stop:
            start -= 1
        while end + 1 < len(words) and end - last < _CLAUSE:
            if reading.masks[end + 1] & self._stop:
                break
            end += 1
        said = {word.text for word in words[start:first]}
        if said & _WISHES and not said & _FINDING_OUT:
            return True
        return not (said | {word.text for word in words[last : end + 1]}).isdisjoint(_WOULD)

    def _says_who(self, reading: Reading, place: int) -> bool:
        """Whether a word says who somebody is or is with, and does not only praise."""
        mask = reading.masks[place]
        if not mask & self._of_life:
            return False
        words, masks = reading.words, reading.masks
        before = words[place - 1].text if place else ""
        following = masks[place + 1] if place + 1 < len(words) else 0
        if mask & self._sexes and not mask & (self._love | self._who_one_is):
            return bool(place and masks[place - 1] & self._fancies)
        if following & self._praise and not following & self._real_life:
            return False
        if words[place].text == "straight" and place + 1 < len(words):
            return words[place + 1].text not in _STRAIGHT_ON
        return not (mask & self._love and before in _IN_GENERAL)
