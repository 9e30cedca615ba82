"""Digits that are no numbers: addresses, time codes, dotted versions, phone-like strings, identifiers.

Invariant: one regular expression pass, linear in the text; a stretch found here never yields a quantity.
"""

from __future__ import annotations

import re

_CODE = re.compile(
    r"(?:https?://|www\.)\S{1,2000}"  # addresses
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"  # mail
    r"|(?<!\w)[#@][\w-]{1,100}"  # hashtags and handles
    r"|\b[a-z][\w-]{0,60}\.(?:com|org|net|io|ai|gg|co|dev|edu|gov|link|me|uk|eu)\b(?:/\S{0,500})?"
    r"|`[^`\n]{1,500}`"  # code
    r"|(?<![\d.])\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?![\d:])(?:\s?[ap]\.?m\b\.?)?"  # clock times and time codes
    r"|(?<![\d.:])\d{1,4}:\d{1,4}(?![\d:])"  # ratios and results, which are two numbers of one thing: 3:1
    r"|(?<![\w.])\d{1,2}\s?[ap]\.?m\b\.?"
    r"|(?<![\w.$£€])(?![1-9]\d{0,2}(?:\.\d{3}){1,5}\.000(?![\w.]\w))\d{1,5}(?:\.\d{1,5}){2,5}(?![\w])"  # 1.2.3.4
    r"|(?<!\w)[vV]\.?\s?\d{1,4}(?:\.\d{1,4}){0,4}\b"  # v1.2
    r"|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b"  # dates in digits
    r"|(?<![\w.,$£€])(?![1-9]\d{0,2}(?:(?: \d{3})+|(?:\.\d{3})+\.000)(?![\d-]))"
    r"\+?(?:\(\d{2,5}\)\s?)?\d{2,4}(?:[-. ]\d{2,4}){2,4}(?![\w.,%])(?=[^\w]|$)"  # telephone-like groups
    r"|(?<![\w.-])\d{1,9}(?:[-‑]\d{1,9}){3,9}(?![\w.])"  # numbers of books and parts
    r"|\b\d{3,5}\s?[x×]\s?\d{3,5}\b|\b\d[xX×]\d\b"  # 1920x1080, 4x4
    r"|\b(?!(?:USD|EUR|GBP|JPY|CNY|RMB|INR|CHF|CAD|AUD|NZD|SGD|HKD|RM|Rs)\d)[^\W\d_]+\d[\w]*(?:[-./]\d+)*\b"  # t3, Ab3/4
    r"|\b[A-Z][A-Za-z]*[-‑]\d+(?:\.\d+)*[A-Za-zα-ω]{0,3}\b(?:–\d+\b(?!\s?%))?"  # GPT-4o, F-16, ABC-1–60
    r"|\b[A-Z]{1,5}\.\d+\b(?!\.\d)"  # ID.3
    r"|\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12}\]"  # [12, 14–16]
    r"|(?<!=)(?<!= )\(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12}\)"  # (12)
    r"|\b(?:1[89]|20)\d\d[a-z]\b"  # 2006a
    r"|\d{1,3}°\d{1,2}[’'′](?:\d{1,2}(?:\.\d+)?[”\"″])?\s?[NSEW]?"  # 57°44’8.47”N
    r"|[^\W\d_][^\W_]{0,20}\)\d+\b(?!\s?%)"  # (OH)2
    r"|\b(?!(?:sub|under|over|pre|post|mid|non|plus|top|ultra|super|near|up)[-‑])[a-z]{2,20}[-‑]\d+(?:\.\d+)?\b"
    r"(?![-‑]?(?:%|[a-z]))"  # category-4
    r"|[^\W\d_]\([^()\s]{0,40}\)\d*"  # f(2), poly(3-hexyl), participant(s)
    r"|\b(?:[Ff]ig(?:ure)?s?|[Tt]ables?|[Ee]q(?:uation)?s?|[Rr]efs?|[Ss]ect|[Pp]anels?)\.?\s*[(\[]?\d+(?:\.\d{1,3})?[A-Za-z]?\b[)\]]?"
    r"(?:(?:,|,?\s?and|\s?&|[–-])\s?[(\[]?\d+(?:\.\d{1,3})?[A-Za-z]?\b[)\]]?){0,8}"  # Fig. 4A, Eqs. (1) and (2.5)
    r"|(?<=[a-z]\.)\d{1,3}\b"  # a footnote's mark, "p.12"
    r"|(?<!\w)[^\W\d_]{1,2}[−+]\d+\b(?!\s?%)|\b\d+[a-z][−+]\d+\b"  # n−1, 3f+1
    r"|\b\d{2,3}(?:He|Li|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Cr|Mn|Fe|Co|Ni|Cu|Zn|Kr|Rb|Sr|Nd|Sm|Hf|Re|Os|Pb|Th)\b"  # isotopes
    r"|\[\d{1,3}[A-Z][a-z]?\]\w*|\b\d{1,3}[A-Z][a-z]?/\d{1,3}[A-Z][a-z]?\b"  # labelled with an isotope, ratios of two
    r"|\{\d{3,4}\}|\b\d{2,3}(?:Ti|Ga|Ge|Se|Br|Mo|Ag|Cd|Sn|Cs|Ba|La|Ce|Gd|Lu|Ta|Ir|Pt|Au|Hg)\b"  # planes of a crystal
    r"|(?<![\d.,:/+-])0\d+\b(?![.,:]\d)(?:\s?[-–]\s?0\d+\b)?"  # 007: what begins with a nought is no number
    r"|\b(?:ISO|IEC|ASTM|DIN|BS|EN|IEEE|ANSI|RFC)(?:[ /-][A-Z]{1,4})?[ -]\d+(?:[-–:]\d+)*\b"  # standards
    r"|\b(?:[Ftz]|[χΧ]2)\s?\(\d[\d., ]{0,20}\)|\bpp?\.\s?\d+(?:[-–]\d+)?\b"  # degrees of freedom, pages
    r"|\b\d+[α-λν-ρτ-ω][\w]*"  # 2πt, 3γ
    r"|(?<!\d)\d{1,9}(?:sin|cos|tan|exp|log|ln)\b|\b(?:sin|cos|tan|log)[-−]1\b"  # formulas
    r"|\b\d[Dd][A-Z]*\b|\b(?:2H|3H|13C|14C|15N|18O|32P|35S|12S|16S|18S|23S)\b"  # 3D; isotopes and ribosomal parts
    r"|\b\d+/\d+(?!th\b|rds?\b|nds?\b|sts?\b|ths\b)[a-z]\w*(?:-\d+)?\b"  # 22/10a-4
    r"|\b[cgmnp]\.\d+[A-Z_+-]\w*|[∆Δ≠]\s?\d+"  # c.347C, a change in a sequence; ∆2, ≠0
    r"|(?<!/)\b\d{1,3}(?:st|nd|rd|th)s?\b"  # ordinals
    r"|(?<!\w)\d{1,3}[a-z]\)"  # 10a)
    r"|\b(?:19|20)\d0s\b|['’]\d0s\b|(?<=\w )[1-9]0s\b"  # decades, "in her 30s"
    r"|\b(?!\d+(?:\.\d+)?e\d{1,2}\b|\d+x10\b|\d+h\d{1,2}m?\b|\d+[kcmdnμ]?m[23]\b)\d+[A-Za-z_]+\d[\w]*\b"  # 5f3a
    r"|\b[248]K(?=[ -](?:videos?|TVs?|resolution|monitors?|screens?|displays?|cameras?|footage|UHD|HDR)\b)"
    r"|\b(?:half|quarter) past (?:\d{1,2}|[a-z]+)\b"  # clock times in words
    r"|\b(?:24/7|9/11|50/50|80/20)\b",
)
_YEAR_PAIR = re.compile(r"\b(?:19|20)\d\d\s?(?:[-–—/]|\bto\b|\band\b)\s?(?:(?:19|20)\d\d|\d\d)\b(?!\s?%)")


def code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of `text[start:end]` whose digits are no numbers, in order."""
    return [m.span() for m in _CODE.finditer(text, start, end)]


def year_pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches such as "2021-2025" and "2021 to 2024", in order."""
    return [m.span() for m in _YEAR_PAIR.finditer(text, start, end)]
