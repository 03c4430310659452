"""Which options each file is rewritten with: few rewrites for each, but any two values of options meet in some file, for each
kind of column."""

import random
from itertools import combinations, product

# The options of a whole file, as arguments of `parkett rewrite`.
FILE_OPTIONS = {
    "profile": {name: ["--profile", name] for name in ("athena", "modern", "smallest")},
    "page version": {version: ["--page-version", version] for version in ("1", "2")},
    "codec": {codec: ["--codec", codec] for codec in ("none", "snappy", "gzip", "zstd", "lz4-raw", "brotli")},
    "page size": {"usual": [], "1KiB": ["--page-size", "1KiB"], "100B": ["--page-size", "100B"]},
    "row group size": {"usual": [], "4KiB": ["--row-group-size", "4KiB"]},
    "bloom filters": {"no": [], "yes": ["--bloom-filters"]},
    "total order": {"no": [], "yes": ["--total-order"]},
    "page index": {"yes": [], "no": ["--no-page-index"]},
}

# ALP is not among them: no engine that is at hand reads it.
ENCODINGS = {
    "BOOLEAN": ["PLAIN", "RLE"],
    "INT32": ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    "INT64": ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    "FLOAT": ["PLAIN", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"],
    "DOUBLE": ["PLAIN", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"],
    "BYTE_ARRAY": ["PLAIN", "RLE_DICTIONARY", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    "FIXED_LEN_BYTE_ARRAY": ["PLAIN", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"],
}
ENCODING_NAMES = {name for names in ENCODINGS.values() for name in names}
CHOSEN = "chosen by the profile"


class Rewrite:
    """The options of one rewrite: of the file, and the encoding of each leaf."""

    def __init__(self, options, encodings):
        self.options = options
        self.encodings = encodings

    def arguments(self):
        found = [argument for option, value in self.options.items() for argument in FILE_OPTIONS[option][value]]
        for path, encoding in self.encodings.items():
            if encoding != CHOSEN:
                found += ["--encoding", f"{path}={encoding}"]
        return found

    def __str__(self):
        usual = {option: next(iter(values)) for option, values in FILE_OPTIONS.items()}
        return " ".join(f"{option} {value}" for option, value in self.options.items() if value != usual[option]) or "as usual"


def pairs_of(rewrite, leaves):
    """The pairs of options' values that the rewrite is an instance of, with the kind of the column they are for. `leaves` is a
    list of (path, physical type, traits), traits being pairs of a name and a value, such as the nesting."""
    found = set()
    for path, physical, traits in leaves:
        values = [*rewrite.options.items(), ("encoding", rewrite.encodings[path]), *traits]
        for pair in combinations(values, 2):
            found.add((physical, *pair))
    return found


def _possible_pairs(physical, traits):
    values = [[(option, value) for value in values] for option, values in FILE_OPTIONS.items()]
    values.append([("encoding", encoding) for encoding in [CHOSEN, *ENCODINGS[physical]]])
    # Traits are the file's, so that only their pairs with options can be chosen.
    for left, right in combinations(values, 2):
        yield from ((physical, *pair) for pair in product(left, right))
    for trait in traits:
        for options in values:
            yield from ((physical, pair, trait) for pair in options)


class Design:
    """Hands out rewrites for one file after the other, each time that of some random ones which meets most new pairs."""

    def __init__(self, seed="covering"):
        self.chance = random.Random(seed)
        self.wanted = set()
        self.met = set()

    def _candidate(self, leaves):
        options = {option: self.chance.choice(list(values)) for option, values in FILE_OPTIONS.items()}
        encodings = {path: self.chance.choice([CHOSEN, *ENCODINGS[physical]]) for path, physical, _ in leaves}
        return Rewrite(options, encodings)

    def rewrites(self, leaves, count, candidates=8):
        for _, physical, traits in leaves:
            self.wanted.update(_possible_pairs(physical, traits))
        found = []
        for _ in range(count):
            tried = []
            for _ in range(candidates):
                candidate = self._candidate(leaves)
                tried.append((len((pairs_of(candidate, leaves) & self.wanted) - self.met), len(tried), candidate))
            best = max(tried)[2]
            self.met |= pairs_of(best, leaves)
            found.append(best)
        return found

    def missing(self):
        return self.wanted - self.met


def all_rewrites(leaves):
    """Every combination of profile, page version and codec, with each encoding of each column in turn; the rest at random."""
    chance = random.Random("all")
    for turn in range(1 + max((len(ENCODINGS[physical]) for _, physical, _ in leaves), default=0)):
        encodings = {
            path: [CHOSEN, *ENCODINGS[physical]][turn % (1 + len(ENCODINGS[physical]))] for path, physical, _ in leaves
        }
        for profile, version, codec in product(*(FILE_OPTIONS[name] for name in ("profile", "page version", "codec"))):
            options = {option: chance.choice(list(values)) for option, values in FILE_OPTIONS.items()}
            options |= {"profile": profile, "page version": version, "codec": codec}
            yield Rewrite(options, encodings)
