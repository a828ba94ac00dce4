"""How to address a customer by name, or nothing where that is not sure.

Names come from tills and web shops: in capitals, turned round, with titles, as couples, as firms. A letter
that says "Dear there" is forgiven, "Dear Inc" is not: whatever is unsure gives None, and the template's
fallback speaks.
"""

import re
import unicodedata

from afterword.domain.given_names import FAMILY_FIRST, GIVEN_NAMES

_LONGEST = 100

_PREFIXES_LIST = """
    mr mrs ms miss mister madam madame mme mlle monsieur m. mx dr drs doctor doctors prof professor sir lady
    lord dame rev reverend fr father sister brother rabbi imam pastor hon honorable judge justice senator
    representative state governor mayor president attorney atty capt captain col colonel lt major sgt gen
    general herr frau hr fru frk sr. sra srta señor señora senor senora sig signor signora don doña dipl.-ing
    ing mag
"""
_PREFIXES = frozenset(_PREFIXES_LIST.split())
_SUFFIXES_LIST = """
    jr sr ii iii iv v vi md m.d phd ph.d dds d.d.s do d.o dvm dmd esq esquire rn bsn cpa jd j.d llm mba m.b.a
    msc bsc pe cfa obe mbe ret retired realtor g.r.i faia aia do pharmd dpm od
"""
_SUFFIXES = frozenset(_SUFFIXES_LIST.split())
_PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "di", "da", "del", "della", "dello", "dos", "das", "do", "du", "la", "le", "los", "las", "el", "al", "bin", "bint", "ibn", "ter", "ten", "zu", "zum", "zur", "af", "av"]
)
_NEVER_FIRST_ALONE = _PARTICLES - {"al", "von", "van"}

_NOT_NAMES_LIST = """
    test tester testing info admin administrator unknown none null nan n/a na undefined anonymous anon
    customer client guest user shopper buyer member account accounts accounting sales office team staff
    support service services contact webmaster noreply no-reply reception hello marketing billing orders
    order shop store cash walk-in walkin retail private deceased estate household family resident occupant
    owner manager tbd tba xxx xx asdf qwerty kunde kundin client firma the name firstname lastname first last
    given surname nickname default sample demo example dummy sir madam dear friend deleted removed empty
    blank temp various misc other
"""
_NOT_NAMES = frozenset(_NOT_NAMES_LIST.split())

_LEGAL_FORMS_LIST = """
    inc incorporated llc l.l.c ltd limited llp l.l.p lp plc corp corporation co company cos pllc p.l.l.c pc
    p.c p.a psc gmbh mbh ag kg kgaa ohg gbr ug e.v ev eg a/s as asa aps ans da ab hb oy oyj bv b.v nv n.v vof
    sarl s.a.r.l sas s.a.s sasu eurl s.a sa spa s.p.a srl s.r.l sl s.l slu pty kft zrt sro s.r.o doo d.o.o
    ooo oü sia uab ltda cia dba d/b/a pac chtd chartered
"""
_LEGAL_FORMS = frozenset(_LEGAL_FORMS_LIST.split())
_ENDS_A_NAME_TOO = frozenset(["as", "da", "ab", "co", "sa", "ag", "pc", "kg", "lp", "sl", "ev", "eg", "ug", "cos", "ans", "hb"])
"""Legal forms that are also initials or surnames: they count only as the last word after two others, or in capitals."""

