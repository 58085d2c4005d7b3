"""Where an ordinary message's time goes: profiles of fanbot and of the empty handler.

``python -m bench.profiles [--json FILE] [--quick]``. Both as in ``bench.message_path``, looked at
each millisecond by pyinstrument on the event loop's thread; waiting is left out.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bench.common import run
from bench.gateway import Discord, client, connected, talk
from bench.message_path import BOTS, GUILDS, harmless_talk, prepare

FULL, QUICK = 12_000, 2_000


async def measure(count: int) -> dict[str, Any]:
    results: dict[str, Any] = {"messages": count}
    said = talk(harmless_talk(), count, guilds=GUILDS, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        await prepare(place / "fanbot")
        async with Discord(GUILDS) as server:
            for kind in BOTS:
                options = ["--profile", str(place / kind / "profile.json")]
                if kind == "fanbot":
                    options.append("--no-second")
                async with client(kind, server, place / kind, *options) as bot:
                    connection = await connected(bot, server)
                    frames = [connection.frame("MESSAGE_CREATE", item) for item in said]
                    bot.ask("profile")
                    await bot.read_until("profile")
                    for frame in frames:
                        await connection.send(frame)
                    await connection.settled()
                    bot.ask("report")
                    await bot.read_until("report")
                results[kind] = json.loads((place / kind / "profile.json").read_text())
    return results


if __name__ == "__main__":
    run(__doc__, measure, quick=QUICK, full=FULL)
