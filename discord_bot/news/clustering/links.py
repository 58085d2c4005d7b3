"""Addresses of the same page, written in one way: without tracking, AMP and mobile hosts."""

from __future__ import annotations

import re
from urllib.parse import quote

from yarl import URL

_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|link|ptr|bbc|custom|format|type).*|ns_.*|hsa_.*|mc_[ce]id|"
    r"pk_.*|mtm_.*|matomo_.*|piwik_.*|sc_(?:cmp|campaign|channel|content|medium|src).*|"
    r"guce_.*|guccounter|_hs(?:enc|mi)|__(?:hs|twitter|s|tn|cft).*|vero_(?:id|conv)|oly_.*|"
    r"(?:fb|g|dcl|gbra|wbra|ms|tw|yc|y|li_fat_|tt|irgw|rb_|s_kw)(?:clid|cid|_id|wcid)|"
    r"(?:fb|tw)_(?:action|ref|source).*|fbclid|igshi?d|gclsrc|_ga|_gl|mkt_tok|ocid|"
    r"i?cmp(?:id)?|icid|ito|xtor|taid|smid|smtyp|partner|ref|ref_|ref_?src|referr?er|ref_url|"
    r"share|shared|sharedby|share_id|sr_share|shareadraft|spm|scm|src|cid|ncid|nr_email_referer|"
    r"traffic_source|campaign(?:_?id)?|mbid|cndid|esrc|embedded_webview|amp_.*|usqp|"
    r"feature|linkid|linkcode|rss|fromrss|via|wt\.mc_id|wt_mc|trk.*|twclid|soc_.*|sref|"
    r"yptr|zanpid|awc|action_.*_map|wprov|outputtype|output|_amp|amp|fr|__source"
)
"""Names of parameters that tell where a reader came from, and never which page it is. ``id``,
``p``, ``v``, ``q``, ``page``, ``story`` and the like choose the page and are not among them."""
_KEEPS_ITS_VALUE = {"output", "fr", "src", "cid", "ref", "share", "via"}
"""Short names that some sites choose the page by: dropped only where the path names a page."""
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap|edition)\.(?=[^.]+\.[^.]+)")
_WITHIN_MOBILE = re.compile(r"^([a-z-]{2,10})\.m\.(?=[^.]+\.)")
_COUNTRY_SUFFIX = re.compile(r"^(?:co|com|org|net|ac|gov|edu)\.[a-z]{2}$")
_AMP_IN_PATH = re.compile(r"/amp(?=/|$)|[./_-]amp(?=\.html?$|$)|(?<=/)(?:amp-stories|amphtml)/")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_SCHEMES = {"http", "https"}
_PORTS = {80, 443}
_CARRIERS = {
    "google.com/url": ("url", "q"),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "out.reddit.com/": ("url",),
    "t.umblr.com/redirect": ("z",),
    "l.instagram.com/": ("u",),
    "youtube.com/redirect": ("q",),
    "bing.com/news/apiclick.aspx": ("url",),
    "getpocket.com/redirect": ("url",),
    "steamcommunity.com/linkfilter": ("url", "u"),
}
"""Pages that only lead on, with the parameters that name where to."""
_LEADS_ON = 4
"""How many such pages may lead to each other."""


def canonical(link: str) -> str:
    """One spelling for all addresses of a page; made for comparing, not for opening.

    A link that is no web address comes back as it is, without the spaces around it. Never raises.
    """
    link = link.strip().replace("&amp;", "&")
    for _ in range(_LEADS_ON):
        target = _carried(link)
        if target is None:
            break
        link = target
    url = _parse(link)
    return link if url is None else _written(url)


def names_a_page(link: str) -> bool:
    """Whether a canonical link leads to one article and not to a front page or a section.

    Some feeds give all their entries one link; such a link tells nothing.
    """
    url = _parse(link)
    if url is None:
        return bool(link)
    if url.query:
        return True
    last = url.path.rstrip("/").rpartition("/")[2]
    return bool(re.search(r"\d{3}|[^-_]+[-_][^-_]+[-_]|\w{11,}", last)) or url.path.count("/") > 2  # noqa: PLR2004 - sections are seldom as deep