_FIRM_WORDS_LIST = """
    academy action advertising advisors advocacy agency air airlines alliance america american americas and
    apartments appliance appraisal architects architecture assembly asset assets assn assoc associated
    associates association attorneys authority auto automotive aviation bakery bancorp bank banking bar bbq
    bistro board books boutique brewery bridal bros brotherhood builders building business cafe café campaign
    capital care carpenters cars catering cathedral catholic cemetery center centers central centre chamber
    chapel chemical chiropractic chicago church cinema citizens city cleaners clinic club coalition coffee
    college commerce commission committee communications community computer computers concrete condominium
    conference congregation consortium construction consultants consulting contracting contractors
    cooperative council counselors county court creative credit ctr culinary dairy daycare deli democratic
    democrats dental department design designs development digital distributors district diner east education
    educational electric electrical electronics elementary employees energy engineering engineers enterprise
    enterprises entertainment environmental equipment equity events exchange express fabrics farm farmers
    farms fashion federal federation fellowship finance financial firm fitness florist flowers food foods for
    forum foundation friends freight fund funeral furniture gallery garage garden gardens gas general gifts
    global golf government greenhouse grill grocery group guild gym hair hardware harley health healthcare
    heating high holding holdings home homes hospital hospitality hotel housing illinois imports indian
    industrial industries initiative inn institute insurance integrated interactive international int'l
    internet investment investments iron jewelers jewelry kindergarten kitchen lab laboratories laboratory
    labs landscaping laundry law lawn league leasing library liquor local lodge logistics lounge lumber
    lutheran machine maintenance management manufacturing market marketing mart masonry materials meats media
    medical memorial mercantile metal methodist mfg midwest ministries ministry mortgage motel motor motors
    museum music nation national natural network networks news north northern northwest nursery nursing of
    office offices oil optical orchestra org organization outdoor pacific packaging painting paper park parks
    partners partnership party pet petroleum pharma pharmaceutical pharmaceuticals pharmacy photography
    physicians pizza pizzeria plastics plumbing policy political post power preschool presbyterian press
    printing pro produce production productions products professional progress project properties property
    pub public publishing radio railroad railway real realty rehabilitation rental rentals republican
    republicans research resort resources restaurant retail retirement roofing salon saloon savings school
    schools science sciences security senior service services shoppe shops society software solar solutions
    south southern spa sports st. stables station steel store stores storage strategies street studio studios
    supplies supply surgery surgical systems tavern taxi tea teachers technical technologies technology
    telecom telephone television temple theater theatre tire title tobacco tools tours township toys trade
    trades trading training transit transport transportation travel trucking trust u.s union united
    university usa utilities valley ventures veterinary village vision volunteers wash water web west western
    wholesale windows wine wines wireless woman's women's workers works workshop world worldwide yacht youth
    zoo verein stiftung praxis apotheke bäckerei metzgerei friseur kanzlei steuerberater autohaus hotell gasthaus gasthof restauracja brasserie boulangerie pharmacie cabinet garage société mairie école église asociación fundación panadería librería taller hermanos frisør bokhandel rørlegger skole kirke kommune forening butikk
"""
_FIRM_WORDS = frozenset(_FIRM_WORDS_LIST.split())
_SURNAMES_TOO = frozenset(
    ["bar", "bush", "park", "parks", "west", "north", "south", "east", "church", "post", "bank", "city", "power", "wash", "garage", "general", "friends", "high", "house", "lodge", "law", "street", "air", "temple", "pro", "general", "real", "care", "action", "nation", "farmers", "frost", "marketing", "central", "forum", "trade", "wine", "waters", "music", "iron", "local", "books", "cars", "cinema", "board", "bros", "club", "and", "grill", "gardens", "hardware", "inn", "lawn", "works", "world"]
)
"""Firm words that people are called as well: alone they do not make a two-word name a firm."""

_ALLOWED = re.compile(r"^[^\W\d_]+(?:[-'’.·][^\W\d_]+)*\.?$")
_NICKNAME = re.compile(
    r"\([^()]{0,60}\)|\"[^\"]{0,60}\"|“[^”]{0,60}”|''[^']{0,60}''|(?<=\s)'[^']{1,60}'(?=\s)|(?<=\s)‘[^’]{1,60}’(?=\s)"
)
_TWO_PEOPLE = re.compile(r"&|\+|/|;|\b(?:and|or|und|og|och|et|y|e|en)\b", re.IGNORECASE)
_ROMAN = frozenset({"ii", "iii", "iv", "vi", "vii", "viii"})
_PARTICLE_PAIRS = frozenset(
    {("van", "der"), ("van", "den"), ("van", "de"), ("von", "der"), ("von", "dem"), ("von", "den")}
    | {("de", "la"), ("de", "los"), ("de", "las"), ("de", "le"), ("in", "der"), ("auf", "der")}
)


