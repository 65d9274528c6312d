"""Golden file of CLIP's token ids: golden/clip_tokens.json.

    python make_clip_tokens.py

Strings of many scripts and kinds are tokenized by open_clip, whose rules are those of CLIP's
training, and by the CLIPTokenizer of transformers, which diffusers calls. Both are given CLIP's own
vocabulary. A row is kind, text, ids from start to end without padding; a fourth entry holds the ids
of transformers where they differ. Start and end have other names in open_clip (<start_of_text>),
which are exchanged before it reads a text.

Mojibake, which ftfy repairs and we do not, has rows of its own, made without that repair. Settings
are what a tokenizer's files may say of padding and length, and the ids of SETTINGS_TEXT that
transformers then gives. The tokenizer.json is the one that transformers writes, without its
vocabulary and merges.
"""

import gzip
import importlib.util
import json
import pathlib
import random
import tempfile

import ftfy
from transformers import CLIPTokenizer

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE / "golden" / "clip_tokens.json"
PROMPT_SETS = HERE.parent.parent / "server" / "src" / "text" / "promptSets"
LENGTH = 77

ENGLISH = """
A photo of a cat|a cat's whiskers|they're dogs that don't bark|I've seen we'll go she'd come I'm here
THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG|CamelCase and snake_case and kebab-case|O'Reilly's book
rock'n'roll|'tis the season|'sup|it's 's 't 're 've 'm 'll 'd|DON'T SHOUT, IT'S LATE|isn't it?
state-of-the-art|e-mail me at someone@example.com|https://example.com/a/b?c=d&e=f#g|C:\\Users\\me\\pictures
antidisestablishmentarianism|pneumonoultramicroscopicsilicovolcanoconiosis|supercalifragilistic
a b c d e f g|xyzzy qwertyuiop asdfghjkl|aaaaaaaaaaaaaaaaaaaaaaaaaaaa|hahahahahahaha|zzzzzzz
red panda (Ailurus fulgens)|great white shark, Carcharodon carcharias|a dog, a cat & a bird
Python 3.11 vs C++17 vs C#|iPhone 15 Pro Max|WALL-E and R2-D2|4K UHD HDR10+|mother-of-pearl
""".strip().replace("\n", "|").split("|")

NUMBERS = """
0|7|42|007|1234567890|3.14159|1,000,000|1e-9|2024-02-29|12:34:56|50%|$9.99|€5|£3.50|#1|1st 2nd 3rd
1/2|½ ⅓ ¾|x²+y³|H₂O|Ⅷ Ⅻ ⅷ|①②③ ⑳|٠١٢٣٤٥٦٧٨٩|०१२३४५|๐๑๒๓|一二三四|𝟘𝟙𝟚|−5 °C|5′11″
""".strip().replace("\n", "|").split("|")

PUNCTUATION = [
    "...", "!!!", "?!?!", "--", "---", "***", "&&", "||", "()", "[]", "{}", "{} {}", "<>", "</w>", "a</w> b",
    "~`!@#$%^&*()_+-={}[]|\\:\";'<>?,./", "¡Hola! ¿Qué tal?", "«guillemets»", "en – dash", "em — dash",
    "bullet • point", "ellipsis…", "a/b/c", "a_b_c", "_", "__init__", "a.b.c", "(a) (b)", "-a -b", "‰ ‱",
    "§ 5 ¶ 6", "†‡", "©®™", "→ ← ↑ ↓ ⇒", "∀x∈ℝ: x²≥0", "∑∏∫√∞≈≠≤≥±×÷", "♠♥♦♣", "♩♪♫♬", "░▒▓█", "┌─┐│└┘",
    "°", "′″‴", "¤¢£¥€₹₽₿", "…", "‖", "⁂", "'", "''", "'a'", "a'b'c", "' s", "'S 'T 'RE", "\"'\"'",
]

