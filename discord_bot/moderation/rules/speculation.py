"""Guessing at a real person's orientation, gender or love life."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.SPECULATION

SPECULATION = (
    Rule(
        "asks-identity",
        _LABEL,
        (
            "BE_NOW NAMED ..3 IDENTITY",
            "NAMED BE_NOW ..2 IDENTITY ..1 or",
            "is|are|if|whether NAMED ..2 BE_NOW ?ADVERB ?a QUEER",
            "IDENTITY or IDENTITY ..4 NAMED",
            "BE_NOW NAMED a boy|girl|man|woman|guy|bloke or",
        ),
        "is tobie gay or what",
        "is nick gay or bi in the comic",
    ),
    Rule(
        "asserts-identity",
        _LABEL,
        (
            "NAMED ?ADVERB BE_NOW ?ADVERB ?ADVERB ?a QUEER_ORIENTATION",
            "NAMED = QUEER|FLAG|STRAIGHT",
            "NAMED CERTAIN QUEER_ORIENTATION",
            "NAMED 's ?ADVERB ?a QUEER_ORIENTATION",
        ),
        "corinna is so gay",
        "tara is so gay for darcy",
    ),
    Rule(
        "asks-sexuality",
        _LABEL,
        (
            "ASK_WORD|WONDER ..5 NAMED ..3 SEXUALITY",
            "NAMED ..2 SEXUALITY",
            "SEXUALITY of ..2 NAMED",
            "ASK_WORD ..4 THIRD ..3 SEXUALITY",
        ),
        "does anyone know tobie's sexuality",
        "does the show ever say isaac's sexuality",
    ),
    Rule(
        "wonders-identity",
        _LABEL,
        (
            "WONDER|BET ..5 NAMED ..5 QUEER",
            "WONDER|BET ..5 THIRD ..2 BE ..2 QUEER ..4 REAL_LIFE",
            "WONDER|CERTAIN ..3 NAMED BE ..2 QUEER|STRAIGHT",
        ),
        "i reckon tobie is secretly bi",
        "i reckon imogen is secretly bi",
    ),
    Rule(
        "real-life-identity",
        _LABEL,
        (
            "THIRD ..4 IDENTITY ..4 irl|offscreen|REAL_PERSON",
            "IDENTITY ..3 in real|the life",
            "IDENTITY ..3 off camera|screen|cam",
            "PERSON_NOUN|guy|girl|boy|one who ..1 plays|make|played ..6 IDENTITY",
            "irl ..4 IDENTITY",
        ),
        "the boy who plays isaac, he is gay in real life?",
        "i am gay in real life and online",
    ),
    Rule(
        "attracted-to",
        _LABEL,
        (
            "NAMED ..4 into BOTH_SEXES",
            "NAMED ..3 likes|fancies|prefers BOTH_SEXES",
            "do|does|if|think NAMED ..1 like|likes|fancy|fancies BOTH_SEXES",
            "NAMED ..4 other team|side",
            "THIRD plays|bats|swings ..2 the other|same|both team|way|ways",
            "into|likes BOTH_SEXES or BOTH_SEXES",
        ),
        "do we think corinna is into girls",
        "sahar is into girls, it says so in the book",
    ),
    Rule(
        "asks-love-life",
        _LABEL,
        (
            "BE_NOW NAMED ..2 ROMANCE",
            "BE_NOW NAMED ..2 seeing|with someone|somebody",
            "NAMED ..2 seeing|dating ..1 SOMEONE",
            "who BE NAMED ..2 dating|seeing|with|kissing|shagging",
            "do|does NAMED ..3 have|has|got ..2 PARTNER_WORD",
            "NAMED ..2 has|got|have ..2 PARTNER_WORD",
            "NAMED|HE_REAL ..1 love life",
            "who ..1 NAMED ..1 dating",
        ),
        "who is yasmin dating these days",
        "who is tao dating in season one",
    ),
    Rule(
        "ships-real-people",
        _LABEL,
        (
            "NAMED and|x|&|+|/|with NAMED ..8 COUPLE_STATE",
            "SHIP ..2 NAMED ..2 NAMED",
            "NAMED x|+ NAMED",
            "COUPLE_STATE ..3 REAL_LIFE",
            "NAMED ..3 NAMED ..6 REAL_LIFE couple|love|together|dating",
            "they ..4 COUPLE_STATE ..4 REAL_LIFE",
            "NAMED and NAMED ..5 in love",
        ),
        "kit and joe are dating off camera",
        "nick and charlie are dating by episode eight",
    ),
    Rule(
        "asks-member",
        _LABEL,
        (
            "BE_NOW YOU ?ADVERB ?a QUEER ..5 QUESTION",
            "BE_NOW YOU ?ADVERB ?a IDENTITY or",
            "MENTION ..4 YOU ..1 IDENTITY ..3 QUESTION",
            "MENTION ..6 BE_NOW YOU ..2 IDENTITY",
            "what ..2 YOUR sexuality|orientation",
        ),
        "<@878418201000822264> are you gay or what",
        "are you coming to the gay pub quiz tonight?",
    ),
    Rule(
        "insinuates",
        _LABEL,
        (
            "NAMED ..8 HINT",
            "never mentions|mentioned ..2 PARTNER_WORD",
            "draw YOUR own conclusions",
            "do the maths",
            "we all know what that|it means",
            "NEGATION just|acting|friends ..2 HINT",
            "just saying",
            "i'm|im not saying anything",
            "case closed",
            "gal pals",
        ),
        "tobie never mentions a girlfriend in interviews. just saying",
        "i never mention my girlfriend at work",
    ),
    Rule(
        "investigates",
        _LABEL,
        (
            "INVESTIGATE ..6 NAMED|THIRD ..6 insta|instagram|following|likes|story|window|house",
            "who ..2 NAMED|HE_REAL|HE ..2 following",
            "proof|evidence|receipts|clues ..6 NAMED ..6 QUEER|COUPLE_STATE",
            "spreadsheet ..6 NAMED",
            "zoomed in",
            "i ..1 zoomed",
        ),
        "check who seb is following on insta",
        "check the pinned post, the bot's following list is there",
    ),
)