def tidy_name(text: str) -> str:
    """The name in ordinary letters: JON YANG becomes Jon Yang, o'brien O'Brien; a name in mixed case stays.

    Single spaces; MCDONALD is McDonald, VAN DER BERG van der Berg. Initials and Roman numerals keep their
    capitals.
    """
    words = text.split()
    if not _in_one_case(text):
        return " ".join(words)
    lower = [word.lower() for word in words]
    shown: list[str] = []
    for index, word in enumerate(lower):
        particle = word in _PARTICLES and (index > 0 or tuple(lower[:2]) in _PARTICLE_PAIRS)
        is_last = index == len(lower) - 1
        shown.append(word if particle and not is_last else _capitalised(words[index]))
    return " ".join(shown)


def _in_one_case(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and (all(c.isupper() for c in letters) or all(c.islower() for c in letters))


def _capitalised(word: str) -> str:
    bare = word.strip(".,").lower()
    if bare in _ROMAN or (
        len(bare) == 2
        and word.isupper()
        and not set(bare) & set("aeiouyäöüåæøéèá")
        and bare != "jr"
        and bare != "sr"
        and bare != "dr"
        and bare != "mr"
        and bare != "st"
        and bare != "ng"
    ):
        return word.upper()
    pieces = re.split(r"([-'’.])", word.lower())
    shown = []
    for index, piece in enumerate(pieces):
        small = index > 0 and pieces[index - 1] in "'’" and len(piece) < 2
        shown.append(piece if small else _one_capital(piece))
    return "".join(shown)


def _one_capital(piece: str) -> str:
    if piece.startswith("ij") and len(piece) > 3:
        return "IJ" + piece[2:]
    if piece.startswith("mc") and len(piece) > 3:
        return "Mc" + piece[2].upper() + piece[3:]
    return piece[:1].upper() + piece[1:]


def is_firm(name: str) -> bool:
    """Whether a name looks like a firm's, a club's or an office's rather than a person's: a guess, on the careful side."""
    text = unicodedata.normalize("NFKC", name).strip()
    words = [word.strip(',;:()"').lower() for word in text.split()]
    bare = [word.rstrip(".") for word in words if word]
    if not bare:
        return False
    if any(c.isdigit() for c in text) or "@" in text or ".com" in text.lower():
        return True
    if _has_legal_form(bare, text):
        return True
    hits = [word for word in bare if word in _FIRM_WORDS or word.removesuffix("'s") in _FIRM_WORDS]
    if not hits:
        return False
    return len(bare) != 2 or any(word not in _SURNAMES_TOO for word in hits)


def _has_legal_form(bare: list[str], text: str) -> bool:
    for index, word in enumerate(bare):
        if word not in _LEGAL_FORMS or index == 0:
            continue
        if word not in _ENDS_A_NAME_TOO:
            return True
        if index == len(bare) - 1 and (
            index >= 2 or (text.rstrip(" .").endswith(word.upper()) and not text.isupper())
        ):
            return True
    return False


def given_name_of(display: str = "", *, prefix: str = "", given: str = "", family: str = "") -> str | None:
    """The name to greet with, in ordinary letters, or None where that is unsure.

    A given name in a field of its own is trusted, after a look at it; of a whole name the order must be
    plain: "Ann Berg", "Berg, Ann", "Dr. Ann B. Berg, MD". Couples, firms, initials, offices, test entries
    and lone surnames give None.
    """
    if given.strip():
        return _vetted(_words_of(given), alone=True) if _is_clean(given) and not is_firm(given) else None
    text = _NICKNAME.sub(" ", f" {_straight(display)} ").strip()
    if not text or not _is_clean(text) or _TWO_PEOPLE.search(text) or is_firm(text):
        return None
    words, turned = _name_part(text, family)
    titled = bool(prefix.strip()) or (bool(words) and _bare(words[0]) in _PREFIXES)
    while words and _bare(words[0]) in _PREFIXES:
        words = words[1:]
    if turned:
        return _vetted(words[:1], alone=True) if words else None
    if len(words) == 1:
        sure = not titled and _bare(words[0]) in GIVEN_NAMES
        return _vetted(words, alone=True) if sure else None
    return _first_of(words)


def _first_of(words: list[str]) -> str | None:
    """The given name of two or more words, where their order is plain."""
    if not words:
        return None
    first, second = _plain(words[0]), _plain(words[1])
    if first in FAMILY_FIRST and first not in GIVEN_NAMES:
        return None
    if first not in GIVEN_NAMES and second in GIVEN_NAMES and _plain(words[-1]) != first:
        return None  # "Meyer Charles" may be turned round
    if first in _PARTICLES and first not in GIVEN_NAMES:
        return None
    return _vetted(words[:1], alone=False)


def _name_part(text: str, family: str) -> tuple[list[str], bool]:
    """The words that hold the given name first, and whether a comma said so ("Berg, Ann")."""
    parts = [part.split() for part in text.split(",")]
    parts = [words for part in parts if (words := _without_suffixes(part))]
    if len(parts) == 2:
        return parts[1], True
    if len(parts) != 1:
        return [], False
    words = parts[0]
    surname = family.split()
    if (
        surname
        and len(words) > len(surname)
        and [w.lower() for w in words[: len(surname)]] == [w.lower() for w in surname]
    ):
        return words[len(surname) :], True
    return words, False


def _without_suffixes(words: list[str]) -> list[str]:
    while words and (
        _bare(words[-1]) in _SUFFIXES and (len(words) > 1 or _bare(words[-1]) not in {"v", "do"})
    ):
        words = words[:-1]
    return words


def _vetted(words: list[str], *, alone: bool) -> str | None:
    """The given name if it looks like one; trailing initials are dropped ("John P." gives John)."""
    while words and _bare(words[0]) in _PREFIXES and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and len(_letters(words[-1])) == 1:
        words = words[:-1]
    if not 1 <= len(words) <= 3:
        return None
    for word in words:
        bare = _bare(word)
        if bare in _NOT_NAMES or bare in _PREFIXES or bare in _SUFFIXES or bare in _LEGAL_FORMS:
            return None
        if not _ALLOWED.match(word) or len(word) > 30:
            return None
    if alone and len(words) == 1 and _bare(words[0]) in _NEVER_FIRST_ALONE:
        return None
    if any(_is_initials(word) for word in words):
        return None
    shown = tidy_name(" ".join(word.rstrip(".") for word in words))
    return shown[:1].upper() + shown[1:]


def _is_initials(word: str) -> bool:
    """J., JP, J.P., or anything without a vowel in capitals; "Al" and "Bo" are names."""
    letters = _letters(word)
    if len(letters) < 2 or "." in word.rstrip("."):
        return True
    folded = unicodedata.normalize("NFKD", letters.lower())
    if not all("LATIN" in unicodedata.name(c, "") for c in letters):
        return False
    return len(letters) <= 3 and not set(folded) & set("aeiouyæøœ") and folded not in {"ng"}


def _straight(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[: _LONGEST * 2]).split())


