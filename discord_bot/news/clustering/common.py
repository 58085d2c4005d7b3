"""Words that headlines write with a capital without naming anybody or anything by them."""

from __future__ import annotations

from functools import lru_cache

from discord_bot.news.clustering.words import STOP, meaning

_WORDS = """
about above actor actress adapt adaptation add adorable after again against age ahead air album all
almost alone already also amazing ambassador amid animated announce announcement annual another
appear appearance are arrive art artist ask attend audience author award away back ban band based
bbc be beautiful become before begin behind best between big bigger biggest board body book bookshop
boss both boy boyfriend break breaking brilliant bring british broke brother build bus but buy by
call camera campaign can cancel cast casting celebrate celebrity centre change chapter character
charity chart chat chemistry child children clip close clothing cinema city coach collection
college comeback comedy comic coming commission complete conclude concert confirm content continue
convention copy could council country cover craft create creator critic cry cut cute date daughter
day days deal debut decide decision deeper delay delight deny detail develop development dialogue
director discuss district documentary dog down drama drawing dream drop during early earn edition
eight emotional end ending english enter entertainment episode era even event ever every everyone
everything exact exciting exclusive executive exhibition exit expect explain explore extra eye face
fall family famous fan fantastic fantasy far farewell father favourite favorite feature feel female
festival few fifth fight figure film final finale finally find fine finish first five follow for
former four fourth free friend from full fun funny future game garden gay gender get girl girlfriend
give glimpse go good goodbye graphic great green group grow grown guest guide hand happy hard has
have head headline hear heart heartbreak heartwarming help here hero high hint hint his historic
history hit hold home honest hope hot hour house how huge if image important in inside instead
international interview into introduce inspire is issue it join journalist joy july june just keep
kid kind king kiss know land language last late latest launch law lead league learn leave lesson
letter lgbt lgbtq library life light like line list listen literary little live local location long
look love lovely loves mail major make man many march mark marry mature may me meet mental meme
message milestone miss mom moment month more most mother move movie much mum music musical must my
name nation national need netflix new news next nine no nod nominate nomination northern not novel
now number of off offer official old on once one online only open opening opera order original
other our out over own page pair panel parade parent part party past people perfect perform
performance personal petition photo pick picture place plan play player please plot podcast poem
point police popular portray possible post poster power praise premiere present preview price pride
primary prime prize producer production programme program project promise public publication publish
publisher queen queer question quit race radio raise range rank rate rave reach reaction read reader
ready real reason recap record red reflect reject relationship release remain remember remove renew
renewal reply report request respond restrict result return reunion reunite reveal review right
rival road role romance romantic rom room round royal rule rumour rumor run sad sale same say scene
schedule school science score scoop screen screening script season second secret see sell send
series set seven several sex shape share she shelf shine shock shoot short shot should show
showrunner side sign single sister site six sixth slam small so social some son song soon sorry
soundtrack source speak special spin spinoff spotlight spot spring stage stand star start state
step still stop store storm story straight stream streamer streaming street strike strong student
studio style summer support surprise sweet tackle take talent talk tale tall teacher team tease
teaser teen teenage tell ten tender term thank that the theatre theater their them theme then there
these they thing think third this thousand thread three thrill thriller through ticket time title to
today together too top touching tour town track trailer trans transgender translate travel treat
tribute trip triumph true try tv twelve twist two ultimate uncover under uk university unlock until
unveil up update us uk usa version very video view viewer villain visit visitor voice volume vote
wait walk want war warm was watch way wear web webcomic website week weekend welcome well what when
where which while white who whole why wild will win winner winter wish with within without woman
women wonder word work world would wrap write writer writing wrong year yes yet york you young your
youth yearbook zone emerging newcomer leading programme outstanding supporting author's actor's
aroace asexual aromantic bisexual bi lesbian nonbinary coming-of-age blockbuster breakthrough
celebration ceremony charming cliffhanger companion contract countdown crew crossover crush
dating deadline digital director's drops emmy bafta glaad nta oscar grammy tony olivier globe
eye-catching fandom finalist flagship footage forever franchise gift hits hottest icon iconic
influencer instagram tiktok twitter youtube tumblr itv channel sky disney amazon prime hbo hulu
landmark legacy limited looks lots magazine mini miniseries monday tuesday wednesday thursday
friday saturday sunday january february april august september october november december
multiple mystery nostalgic notable obsessed online outfit painting partner pop premier premieres
producers promo promotion proud quiz quote rainbow record-breaking reprise retail romcom
season's shortlist shortlisted sizzling slate sneak peek speech spoiler stills storyline superb
sweeping talks tally teases thanks thrilled throwback tie tie-in timeline tops tracklist
trending upcoming viral virtual walking wholesome winning wins wows edition special fastest-selling
fastest best-selling bestseller bestselling copies sold trip location locations spotted
american america europe european england scotland ireland wales irish scottish welsh
"""
COMMON_WORDS = frozenset(_WORDS.split())


@lru_cache(maxsize=1 << 14)
def is_common(word: str) -> bool:
    """Whether a folded word, in this or another form of it, is none that names anybody."""
    return word in COMMON_WORDS or word in STOP or meaning(word) in COMMON_MEANINGS


COMMON_MEANINGS = frozenset(meaning(word) for word in COMMON_WORDS)
"""Meanings of words that many headlines have."""