SCRIPTS = """
une photo d'un éléphant à Noël|Größe, Straße, Übermut, Äpfel|el niño y la niña en España|ação e coração
smörgåsbord på Åland|Łódź, źdźbło, Kraków|Příliš žluťoučký kůň|Þór og Æsir í Reykjavík|Iğdır ve İstanbul
ISPARTA ığdır DİYARBAKIR|Tiếng Việt có dấu|Magyarország őszintén|Șarpe și țap|čšž đ|ŵ ŷ Llanfairpwll
фотография кошки|ФОТО СОБАКИ|Ёжик в тумане|Київ, їжак, ґанок|Ђурђевак љубав њива|Монгол улс
η φωτογραφία|ΟΔΥΣΣΕΥΣ|ΣΊΣΥΦΟΣ ΚΑΙ ΟΔΟΣ|ἄνθρωπος ᾠδή ᾈ|Σ|ΑΣ ΑΣΑ ΑΣ. ΑΣ'Α|Ελληνικά
תמונה של חתול|שָׁלוֹם|صورة قطة|مُحَمَّد|گربه‌ها|ہندوستان|ܫܠܡܐ|ކުރުމުގެ|አማርኛ
एक बिल्ली की तस्वीर|क्षत्रिय ज्ञ|বাংলা ভাষা|ਪੰਜਾਬੀ|ગુજરાતી|தமிழ் மொழி|తెలుగు|ಕನ್ನಡ|മലയാളം|සිංහල
ภาพถ่ายของแมว|ລາວ|ភាសាខ្មែរ|မြန်မာ|བོད་ཡིག|ქართული|ᲥᲐᲠᲗᲣᲚᲘ|հայերեն|ՀԱՅԵՐԵՆ|ᏣᎳᎩ|ᐃᓄᒃᑎᑐᑦ
一只猫的照片|貓的照片|猫の写真|ネコ|ねこ|고양이 사진|한글과 漢字|東京タワー|𠮷野家|㍻㋿|々〆〇|〒100-0001
ꦗꦮ|ᬩᬮᬶ|ⵜⴰⵎⴰⵣⵉⵖⵜ|ߒߞߏ|𐐔𐐯𐑅𐐨𐑉𐐯𐐻|𐤀𐤁𐤂|𓀀𓂀𓃠|𒀀𒁀|ᚠᚢᚦ|ᚁᚂ|𐌰𐌱|Ⴀⴀ|Ꙁꙁ|ⰀⰁⰂ|ⲀⲂ
ß ẞ SS|ǅ ǆ|ŉ|ﬁ|ı I i İ|K Å Ω|ſtarſ|Ꞌꞌ|ꟊ|Ɐ|ɑ ɛ ɔ ʃ|ʻokina Hawaiʻi|ʼn|x̄ ȳ|Z͑ͫa̴l̵g̷o̶
""".strip().replace("\n", "|").split("|")

