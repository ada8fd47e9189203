"""Makes lists/fakers.txt, more names of people, figures and things, from two packages that make sample data. Run it only
to renew the list; "go generate" needs none of this. lists/NOTICE names the packages, their versions and their licences.

  apt-get download ruby-faker python3-fake-factory && for f in *.deb; do dpkg -x "$f" fakers; done
  python3 fakers.py fakers lists        (needs PyYAML)
"""
import collections, glob, os, re, sys, yaml

root, out = sys.argv[1:3]
dropped = {int(l, 16) for l in open(f"{out}/dropped.txt") if not l.startswith("#")}


def clean(name):
    for w in re.findall(r"[A-Za-z']+", name):
        h = 14695981039346656037
        for c in w.encode():
            h = (h ^ (c | 0x20)) * 1099511628211 % 2**64
        if h | 1 << 63 in dropped:
            return False
    return True


what = {}
for kind, keys in {
    "figure": "characters character hero heroes heros champion fighter midfielders defenders forwards goalkeepers coach coaches "
              "players player actors real_name game_name scientist queens villain villains solo artist leaders gods titans kings god titan primordial",
    "place": "locations location cities planets islands capital_city regions worlds kingdoms land",
    "group": "teams team bands girl_groups boy_bands ii_groups iii_groups brand manufacture publisher clubs companies houses",
    "title": "demonym nationality title albums songs song game games play adult_musical kids_musical species races monsters breed episode_titles items",
}.items():
    what |= {k: kind for k in keys.split()}
named = {"programming_language": "title", "currency": "title", "mountain": "place", "rock_band": "group", "app": "group", "bank": "group", "beer": "title"}
names = collections.defaultdict(set)
latin = re.compile(r"[^\W\d_][^\W\d_'’-]+$")
proper = re.compile(r"[A-Z][A-Za-z'’-]+( [A-Z][A-Za-z'’-]+){0,2}$")


def walk(tree, module=""):
    for key, value in tree.items():
        kind = named.get(module) if key == "name" else what.get(key)
        if isinstance(value, dict):
            walk(value, key)
        elif isinstance(value, list) and kind:
            names[kind] |= {v for v in value if isinstance(v, str) and proper.match(v) and not v.startswith(("The ", "A ")) and clean(v)}
        elif isinstance(value, list) and key in ("female_first_name", "male_first_name", "last_name"):
            words = {v.lower() for v in value if isinstance(v, str) and latin.match(v)}
            names["given census" if "first" in key else "family sample"] |= words


for f in glob.glob(f"{root}/**/locales/en/*.yml", recursive=True):
    walk(yaml.safe_load(open(f, encoding="utf-8").read().replace("\t", " "))["en"]["faker"])
for f in glob.glob(f"{root}/**/providers/person/*/__init__.py", recursive=True):
    text, locale = open(f, encoding="utf-8").read(), os.path.basename(os.path.dirname(f))
    for var, kind in (("first_names", "given"), ("last_names", "family")):
        for block in re.findall(rf"{var}\w*\s*=\s*\((.*?)\)", text, re.S):
            names[f"{kind} {locale}"] |= {w.lower() for q in re.findall(r"""["']([^"'\n]+)["']""", block) for w in q.split() if latin.match(w) and re.match(r"[A-Za-zÀ-ɏḀ-ỿ]", w)}
with open(f"{out}/fakers.txt", "w", encoding="utf-8") as f:
    f.write("# People, figures, places and things from ruby-faker and faker: what, tab, names.\n")
    for kind, found in sorted(names.items()):
        if found:
            f.write(kind + "\t" + ("|" if kind in what.values() else " ").join(sorted(found)) + "\n")
