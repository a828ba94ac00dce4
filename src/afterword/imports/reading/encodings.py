"""Answers for which characters a file's bytes are."""

import codecs
import re
from itertools import accumulate

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What real shops' files come in; the guess is made among these only.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_7", "koi8_r",
    "cp437", "cp850",
    "mac_roman", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp874",
]  # fmt: skip
_HIGH = re.compile(rb"[\x80-\xff]+")
_LETTERS_OF_1252 = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ€£’‘“”–—°®©«»¡¿…•™\u00a0]")
FALLBACK = "afterword-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    return piece.decode("cp1252", "replace"), error.end


# One wrong byte in a million lines is read as a western letter, not refused: the file goes on.
codecs.register_error(FALLBACK, _as_cp1252)


def encoding_of(head: bytes, *, whole: bool) -> str:
    """The codec for a file that begins with these bytes; whole: they are all of it."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    wide = _wide(head)
    if wide:
        return wide
    if _is_utf8(head, whole):
        return "utf-8"
    return _narrow(head)


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of western text is NUL."""
    piece = head[: 4096 - len(head) % 2] if len(head) >= 4096 else head[: len(head) // 2 * 2]
    if len(piece) < 4:
        return None
    even, odd = piece[0::2].count(0), piece[1::2].count(0)
    half = len(piece) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _is_utf8(head: bytes, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=whole)
    except UnicodeDecodeError as error:
        # A long UTF-8 text with a rare slip is still UTF-8; the slip is mended when it is read.
        good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]", head))
        bad = len(_HIGH.findall(head.decode("utf-8", "ignore").encode("ascii", "ignore"))) + _bad_runs(head)
        return good > 20 * max(1, bad) and error.start > 0
    return True


def _bad_runs(head: bytes) -> int:
    return head.decode("utf-8", "replace").count("\ufffd")


def _narrow(head: bytes) -> str:
    """The likeliest codec of one or two bytes a character, judged on the lines that have such bytes at all."""
    lines = [line for line in head.splitlines()[:-1] or [head] if _HIGH.search(line)] or [head]
    # Whole lines only: half a character at the end would rule out every codec of two bytes a character.
    lines = [line for line, size in zip(lines, accumulate(len(line) for line in lines), strict=True) if size < 16_384]
    piece = b"\n".join(lines) or head[:16_384]
    as_western = piece.decode("cp1252", "replace")
    high = [letter for letter in as_western if letter > "\x7f"]
    western = sum(1 for letter in high if _LETTERS_OF_1252.match(letter)) / max(1, len(high))
    runs = [len(run) for run in _HIGH.findall(piece)]
    # Western words have single accented letters; runs of them mean another script.
    if western > 0.85 and sum(runs) / len(runs) < 1.6:
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 75 ms that most files do not need

    best = from_bytes(piece, cp_isolation=_CANDIDATES, steps=4, chunk_size=2048).best()
    return _greek_or(best.encoding, piece) if best is not None else "cp1252"


def _greek_or(encoding: str, piece: bytes) -> str:
    """Greek and Cyrillic letters stand on the same bytes, so on a short text their commonest vowels decide."""
    if encoding not in ("cp1251", "cp1253", "iso8859_7", "koi8_r"):
        return encoding
    cyrillic = sum(piece.count(byte) for byte in (b"\xe0", b"\xee", b"\xe8"))
    greek = sum(piece.count(byte) for byte in (b"\xe1", b"\xef", b"\xe9", b"\xf2"))
    if encoding == "koi8_r" or greek <= cyrillic:
        return "cp1251" if encoding in ("cp1253", "iso8859_7") else encoding
    return "cp1253" if b"\xa2" in piece else "iso8859_7"
