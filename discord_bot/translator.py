"""What commands are called in other languages, as discord.py asks for it."""

from __future__ import annotations

import discord
from discord import app_commands

from discord_bot.services import Services


class PackTranslator(app_commands.Translator):
    """Command names and descriptions in other languages, from ``wording.<locale>.toml``.

    The key is ``commands.<qualified name with underscores>.<what>``, for example
    ``commands.trivia_play.description``; parameters add their name, and a choice has
    ``commands.choices.<its name>`` wherever it is offered.
    """

    def __init__(self, services: Services) -> None:
        wording = services.pack.wording
        spoken = {locale: wording.texts(locale.value) for locale in discord.Locale}
        # Discord has 30 languages, and each text is asked for in all of them.
        self._texts = {at: texts for at, texts in spoken.items() if texts.locale != wording.default}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The translation, or None where the language has none.

        A locale such as ``es-ES`` takes the file of its language where it has none of its own.
        """
        texts = self._texts.get(locale)
        return None if texts is None else texts.own(f"commands.{translation_key(string, context)}")


def translation_key(
    string: app_commands.locale_str, context: app_commands.TranslationContextTypes
) -> str:
    """Where, below ``commands``, the wording has what a command, option or choice is called."""
    place = app_commands.TranslationContextLocation
    data = context.data
    if isinstance(data, app_commands.Parameter):
        what = "name" if context.location is place.parameter_name else "description"
        return f"{data.command.qualified_name.replace(' ', '_')}.{data.name}.{what}"
    if isinstance(data, app_commands.Choice):
        return f"choices.{string.message}"
    names = {place.command_name, place.group_name}
    what = "name" if context.location in names else "description"
    return f"{data.qualified_name.replace(' ', '_')}.{what}"
