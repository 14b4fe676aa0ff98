"""The style sheet as far as a machine can hold it: what is wrong with a text, by the rules of docs/words.md."""

import re

#: Isolates, which keep a number and its sign together and are no part of what is read.
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2069\u200f"))
_RULES = {
    "a double space": r"  ",
    "a space before punctuation": r" [,.;:!?،؛؟%٪»)](?!\w)",
    "no space after a comma": r"[،؛](?=\w)|[,;](?=[^\W\d])",
    "punctuation twice": r"[.,;:،؛](?: ?)[.,;:،؛]",
    "an empty pair of brackets": r"\( ?\)",
}
_FA = {
    "Arabic letters": r"[يكةى]",
    "a Latin letter or digit": r"[A-Za-z0-9]",
    "a half-space that joins nothing": r"(?<![^\W\d])\u200c|\u200c(?![^\W\d])",
    "Latin punctuation": r"[,;?\"'%]",
    "می or نمی apart from its verb": r"\bن?می [^\W\d]",
    "a plural apart from its noun": r"[^\W\d] (?:ها|های|هایی)\b",
    "two numbers side by side": r"(?<![/–])\b[۰-۹][۰-۹٬٫]* [۰-۹]",
}
_EN = {
    "a Persian letter or digit": r"[؀-ۿ]",
    "a straight quotation mark or apostrophe": r"[\"']",
    "a sentence that begins with a digit": r"(?:^|\. )\d[^.]*\.(?:$| )",
    "American spelling": r"\b(?:center|labor|program|organiz|analyz|percent)\b",
}
#: Words that may stand twice: 'استان استان' never, 'خانوار از هر صد خانوار' is not side by side.
_TWICE = re.compile(r"\b([^\W\d]{2,}) \1\b")


def faults(text: str, lang: str, whole: bool = True) -> list[str]:
    """What is wrong with a text as it is read; `whole` for sentences, not for words with blanks."""
    text = text.translate(_ISOLATES)
    rules = _RULES | (_FA if lang == "fa" else _EN)
    if not whole:
        rules = {name: rule for name, rule in rules.items() if name != "a sentence that begins with a digit"}
    found = [name for name, rule in rules.items() if re.search(rule, text)]
    if _TWICE.search(text):
        found.append("a word twice")
    if text.count("«") != text.count("»"):
        found.append("an open quotation")
    return found