def _words_of(text: str) -> list[str]:
    return _NICKNAME.sub(" ", f" {_straight(text)} ").split()


def _is_clean(text: str) -> bool:
    """No digits, addresses, code or hidden characters, and not in a script that writes the family name first."""
    if len(text) > _LONGEST or not text.isprintable():
        return False
    if any(c.isdigit() or c in "@{}[]<>|\\=#$%^*~_:!?" for c in text):
        return False
    return not any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalpha())


def _bare(word: str) -> str:
    return word.strip(".,'\"").lower()


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _bare(word))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_FORMAL = {"mr": "Mr.", "mrs": "Mrs.", "ms": "Ms.", "miss": "Miss", "dr": "Dr.", "prof": "Prof.", "mx": "Mx.",
           "herr": "Herr", "frau": "Frau", "mme": "Mme", "monsieur": "Monsieur", "madame": "Madame"}  # fmt: skip


def salutation(*, prefix: str = "", family: str = "") -> str | None:
    """The formal way to address a person, such as "Mr. Yang"; None unless both title and family name are sure."""
    title = _FORMAL.get(_bare(prefix))
    name = _straight(family)
    words = name.split()
    if title is None or not words or len(words) > 4 or not _is_clean(name) or is_firm(name):
        return None
    if any(not _ALLOWED.match(word) or _bare(word) in _NOT_NAMES for word in words):
        return None
    if len(_letters(name)) < 2 or _is_initials(words[-1]):
        return None
    return f"{title} {tidy_name(name)}"
