"""Mistakes put into the engine on purpose, one at a time: a test has to notice each. Run by hand: `make mutanten`.

    python -m tests.mutanten [NAME ...]

A mutant is a replacement of text in a copy of the program, which the named tests then run on. Killed: a test fails. Alive: nobody noticed.
Stale: the text is not there any more, and the mutant has to follow the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
KILLED, ALIVE, STALE, BROKEN = "gedood", "LEEFT", "VEROUDERD", "STUK"
LONGEST = 600

APPLY, MERGE, MAP, PAKKET, SEAL, VREEMD, CAPTURE, STORE, VERSIES, SPOOR, LASTIG, SNAPSHOT, ERASURE, MODEL = (
    f"tests/db/test_{name}.py"
    for name in (
        "apply",
        "merge",
        "map",
        "pakket",
        "seal",
        "vreemd",
        "capture",
        "store",
        "versies",
        "spoor",
        "lastig",
        "snapshot",
        "erasure",
        "model",
    )
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong, where, and which tests have to see it."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


def _of(path: str, *mutants: tuple[str, str, str, tuple[str, ...]]) -> list[Mutant]:
    return [Mutant(name, path, old, new, tests) for name, old, new, tests in mutants]


MUTANTS = [
    *_of(
        "db/sync/apply.py",
        ("geen oorzakelijke volgorde", "return None if tx.ctx in self._met else self._unmet(tx.ctx)", "return None", (APPLY, MERGE)),
        ("de laatste die binnenkomt wint", "heads.append(no << 32 | idx)", "heads[:] = [no << 32 | idx]", (MERGE,)),
        ("wat vervangen is blijft een kop", "                    heads.remove(head)\n", "", (MERGE,)),
        ("de som van de koppen telt alleen op", "change -= share(dot)", "change -= 0", (APPLY, MERGE)),
        ("gaten in een stroom", "if tx.seq != at.seq + 1:", "if tx.seq > at.seq + 2:", (APPLY, MERGE)),
        ("de keten wordt niet gevolgd", "if tx.prev != at.tip:", "if False:", (APPLY,)),
        ("op welke tak de schrijver was telt niet", "if here is not None and here[:8] != entry.hash8:", "if False:", (APPLY,)),
        ("geen handtekening", "if at.key is None or not signed(tx, at.key):", "if False:", (APPLY,)),
        (
            "wat wacht wordt niet nagekeken",
            "            if at.key is not None and not signed(tx, at.key):\n                raise Forged(tx.device)\n            why",
            "            why",
            (APPLY,),
        ),
        ("een tweede tak is een dubbele", "if self._hash(at, tx.seq) in (tx.hash, None):", "if True:", (APPLY,)),
        (
            "een stroom van een andere laptop",
            "        if tx.device != at.device:\n            raise Forged(tx.device)\n",
            "",
            (APPLY, PAKKET),
        ),
        ("wat een nieuwer programma vraagt", "if b'\"vereist\"' in tx.meta and not _required(tx.meta) <= FEATURES:", "if False:", (APPLY,)),
        (
            "ingetrokken zonder einde",
            "end if until is None else min(end, until.get(tx.stream, registry.NOTHING).seq)",
            "end",
            (LASTIG, APPLY),
        ),
        (
            "eerlijk werk op ingetrokken werk",
            "if tx.seq > self._end(tx) and tx.seq > self._needed.get(tx.stream, 0):",
            "if tx.seq > self._end(tx):",
            (APPLY,),
        ),
        ("een klok ver vooruit wordt overgenomen", "if tx.hlc <= self._horizon:", "if True:", (APPLY,)),
        (
            "een import laat sporen na in de eigen stroom",
            '            self._cursor.execute("DELETE FROM sync_capture")\n',
            "",
            (APPLY, MERGE),
        ),
        (
            "wat is aangekomen blijft wachten",
            '            if at.moved:\n                self._cursor.execute(\n                    "DELETE',
            '            if False:\n                self._cursor.execute(\n                    "DELETE',
            (APPLY, MERGE),
        ),
        ("wat wachtte wordt niet opnieuw geprobeerd", "going = bool(places)", "going = False", (APPLY, MERGE)),
    ),
    *_of(
        "db/sync/seal.py",
        (
            "wie bewaart kent alle waarden",
            "if seen is not None else h.value == winner.value)]",
            "if seen is not None else True)]",
            (SEAL, MERGE),
        ),
        ("wat een formulier toonde telt niet", "                op.base = pack_dots(seen)\n", "                pass\n", (SEAL, APPLY)),
        (
            "een verschil is niet op de getoonde waarde te beslissen",
            "and not (seen is not None and _settles(cell_heads, seen)):",
            "and True:",
            (SEAL, MERGE),
        ),
        ("wat verder vooruit was toont niet", "if _order(first) > (last, Dot(self.stream, seq, idx)):", "if False:", (SEAL, MERGE)),
        (
            "een wissing kent maar een van de levens",
            "row, DEAD if values is None else ALIVE, life_heads)",
            "row, DEAD if values is None else ALIVE, life_heads[:1])",
            (SEAL, MERGE),
        ),
        ("leeg door een rare waarde is een wijziging", "if value == NULL and (name, issues.BROKEN) in marked:", "if False:", (APPLY,)),
        (
            "hoofdletters tellen niet",
            "if value == winner.value and not beside",
            "if value.lower() == winner.value.lower() and not beside",
            (CAPTURE,),
        ),
        ("de stempel loopt terug", "return max(now, last + 1) if last <= now + HOUR else now", "return now", (SEAL,)),
        (
            "een vergiftigde klok gaat verder",
            "return max(now, last + 1) if last <= now + HOUR else now",
            "return max(now, last + 1)",
            (LASTIG,),
        ),
        (
            "wat de schrijver wist staat er niet in",
            'FROM sync_stream WHERE stream <> ? AND tip_seq > 0", (self.stream,)',
            'FROM sync_stream WHERE stream <> ? AND tip_seq < 0", (self.stream,)',
            (APPLY, MERGE),
        ),
        (
            "gaten in de eigen stroom",
            "tx, seq, last = tx + 1, seq + 1, self._stamp(last)",
            "tx, seq, last = tx + 1, seq + 2, self._stamp(last)",
            (SEAL, MERGE),
        ),
    ),
    *_of(
        "db/sync/audit.py",
        (
            "een wissing wint van wat zij niet zag",
            "return not all(any(knew(dead, head.order[1])",
            "return False and all(any(knew(dead, head.order[1])",
            (APPLY, MERGE),
        ),
        (
            "een wissing zag er een te weinig",
            "return any(stream == dot.stream and dot.seq <= seq for",
            "return any(stream == dot.stream and dot.seq < seq for",
            (APPLY, MERGE),
        ),
    ),
    *_of(
        "db/sync/project.py",
        (
            "een kind houdt zijn ouder niet",
            "waiting = {key: heads for key, heads in self._load(lacking).items() if LIFE in heads}",
            "waiting = {}",
            (APPLY, MERGE),
        ),
        (
            "een ouder zonder kind blijft",
            "        while standing:\n            key = standing.pop()",
            "        while kept:\n            key = kept.pop()",
            (APPLY, MERGE),
        ),
        ("niet de laatste toont", "max(several, key=lambda head: head.order)", "min(several, key=lambda head: head.order)", (MERGE,)),
        (
            "wat nergens naar wijst blijft leeg",
            "(kind == issues.BROKEN or row in known.get(table, ()))",
            "row in known.get(table, ())",
            (APPLY,),
        ),
        ("verschillen worden niet gemerkt", "yield row, self._numbers[table, cell], issues.DIFFER", "yield from ()", (APPLY, MERGE)),
        (
            "wat nu gekend is wordt niet getoond",
            "touched.setdefault(row, {})[number] = None\n    projection.place(touched, ())",
            "pass\n    projection.place(touched, ())",
            (APPLY, VERSIES),
        ),
    ),
    *_of(
        "db/sync/gaps.py",
        ("wat anderen noemen is niet weg", "            there_is(entry.stream, entry.seq)\n", "            pass\n", (LASTIG,)),
        (
            "wie is teruggezet had alles nog",
            "    if then < now:\n        return dict(have)\n",
            "    if then < now:\n        return {s: max(before.get(s, 0), have.get(s, 0)) for s in before.keys() | have.keys()}\n",
            (LASTIG,),
        ),
        ("wat een laptop zei wordt minder", "choose, streams = (max, before", "choose, streams = (min, before", (APPLY, MAP, VREEMD)),
    ),
    *_of(
        "db/sync/stand.py",
        ("de stand ziet de toppen niet", 'made.update(struct.pack(">8sQ", stream, seq) + tip)', "pass", (LASTIG,)),
    ),
    *_of(
        "db/store.py",
        ("recursive_triggers uit", '"recursive_triggers=ON"', '"recursive_triggers=OFF"', (CAPTURE, STORE)),
        (
            "na een mislukt zegel blijft de transactie open",
            "            raw.rollback()\n            raise\n",
            "            raise\n",
            (STORE,),
        ),
        (
            "een mislukte import laat sporen na",
            "cursor.connection.rollback()\n                    raise\n                finally",
            "cursor.connection.commit()\n                    raise\n                finally",
            (APPLY, MERGE),
        ),
        ("een voorbeeld blijft staan", '"COMMIT" if keep else "ROLLBACK"', '"COMMIT"', (APPLY,)),
        (
            "wat buiten het programma is geschreven",
            "            self._seal_outside()\n            with self._raw() as cursor:\n                cache",
            "            with self._raw() as cursor:\n                cache",
            (APPLY,),
        ),
        ("geen sleutels tussen tabellen", '"foreign_keys=ON"', '"foreign_keys=OFF"', (STORE,)),
    ),
    *_of(
        "db/sync/pakket.py",
        ("een pakket zonder handtekening", '.verify(_unb64(trailer["handtekening"]), DOMAIN + digest)', ".public_bytes_raw()", (PAKKET,)),
        ("voor wie het is telt niet", "if team.device not in manifest.to:", "if False:", (PAKKET,)),
        ("van welk team telt niet", 'if bytes.fromhex(said["ws"]) != team.ws:', "if False:", (PAKKET,)),
        ("een reeks zonder handtekening", "if tx.hash[:8] != run.hash8 or (", "if False and (", (PAKKET,)),
        ("geen grens aan wat eruit komt", "if given > FREE + RATIO * taken:", "if False:", (PAKKET,)),
        ("de tweede keer mag het anders zijn", "if opened.source.sha256.digest() != self.sha256:", "if False:", (PAKKET,)),
        ("een regel minder", "or count != manifest.count:", ":", (PAKKET,)),
        ("een ingetrokken laptop wordt gelezen", "if laptops[manifest.device].withdrawn:", "if False:", (PAKKET, MAP)),
        ("een nieuwere versie wordt gelezen", "if version > VERSION:", "if False:", (PAKKET,)),
        (
            "zichtbaar voor het heel is",
            'folder / f".{os.urandom(8).hex()}.tmp"',
            'folder / f"{os.urandom(8).hex()}.retpakket"',
            (PAKKET, MAP),
        ),
    ),
    *_of(
        "db/sync/map.py",
        ("wie het niet kan openen krijgt het niet", "if device in manifest.to:", "if True:", (MAP, VREEMD)),
        (
            "werk van anderen wordt niet doorgegeven",
            "below = (1, low.get(stream, 0))",
            "below = (1, low.get(stream, 0) if (stream,) in cursor.execute(\"SELECT v FROM sync_local WHERE k = 'stream'\") else tip)",
            (MAP, VREEMD),
        ),
        ("een vervalst pakket telt mee", "            found.drop(package.sha256)\n", "            pass\n", (MAP,)),
        (
            "eigen bestanden gaan te vroeg",
            "        if _superseded(manifest, rest, others, peers) or (",
            "        if rest or (",
            (MAP, VREEMD),
        ),
        (
            "half gekopieerde bestanden worden gelezen",
            'TEMPORARY = (".tmp", ".part", ".partial", ".crdownload", ".download")',
            "TEMPORARY = ()",
            (MAP, VREEMD),
        ),
        ("een kopie is een ander pakket", "present.setdefault(place.sha256, []).append(path)", "present[place.sha256] = [path]", (MAP,)),
        (
            "alleen bestanden met onze naam",
            "if ENDING in name and not",
            "if name.endswith(ENDING) and name.count('-') == 3 and not",
            (MAP, VREEMD),
        ),
        ("een bestand dat veranderde is nog heel", "place[:2] != (stat.st_size, stat.st_mtime_ns) or", "", (MAP, VREEMD)),
        (
            "nooit klaar",
            "or not (wanted or any(seq > said.get(stream, -1) for stream, seq in far.items())):",
            ":",
            (MAP, VREEMD),
        ),
        (
            "wat alleen is gehoord gaat ook de map in",
            "        erasure.carry_out(store)  # what a file told",
            "        # what a file told",
            (ERASURE,),
        ),
        ("elke opdracht schrijft alles opnieuw", "after=seen", "after=0", (ERASURE,)),
        (
            "wie niets te melden heeft zwijgt",
            "(wanted or any(seq > said.get(stream, -1) for stream, seq in far.items()))",
            "wanted",
            (MAP, VREEMD),
        ),
    ),
    *_of(
        "db/store.py",
        (
            "wat overschreven is staat nog naast het bestand",
            "                        _empty_log_of(cursor)\n",
            "                        pass\n",
            (ERASURE,),
        ),
        ("wat een oudere versie overnam telt niet", "                    erasure.hear_log(cursor)\n", "", (ERASURE,)),
        (
            "een teruggezette kopie gaat door in haar stroom",
            'if not fresh and not spoor.fits(local["stream"], partial(hash_of, cursor, local["stream"])):',
            "if False:",
            (SPOOR, VREEMD),
        ),
    ),
    *_of(
        "db/sync/spoor.py",
        ("een andere map is dezelfde", " + os.fsencode(database.resolve())", "", (SPOOR,)),
        ("een andere machine is dezelfde", "self._where = machine() +", 'self._where = b"" +', (SPOOR,)),
        ("hoe ver de stroom was telt niet", "return found is not None and hmac", "return found is None or hmac", (SPOOR, VREEMD)),
    ),
    *_of(
        "db/sync/registry.py",
        ("wie het verst intrekt wint", "return {stream: min(until[stream]", "return {stream: max(until[stream]", (LASTIG,)),
        ("intrekken zonder handtekening", "return found if signed_by(root, found) else None", "return found", (LASTIG,)),
        (
            "toelaten zonder handtekening",
            "        return False\n    try:\n        root.verify(certificate",
            "        return False\n    return True\n    try:\n        root.verify(certificate",
            (APPLY, PAKKET),
        ),
    ),
    *_of(
        "db/sync/erasure.py",
        ("wissen zonder handtekening", "return found if signed_by(root, found) else None", "return found", (LASTIG,)),
        (
            "wissen op deze laptop zonder handtekening",
            "json.loads(handed))] if signed_by(root, one)])",
            "json.loads(handed))]])",
            (LASTIG,),
        ),
        ("wissen in een wachtend pakket gebeurt niet", "    _from_waiting(cursor)\n", "", (ERASURE, MERGE)),
        ("het zout van wat is gewist blijft", "bytes(32) if idx in erased else salts[idx]", "salts[idx]", (ERASURE,)),
        ("gewist werk zonder opdracht", "if not bare.issubset(erased):", "if False:", (ERASURE, LASTIG)),
        ("een gewiste tekst blijft staan", "        touched.add(row)\n", "", (LASTIG,)),
        ("een plek is ook een leven", "cell != LIFE and not self.single", "not self.single", (ERASURE,)),
        (
            "wat nog eens is geschreven blijft staan",
            "return (place, WAS + was + place[16:]) if was else (place,)",
            "return (place,)",
            (ERASURE,),
        ),
        ("wat gewist is telt een keer", 'cursor.execute("UPDATE sync_erasure SET done = 0")', "pass", (LASTIG,)),
        ("wie het team is kan worden gewist", "STAYS = frozenset((TABLE, registry.TABLE))", "STAYS = frozenset((TABLE,))", (ERASURE,)),
    ),
    *_of(
        "db/sync/apply.py",
        (
            "een late kopie wordt niet gewist",
            "            tx = self._erased.without(tx)\n",
            "            self._erased.without(tx)\n",
            (ERASURE, MERGE),
        ),
        (
            "een wissing die wacht telt niet",
            "            self._waiting[tx.stream, tx.seq, tx.hash] = tx\n            self._heed_orders(tx.ops)\n",
            "            self._waiting[tx.stream, tx.seq, tx.hash] = tx\n",
            (LASTIG,),
        ),
        ("een momentopname laat weg wat zij wil", "if not self._erased.allows(header):", "if False:", (LASTIG,)),
    ),
    *_of(
        "db/sync/audit.py",
        (
            "een gewiste rij komt terug",
            "return any(head.value[:1] == GONE for head in heads.get(LIFE, ()))",
            "return False",
            (ERASURE, MERGE),
        ),
        ("gewist zonder opdracht is heel", "strange |= value[:1] == GONE and not goes", "pass", (ERASURE,)),
    ),
    *_of(
        "db/sync/tx.py",
        ("het zout van gestript werk blijft", "            salts[idx] = bytes(32)\n", "", (LASTIG,)),
        ("gewiste waarden zonder vorm", "return not any(op.value[:1] == GONE for op in ops)", "return True", (ERASURE,)),
    ),
    *_of(
        "db/sync/pakket.py",
        ("een pakket kan zelf wissen", "if ordered_by(team.root, one))", ")", (LASTIG,)),
        ("een pakket zegt niet wat gewist is", "else needed(cursor, runs))]", "else ())]", (ERASURE, VREEMD)),
    ),
    *_of(
        "db/sync/map.py",
        (
            "eigen bestanden houden wat gewist is",
            "outdated(cursor, team, found)\n            peers",
            "set[bytes]()\n            peers",
            (ERASURE, MAP),
        ),
    ),
    *_of(
        "db/sync/seal.py",
        ("een gewiste rij is opnieuw te schrijven", 'cursor.execute("UPDATE sync_erasure SET done = 0")', "pass", (LASTIG,)),
    ),
    *_of(
        "tests/db/sync_model.py",
        ("model: een late kopie wordt niet gewist", "            t = s.strip(t)\n", "", (MODEL,)),
        ("model: wat wacht wordt niet gewist", "s.log, s.parked = (", "s.log, _ = (", (MODEL,)),
        ("model: een gewiste rij komt terug", "r not in s.gone and s._alive0(r)", "s._alive0(r)", (MODEL,)),
        ("model: een kind houdt een gewiste ouder", "return None if p in s.gone else p", "return p", (MODEL,)),
    ),
    *_of(
        "db/sync/filling.py",
        ("de aanvulling hoeft niet aan te sluiten", "or tx.prev != part.hash or", "or", (SNAPSHOT,)),
    ),
]


def run(mutant: Mutant, folder: Path) -> tuple[str, float]:
    """What became of a mutant in a copy of the program, and after how many seconds."""
    path = folder / mutant.path
    sound = path.read_text()
    if sound.count(mutant.old) != 1:
        return STALE, 0.0
    started = time.monotonic()
    path.write_text(sound.replace(mutant.old, mutant.new))
    try:
        tests = [test for test in mutant.tests if (folder / test).exists()]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests],
            cwd=folder, env=os.environ | {"RETCLI_VLUG": "1", "PYTHONPATH": str(folder)}, capture_output=True, timeout=LONGEST, check=False,
        )  # fmt: skip
        outcome = {0: ALIVE, 1: KILLED}.get(done.returncode, BROKEN)
    except subprocess.TimeoutExpired:
        outcome = KILLED
    finally:
        path.write_text(sound)
    return outcome, time.monotonic() - started


def main(names: list[str]) -> int:
    """Run the mutants with these words in their names, or all; 0 when each was killed."""
    chosen = [mutant for mutant in MUTANTS if not names or any(name in mutant.name for name in names)]
    outcomes: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("db", "retcli", "screens", "tests", "docs"):
            shutil.copytree(HERE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__"))
        shutil.copy(HERE / "pyproject.toml", folder)
        for mutant in chosen:
            outcome, seconds = run(mutant, folder)
            outcomes.append(outcome)
            sys.stdout.write(f"{outcome:9} {seconds:5.0f} s  {mutant.path}: {mutant.name}\n")
            sys.stdout.flush()
    told = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in (KILLED, ALIVE, STALE, BROKEN) if outcome in outcomes)
    sys.stdout.write(f"{len(outcomes)} mutanten: {told}\n")
    return int(outcomes.count(KILLED) < len(outcomes))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