# Rewritten by ftfy, so that transformers differs: kept apart from the scripts.
WIDTHS = """
ＬＯＵＤ　ＮＯＩＳＥＳ|ｆｕｌｌ　ｗｉｄｔｈ|１２３４|Ｕﾀｰﾝ|ｶﾞｷﾞｸﾞ|ﾊﾟﾋﾟﾌﾟ|ﾡﾢ|￠￡￢￣￤￥￦|￨￩￪￫|ﾞﾟ|カ゛|（ａ）！？|＇ｓ|ｉｔ＇ｓ
＂ｑｕｏｔｅ＂|＜ｔａｇ＞|＆ａｍｐ；|～－＿|ﾌﾟﾛｸﾞﾗﾑ|ａ'ｓ
""".strip().replace("\n", "|").split("|")
LIGATURES = """
ﬁnd the ﬂuﬀy waﬄe|oﬃce|ﬅop|ﬆop|Ĳsland ĳs|ŉ dag|Ǳ ǲ ǳ|Ǆ ǅ ǆ|Ǉ ǈ ǉ|Ǌ ǋ ǌ|æther œuvre|ﬓ ﬔ|ﬣ|ﷺ|'ﬅ
""".strip().split("|")
QUOTES = [
    "“double” quotes", "‘single’ quotes", "it’s a dog’s life", "‚low’ „low”", "don‛t", "‟hi‟", "ʼtis", "Oʼahu", "‹a›",
    "they’re we’ll I’ve she’d I’m ’s", "❝heavy❞", "5′ 6″", "`back` ´acute´", "’", "‘’“”", "rock ‘n’ roll", "Hawai‘i",
]
ENTITIES = [
    "cats &amp; dogs", "cats &amp;amp; dogs", "cats &amp;amp;amp; dogs", "&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>",
    "<p>cats &amp; dogs</p>", "5 &lt; 6", "&quot;hi&quot;", "&apos;s", "it&#39;s", "it&#x27;s", "it&rsquo;s",
    "<it&rsquo;s>", "caf&eacute;", "CAF&EACUTE;", "<CAF&EACUTE;", "BUNDESSTRA&SZLIG;E", "&nTILDE;", "&copy; 2024",
    "&copy 2024", "this&not that", "&notit;", "&notin;", "&NotEqualTilde;", "&Jscr;ohn", "&nbsp;a&nbsp;", "a&nbspb",
    "&hearts;", "&#9829;", "&#x2665;", "&#X2665", "&#128;", "&#150;", "&#0;", "&#13;", "&#1;", "&#x1F600;",
    "&#xD83D;", "&#x110000;", "&#xFFFE;", "&#99999999999;", "&#;", "&#x;", "&;", "&", "&&amp;&", "&unknown;", "&AMP;",
    "&AMP", "&LT;", "&LTIMES;", "&frac12;", "&FRAC12;", "&#38;amp;", "&#38;#38;", "&zwj;", "&shy;soft", "&ThickSpace;x",
    "e&#769;", "<e&#769;", "&ffilig;", "&ldquo;x&rdquo;", "a&lt\nb&gt;", "a&amp;\n<b>&eacute;</b>\n&EACUTE;",
    "AT&T", "R&D", "Q&A", "x&y;z", "&CounterClockwiseContourIntegral;", "&amp;lt;tag&amp;gt;", "&epsi;&EPSI;",
    "<b>&amp;amp;</b>", "<b>&amp;amp;amp;</b>", "<a&#xFEFF;b", "&lt&#59;b", "&amp&#59;lt;", "<a&#160;b",
]
SPACES = [
    "", " ", "   ", "\t", "\n", "\r\n", "a\tb", "a\nb", "a\r\nb", "a\rb", " leading", "trailing ", "  both  ",
    "many     spaces", "line\n\n\nbreaks", "a\u00a0b", "a\u1680b", "a\u2000b\u2001c\u2002d\u2003e", "a\u2009b\u200ac",
    "a\u2028b\u2029c", "a\u202fb", "a\u205fb", "a\u3000b", "a\u200bb", "a\u200cb", "a\u200db", "a\u2060b", "a\ufeffb",
    "\ufeffa photo", "a\u00adb", "a\u180eb", "a\u0085b", "a\u000bb", "a\u000cb", "a\u001cb\u001db\u001eb\u001fb",
    "\u200ea\u200f", "\u202aa\u202c", "\u2066a\u2069", "\n\t \r", "a \n \t b", "\u3000\u3000",
]
CONTROLS = [
    "a\u0000b", "\u0000", "a\u0001b\u0002", "bell\u0007", "back\u0008space", "\u001b[31mred\u001b[0m", "\u001b[1;32mok",
    "\u001b]0;title\u0007", "\u001b", "a\u007fb", "a\u0081b", "a\u008db", "a\u206ab\u206f", "a\ufff9b\ufffac\ufffb",
    "a\ufffcb", "a\ufffdb", "\ufffe", "\uffff", "a\ue000b", "\U000f0000", "\U000e0041", "\ud83d", "\ude00", "\ude00\ud83d",
    "\ud83d\u0000\ude00", "a\ud800b", "x\udfffy", "\U0010ffff",
]
ACCENTS = [
    "caf\u00e9", "cafe\u0301", "Cafe\u0301 NOE\u0308L", "\u00c5ngstro\u0308m", "\u212bngstr\u00f6m", "n\u0303 \u00f1",
    "a\u0323\u0302 \u1ead", "o\u031b\u0301", "\u1e9b\u0323", "\u0344", "\u03d3", "\u1112\u1161\u11ab", "\u0915\u093c",
    "\u0958", "\u2126 \u03a9", "\u212a", "s\u0323\u0307", "e\u0301\u0301\u0301", "\u0301alone", "q\u0307\u0323",
]
SPECIAL = [
    "<|startoftext|>", "<|endoftext|>", "a <|endoftext|> b", "<|ENDOFTEXT|>", "<|EndOfText|>x", "a<|startoftext|>b",
    "<|endoftext|><|endoftext|>", "<|endoftext|", "|endoftext|>", "< |endoftext| >", "<|end of text|>", "[PAD]", "[CLS]",
    "<s>", "</s>", "<unk>", "<pad>", "!", "! !", "!!", "wow!", "a</w>", "Ġa", "ġ", "##ing", "▁a",
]
EMOJI = """
😀|😀😃😄|👍🏽|👍👍🏻👍🏿|👨‍👩‍👧‍👦|👩🏿‍🚀|🏳️‍🌈|🏴󠁧󠁢󠁷󠁬󠁳󠁿|🇩🇪🇫🇷|❤️|❤|☺️ ☺|1️⃣ #️⃣|🐱 cat|a 🐶 dog 🐶|🧑🏽‍🤝‍🧑🏻|👁️‍🗨️|🤷🏾‍♀️|♀♂|⚕️|🫠🫡
🐻‍❄️|🦩🦥|🎉🎊 party!!!|🔥🔥🔥 lit|✨magic✨|😂😂😂😂😂😂|(╯°□°)╯︵ ┻━┻|¯\\_(ツ)_/¯|ʕ•ᴥ•ʔ|:) :-( ;P <3|🅰️🅱️|㊗️|™️|🀄|🃏
""".strip().replace("\n", "|").split("|")
MOJIBAKE = ["cafÃ©", "voilÃ le travail", "itâ€™s", "naÃ¯ve rÃ©sumÃ©", "âœ” fine", "Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "a\u0080b", "what is \u0085 this"]


SETTINGS_TEXT = "a photo of a cat, on a mat"
END = {"content": "<|endoftext|>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
START = {**END, "content": "<|startoftext|>", "normalized": True}
PAD = {**END, "content": "!"}
DECODER = {"49406": START, "49407": END}
SETTINGS = [
    {"config": {"model_max_length": 77, "pad_token": "<|endoftext|>"}, "map": {"pad_token": "<|endoftext|>"}},
    {"config": {"model_max_length": 77, "pad_token": "<|endoftext|>"}, "map": {"pad_token": "!"}},
    {"config": {"model_max_length": 77, "pad_token": "!", "added_tokens_decoder": {"0": PAD, **DECODER}}, "map": {"pad_token": "!"}},
    {"config": {"model_max_length": 77, "pad_token": "<|endoftext|>", "added_tokens_decoder": DECODER}, "map": {"pad_token": "!"}},
    {"config": {"model_max_length": 77}, "map": {"pad_token": PAD, "bos_token": START, "eos_token": END}},
    {"config": {"model_max_length": 12, "pad_token": "!"}, "map": None},
    {"config": {"model_max_length": 6}, "map": None},
    {"config": {"model_max_length": 77, "bos_token": "<|endoftext|>"}, "map": None},
]


def long_strings() -> list[str]:
    words = "a photo of the very old and rather small brown wooden house beside".split()
    sentence = " ".join(words)
    strings = [" ".join((words * 20)[:n]) for n in (70, 73, 74, 75, 76, 77, 78, 80, 120, 200)]
    strings += ["antidisestablishmentarianism " * 12, "x" * 300, "7" * 100, "abc" * 300, "!" * 500, "! " * 100]
    strings += [sentence + ", " + "supercalifragilisticexpialidocious " * 9, "кошка " * 60, "猫" * 120, "😀" * 90]
    strings += ["👨‍👩‍👧‍👦" * 30, "it's " * 60, "a, " * 90, "the " * 74 + "hippopotamus", "the " * 75 + "hippopotamus"]
    strings += ["the " * 73 + "antidisestablishmentarianism", "the " * 2000]
    return strings


def prompts() -> list[str]:
    templates = ["a photo of a {}.", "a blurry photo of a {}.", "itap of a {}.", "a {} in a video game.", "art of the {}."]
    rng = random.Random(0)
    texts = []
    for name in ("imagenet", "pets", "aircraft", "flowers", "food", "objectnet"):
        prompt_set = json.loads((PROMPT_SETS / f"{name}.json").read_text())
        for label in rng.sample(prompt_set["labels"], 12):
            texts.append(rng.choice([prompt_set["template"], *templates]).replace("{}", label))
    return texts


def labels() -> list[str]:
    labels = json.loads((PROMPT_SETS / "imagenet.json").read_text())["labels"]
    return random.Random(1).sample(labels, 40)


def mixtures() -> list[str]:
    """Pieces of every kind run together, so that what a rule leaves meets the next one."""
    rng = random.Random(2)
    pieces = [*ENGLISH, *NUMBERS, *PUNCTUATION, *SCRIPTS, *WIDTHS, *LIGATURES, *QUOTES, *ENTITIES, *SPACES, *EMOJI]
    join = ["", " ", "\n", "'", "&", ";", "\u200d", "-"]
    return ["".join(rng.choice(pieces) + rng.choice(join) for _ in range(rng.randint(2, 5))) for _ in range(150)]


KINDS = {
    "prompts": prompts(), "labels": labels(), "english": ENGLISH, "numbers": NUMBERS, "punctuation": PUNCTUATION,
    "scripts": SCRIPTS, "emoji": EMOJI, "long": long_strings(), "widths": WIDTHS, "ligatures": LIGATURES,
    "quotes": QUOTES, "entities": ENTITIES, "spaces": SPACES, "controls": CONTROLS, "accents": ACCENTS,
    "special": SPECIAL, "mixtures": mixtures(),
}


def open_clip_tokenizer():
    """The module alone: the package imports torchvision."""
    package = pathlib.Path(importlib.util.find_spec("open_clip").origin).parent
    spec = importlib.util.spec_from_file_location("open_clip_tokenizer", package / "tokenizer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def transformers_tokenizer(folder: pathlib.Path, vocabulary: dict[str, int], merges: list[str]) -> CLIPTokenizer:
    names = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    (folder / "vocab.json").write_text(json.dumps({names.get(token, token): i for token, i in vocabulary.items()}))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": LENGTH}))
    return CLIPTokenizer.from_pretrained(folder)


def with_settings(folder: pathlib.Path, case: dict) -> list[int]:
    for key, name in (("config", "tokenizer_config.json"), ("map", "special_tokens_map.json")):
        (folder / name).unlink(missing_ok=True)
        if case[key] is not None:
            (folder / name).write_text(json.dumps(case[key]))
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    return tokenizer(SETTINGS_TEXT, padding="max_length", truncation=True, max_length=tokenizer.model_max_length).input_ids


def main() -> None:
    module = open_clip_tokenizer()
    open_clip = module.SimpleTokenizer(context_length=LENGTH)
    merges = gzip.open(HERE.parent / "fixtures" / "clip-vocabulary" / "merges.txt.gz", "rt", encoding="utf-8")
    merges = merges.read().rstrip("\n").split("\n")[1:]
    assert merges == [" ".join(merge) for merge in open_clip.bpe_ranks], "the committed merges are CLIP's"
    folder = pathlib.Path(tempfile.mkdtemp())
    transformers = transformers_tokenizer(folder, open_clip.encoder, merges)
    end = open_clip.eot_token_id

    def without_padding(ids: list[int]) -> list[int]:
        # Up to the last end of the text: padding comes after it, ends inside the text before.
        last = max(i for i, token in enumerate(ids) if token == end)
        return ids[: last + 1]

    def by_open_clip(text: str) -> list[int]:
        lowered = text
        for name, own in (("startoftext", "start_of_text"), ("endoftext", "end_of_text")):
            lowered = module.re.sub(rf"<\|{name}\|>", f"<{own}>", lowered, flags=module.re.IGNORECASE)
        return without_padding(open_clip(lowered)[0].tolist())

    def by_transformers(text: str) -> list[int]:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return transformers(text, truncation=True, max_length=LENGTH).input_ids

    rows = []
    for kind, texts in KINDS.items():
        differing = 0
        for text in texts:
            ids, other = by_open_clip(text), by_transformers(text)
            rows.append([kind, text, ids] if ids == other else [kind, text, ids, other])
            differing += ids != other
        print(f"{kind:12} {len(texts):4} strings, transformers differs in {differing}")
    texts = [row[1] for row in rows]
    print(len(texts), "strings,", len(set(texts)), "different ones")

    module.ftfy = type("Unrepaired", (), {"fix_text": staticmethod(lambda text: ftfy.fix_text(text, fix_encoding=False))})
    mojibake = [[text, by_open_clip(text)] for text in MOJIBAKE]
    definition = json.loads(transformers.backend_tokenizer.to_str())
    definition["model"].update(vocab={}, merges=[])
    golden = {
        "tokenizerJson": definition,
        "settings": [{**case, "ids": with_settings(folder, case)} for case in SETTINGS],
        "settingsText": SETTINGS_TEXT,
    }
    parts = [json.dumps(golden, separators=(",", ":"))[1:-1], rows_of("mojibake", mojibake), rows_of("strings", rows)]
    GOLDEN.write_text("{" + ",\n".join(parts) + "}\n")


def rows_of(name: str, rows: list) -> str:
    """One row a line, so that a difference can be read."""
    body = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    return f'"{name}":[\n{body}\n]'


if __name__ == "__main__":
    main()
