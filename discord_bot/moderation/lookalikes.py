"""Letters of other scripts that are written for those of the Latin alphabet."""

from __future__ import annotations

_ROWS = {
    "a": "Ꭺᗅꓮ𖽀𐊠ᗩᏗᎯΛᥲɐⱯꓯ∀",
    "b": "ƄЬᏏᑲᖯꞴᏴᗷꓐ𐊂𐊡𐌁Ᏸꓭ",
    "c": "ϲⲥꮯ𐐽ϹⲤᏟꓚ𐊢𐌂𐐕𐔜ᑕፈᏨɔƆꓛ",
    "d": "ᏧᑯꓒᎠᗞᗪꓓᎴꓷ",
    "e": "ꬲҽⴹᎬꓰ𑢦𑢮𐊆ᏋᗴєɛəǝƎꓱΣ",
    "f": "ꬵꞙẝքꞘϜᖴꓝ𑣂𑢢𐊇𐊥𐔥ᎦᎰғϝɟⅎℲꓞ",
    "g": "ᶃƍցԌᏀᏳꓖᎶᘜԍƃᵷꓨ⅁",
    "h": "հᏂΗⲎᎻᕼꓧ𐋏ɥ",
    "i": "ꙇӏꭵᎥ𑣃ǀⲒӀⵏᛁꓲ𖼨𐊊𐌉ᴉ",
    "j": "ϳꞲͿᎫᒍꓙᏠ",
    "k": "ⲔᏦᛕꓗ𐔘ʞꓘ",
    "l": "ⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦Ꮭꞁꓶ⅂",
    "m": "ΜϺⲘᎷᗰᛖꓟ𐊰𐌑ɯ",
    "n": "ոռΝⲚꓠ𐔓ᑎᏁꓵ",
    "o": "ᴑꬽⲟჿօഠဝ𐓪𑣈𑣗𐐬ⲞՕⵔዐଠ𐓂ꓳ𑢵𐊒𐊫𐐄𐔖ᎧᎾ",
    "p": "ⲣⲢᏢᑭꓑ𐊕Ꭾ",
    "q": "գզⵕᑫᎤ",
    "r": "ꭇꭈᴦⲅꮁᎡᏒ𐒴ᖇꓣ𖼵яɹᴚꓤ",
    "s": "ƽꮪ𑣁𐑈ՏᏕᏚꓢ𖼺𐊖𐐠ᔕ",
    "t": "ⲦᎢꓔ𖼊𑢼𐊗𐊱𐌕ᏖᎿʇꓕ",
    "u": "ꞟꭎꭒʋս𐓶𑣘Սሀ𐓎ᑌꓴ𖽂𑢸Ꮼ",
    "v": "ѵ𑜆ꮩ𑣀ѴⴸᏙᐯꛟꓦ𖼈𑢠𐔝Ꮙʌ",
    "w": "ѡա𑜊𑜎𑜏ꮃᎳᏔꓪᗯᏇᏯᘺʍ",
    "x": "ᕁᕽꞳⲬⵝᚷꓫ𐊐𐊴𐌗𐔧᙭ጀ",
    "y": "ɣᶌỿꭚүყ𑣜ΥϒⲨҮᎩᎽꓬ𖽃𑢤𐊲ʎ⅄",
    "z": "ꮓ𑣄ΖᏃꓜ𑢩ᘔፚ",
}  # fmt: skip
"""For each Latin letter what looks like it, of scripts that few write in, or that text generators
use: Unicode's table of confusables (UTS #39) where Unicode doesn't decompose them, the rows of such
generators, and letters upside down. Thai and Hebrew are left out: people write them."""

LOOKALIKES = {sign: letter for letter, signs in _ROWS.items() for sign in signs}
"""From a letter to the one that it is read as. A capital may look like another than its small one:
``Η`` is read as "h", ``η`` as "n"."""