def _parse(link: str) -> URL | None:
    try:
        url = URL(link)
        known = url.scheme.lower() in _SCHEMES and url.host is not None and url.port is not None
    except ValueError:
        return None
    return url if known else None


def _carried(link: str) -> str | None:
    """The address inside of an AMP cache's or a redirecting page's address."""
    url = _parse(link)
    if url is None:
        return None
    host, path = _host(url), url.path
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        found = re.match(r"/(?:[a-z]/)+(s/)?(?=[^/]+\.)(.+)", path)
    elif re.fullmatch(r"google(?:\.[a-z]{2,3}){1,2}", host):
        found = re.match(r"/amp/(s/)?(?=[^/]+\.)(.+)", path)
    else:
        found = None
    if found:
        query = f"?{url.raw_query_string}" if url.raw_query_string else ""
        return f"https://{quote(found[2], safe='/:%')}{query}"
    place = re.sub(r"/{2,}", "/", path).rstrip("/") or "/"
    for parameter in _CARRIERS.get(f"{host}{place}", ()):
        value = url.query.get(parameter, "")
        if value.startswith(("http://", "https://")) and _parse(value) is not None:
            return value
    return None


def _host(url: URL) -> str:
    host = (url.raw_host or "").lower().rstrip(".")
    while (shorter := _MOBILE.sub("", host)) != host and not _COUNTRY_SUFFIX.match(shorter):
        host = shorter
    return _WITHIN_MOBILE.sub(r"\1.", host)


def _written(url: URL) -> str:
    host = _host(url)
    known = _KNOWN_SITES.get(host)
    if known is not None and (page := known(url)) is not None:
        return f"https://{page}"
    path = re.sub(r"/{2,}", "/", url.raw_path)
    path = _INDEX.sub("/", _AMP_IN_PATH.sub("", path)).rstrip("/")
    port = "" if url.port in _PORTS or url.port is None else f":{url.port}"
    query = _query(url, names_page=bool(path))
    fragment = url.raw_fragment if url.raw_fragment.startswith("!") else ""
    return f"https://{host}{port}{path or '/'}{query}{'#' + fragment if fragment else ''}"


def _query(url: URL, *, names_page: bool) -> str:
    kept = sorted(
        (name, value)
        for name, value in url.query.items()
        if (value or name.isdigit()) and not _is_tracking(name, names_page=names_page)
    )
    return (
        "?" + "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in kept) if kept else ""
    )


def _is_tracking(name: str, *, names_page: bool) -> bool:
    name = name.lower()
    if name in _KEEPS_ITS_VALUE and not names_page:
        return False
    return _TRACKING.fullmatch(name) is not None


def _youtube(url: URL) -> str | None:
    found = re.match(r"/(?:shorts|embed|live|v)/([\w-]{6,})", url.path)
    video = found[1] if found else url.query.get("v", "")
    return f"youtube.com/watch?v={quote(video, safe='')}" if video else None


def _youtu_be(url: URL) -> str | None:
    video = url.path.strip("/")
    return f"youtube.com/watch?v={quote(video, safe='')}" if video else None


def _status(url: URL) -> str | None:
    found = re.match(r"/(?:i/web|[^/]+)/status(?:es)?/(\d+)", url.path)
    return f"x.com/i/status/{found[1]}" if found else None


def _reddit(url: URL) -> str | None:
    found = re.search(r"/comments/(\w+)", url.path)
    return f"reddit.com/comments/{found[1]}" if found else None


def _instagram(url: URL) -> str | None:
    found = re.search(r"/(?:p|reel|reels|tv)/([\w-]+)", url.path)
    return f"instagram.com/p/{found[1]}" if found else None


_KNOWN_SITES = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "music.youtube.com": _youtube,
    "youtu.be": _youtu_be,
    "twitter.com": _status,
    "x.com": _status,
    "reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "np.reddit.com": _reddit,
    "new.reddit.com": _reddit,
    "instagram.com": _instagram,
}
"""Sites with many addresses for one post, which its id tells."""
