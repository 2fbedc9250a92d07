"""Exchanging files with the other laptops of the team, in words: what would come in, what came in, what is missing, who was heard of.

The engine is `db/sync/map.py`; here it becomes what people read. An exchange takes a while and holds the database: it belongs in a thread,
and `progress` may raise `Afgebroken` there. Each package comes in whole or not at all, so there is nothing half to come back to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from db.clean import clean
from db.columns import instant_text
from db.sync import apply, fork, gaps, registry, stand
from db.sync import map as folders
from db.sync.apply import Waiting, Why
from db.sync.map import Exchanged
from db.sync.pakket import SNAPSHOT, Manifest, Reden

from . import kopie, text, verschillen
from .errors import Refused
from .nietgelezen import Ongelezen
from .toegang import Toegang
from .wisselbeeld import Aantal, CasusRegel, together, told

Voortgang = Callable[[str, int, int], None]
"""Told what is being done (a sentence), how far it is and of how much; it may raise Afgebroken."""

Afgebroken = folders.Stopped
"""Someone broke the exchange off. What came in before stays, whole; the next exchange goes on from there."""

MERK = "uitgewisseld"
"""Key of `sync_local`: when files were exchanged last and with which folder, as JSON."""

VERTELD = "ingetrokken_verteld"
"""Key of `sync_local`: the files of withdrawn laptops in the folder that were told of once, as a JSON list of paths in it."""

FASEN = {
    folders.LOOKING: "De map wordt bekeken",
    folders.READING: "Het werk van de anderen wordt gelezen",
    folders.WRITING: "Het pakket voor de anderen wordt gemaakt",
}
ONBEKEND = "een laptop die hier nog niet bekend is"
WACHT = {
    Why.UNKNOWN: "{n} van {laptop} {staat} apart tot die is toegelaten; er gaat niets verloren.",
    Why.NEWER: "{n} van {laptop} {wacht} op een nieuwere versie van retcli. Werk het programma bij; er gaat niets verloren.",
    Why.WITHDRAWN: "{n} van {laptop} {is} van na het intrekken en {wordt} niet overgenomen.",
    Why.FORK: "{n} van {laptop} {staat} apart tot een laptop die gekopieerd werd is hersteld; er is niets weg.",
}
"""Why work of others waits. What came too early is not here: what it waits for is told as missing."""
WEG = (
    "Deze laptop doet niet meer mee: hij is ingetrokken. Wat u hier opschrijft komt niet bij de anderen; werk verder op een laptop die nog"
    " meedoet."
)
ANDERS = (
    "{laptop} las hetzelfde als deze laptop en heeft toch andere letters. Werk niet verder, bewaar een kopie en draai op beide"
    " `retcli controle`."
)


@dataclass(frozen=True, slots=True)
class Gelezen:
    """A package that was taken in: its path in the folder, the laptop that made it and when, how many changes it brought that were new
    here, and how many things there are to settle since."""

    bestand: str
    laptop: str
    op: datetime | None
    nieuw: int
    verschillen: int


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """A file that was left as it is, and why; `later` when it may mend by itself and is tried again."""

    bestand: str
    reden: str
    later: bool


@dataclass(frozen=True, slots=True)
class Mist:
    """Changes of one laptop that exist and are not here: their numbers, the laptops that have them, and all that as a sentence."""

    laptop: str
    van: int
    tot: int
    bij: tuple[str, ...]
    woorden: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorbeeld:
    """What an exchange would do, or did: `bestanden` counts the packages that lie in the folder whole; `waarschuwingen` are sentences, and
    `stil` are those about files that were left and that nobody has to do anything about."""

    bestanden: int
    gelezen: tuple[Gelezen, ...]
    aantallen: tuple[Aantal, ...]
    casussen: tuple[CasusRegel, ...]
    geweigerd: tuple[Geweigerd, ...]
    mist: tuple[Mist, ...]
    waarschuwingen: tuple[str, ...]
    stil: tuple[str, ...]
    geven: int
    """How many changes the others don't have yet: in a preview, those that would be written; else those that were."""
    stand: str
    """The six letters of what this laptop holds; in a preview, of what it would hold."""

    @property
    def nieuw(self) -> int:
        """How many changes of others were not here yet."""
        return sum(one.nieuw for one in self.gelezen)

    @property
    def verschillen(self) -> int:
        """How many things there are to settle that there were not before."""
        return sum(one.verschillen for one in self.gelezen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verslag(Voorbeeld):
    """What an exchange did: the files that it wrote, as paths in the folder, and how many of its own it tidied away."""

    geschreven: tuple[str, ...]
    opgeruimd: int
    afgebroken: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """When files were exchanged last, the six letters of what this laptop holds now, and how much there is to settle."""

    op: datetime
    stand: str
    verschillen: int


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the team: its name with whose it is, when it last said how far it was, and whether it then had all that this one has now
    and nothing else."""

    naam: str
    deze: bool
    ingetrokken: bool
    gehoord: datetime | None
    gelijk: bool


def stil(wat: str, gedaan: int, totaal: int) -> None:
    """Progress that nobody looks at."""


# --- exchanging


def voorbeeld(team: Toegang, folder: Path, progress: Voortgang = stil) -> Voorbeeld:
    """What an exchange with this folder would bring; nothing is written. Raises RetError, and Afgebroken when `progress` does."""
    _fits(team, folder)

    before = _to_settle(team)

    def look(cursor: Any, done: Exchanged) -> Voorbeeld:
        lacking = folders.lacking(cursor, registry.team(cursor), list(done.manifests.values()))
        given = sum(last - first + 1 for runs in lacking.values() for first, last in runs)
        return Voorbeeld(**_seen(cursor, folder, done, before), geven=given)

    return folders.preview(team.store, folder, look, progress=_worded(progress))


def wissel_uit(team: Toegang, folder: Path, progress: Voortgang = stil) -> Verslag:
    """Take in what others wrote, and write what they lack. Broken off it gives the report of what came in whole. Raises RetError."""
    _fits(team, folder)
    before = _to_settle(team)
    done = folders.exchange(team.store, folder, progress=_worded(progress))
    return _report(team, folder, done, before)


def lees(team: Toegang, bestanden: Sequence[Path], progress: Voortgang = stil) -> Verslag:
    """Take in packages by hand, wherever they are; nothing is written. Raises RetError."""
    before = _to_settle(team)
    done = folders.read_files(team.store, bestanden, progress=_worded(progress))
    return _report(team, None, done, before)


def _to_settle(team: Toegang) -> set[tuple[object, ...]]:
    with team.store.raw_cursor() as cursor:
        return verschillen.sleutels(cursor)


def _fits(team: Toegang, folder: Path) -> None:
    """Say so where a folder can't be the one that laptops share."""
    try:
        here, data = folder.resolve(), team.place.folder.resolve()
    except (OSError, RuntimeError):
        return  # the exchange says what is the matter
    if here == data or data in here.parents:
        raise Refused("Dit is de map van het programma zelf.", "Kies een map op een stick, of een die u met de anderen deelt.")
    if here.name == team.store.local()["device"][:4].hex():
        raise Refused("Dit is de submap waarin deze laptop schrijft.", "Kies de map erboven.")


def _worded(progress: Voortgang) -> folders.Progress:
    return lambda what, done, total: progress(FASEN[what], done, total)


def _report(team: Toegang, folder: Path | None, done: Exchanged, before: set[tuple[object, ...]]) -> Verslag:
    with team.store.raw_cursor() as cursor:
        seen = _seen(cursor, folder, done, before)
        if not done.stopped:
            last = str(folder.absolute()) if folder else _mark(cursor).get("map", "")
            kept: dict[str, object] = {MERK: {"op": instant_text(team.now()), "map": last}}
            if folder is not None:
                kept[VERTELD] = sorted(_inside(folder, one.path) for one in done.refused if _of_withdrawn(one))
            for key, value in kept.items():
                cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (key, json.dumps(value).encode()))
        return Verslag(
            **seen,
            geven=done.written.manifest.count if done.written else 0,
            geschreven=(_inside(folder, done.written.path),) if done.written else (),
            opgeruimd=len(done.removed),
            afgebroken=done.stopped,
        )


def _seen(cursor: Any, folder: Path | None, done: Exchanged, before: set[tuple[object, ...]]) -> dict[str, Any]:
    """What a preview and a report have in common, as a cursor that sees all of it taken in has it; `before` was to settle already."""
    names, copied = namen(cursor), {one.device for one in fork.forks(cursor)}
    aantallen, casussen = told(cursor, together(taken.rows for _, taken in done.taken), sum(taken.txs for _, taken in done.taken))
    ahead: dict[bytes, int] = {}
    for _, taken in done.taken:
        ahead |= taken.ahead
    unread = Ongelezen(cursor, names, done.manifests.values())
    told_before = _kept(cursor, VERTELD) or () if folder is not None else ()
    new = len(verschillen.sleutels(cursor) - before)  # what came in settled already is nothing to look at
    clashes: list[int] = []
    for _, taken in done.taken:
        clashes.append(min(new, taken.differences + taken.contested))
        new -= clashes[-1]
    if clashes:
        clashes[-1] += new  # one code for two casussen, what is kept or has no place: no package brought it alone
    here = registry.team(cursor).device
    return {
        "bestanden": len(done.manifests),
        "gelezen": tuple(
            Gelezen(
                _inside(folder, package.path),
                names.get(package.manifest.device, ONBEKEND),
                folders.moment_of(package.manifest),
                taken.txs,
                clash,
            )
            for (package, taken), clash in zip(done.taken, clashes, strict=True)
        ),
        "aantallen": aantallen,
        "casussen": casussen,
        "geweigerd": tuple(
            Geweigerd(_inside(folder, one.path), unread.sentence(one), one.error.later)
            for one in done.refused
            if not unread.quiet(one) and not (_of_withdrawn(one) and _inside(folder, one.path) in told_before)
        ),
        "stil": unread.grey(done.refused),
        "mist": tuple(_missing(gap, names, here) for gap in gaps.missing(cursor)),
        "waarschuwingen": (
            *([WEG] if _withdrawn(cursor) else []),
            *_waiting([one for one in apply.waiting(cursor) if one.device not in copied or one.why != Why.FORK], names),
            *kopie.woorden(cursor, names, here),
            *(_fast(names.get(device, ONBEKEND), ms) for device, ms in sorted(ahead.items())),
            *_unlike(cursor, done.manifests.values(), names),
            *_earlier(done, names),
        ),
        "stand": stand.letters(stand.digest(cursor)),
    }


def _withdrawn(cursor: Any) -> bool:
    """Whether this laptop was withdrawn, as far as it heard."""
    team = registry.team(cursor)
    return team.device in team.laptops and team.laptops[team.device].withdrawn


def _of_withdrawn(one: folders.Refused) -> bool:
    """Whether a file is left for good because its laptop was withdrawn."""
    return one.error.reden == Reden.INGETROKKEN


def _inside(folder: Path | None, path: Path) -> str:
    """The path in the folder as people and other programs write it; the name alone of a file from elsewhere."""
    shown = path.relative_to(folder).as_posix() if folder is not None and path.is_relative_to(folder) else path.name
    return "".join(c if c.isprintable() else "?" for c in shown)


# --- in words


def namen(cursor: Any) -> dict[bytes, str]:
    """What each laptop of the team is called, by its device: its name, and whose it is where the name doesn't say so."""
    rows = {
        row: (clean(str(naam or "laptop"), lines=False).text, clean(str(van or ""), lines=False).text)
        for row, naam, van in cursor.execute("SELECT a.id, a.naam, l.naam FROM apparaat a LEFT JOIN lid l ON l.id = a.lid").fetchall()
    }
    found = {}
    for device in registry.team(cursor).laptops:
        naam, van = rows.get(registry.apparaat_id(device).bytes, ("laptop", ""))
        said = not van.strip() or van.split()[0].casefold() in naam.casefold()
        found[device] = naam if said else f"{naam} van {van}"
    return found


def _missing(gap: gaps.Gap, names: Mapping[bytes, str], here: bytes) -> Mist:
    """A gap in words; what this laptop said that it had before a copy was put back, it has no more."""
    of = names.get(gap.device, ONBEKEND) if gap.device else ONBEKEND
    holders = tuple(sorted(names.get(device, ONBEKEND) for device in gap.holders if device != here))
    one = gap.first == gap.last
    which = f"{gap.first if one else f'{gap.first}-{gap.last}'}"
    if gap.device == here:
        first = f"{_begun(text.listed(holders))} {'heeft' if len(holders) == 1 else 'hebben'} het"
        where = (
            f"{first}: wissel daar uit, en daarna hier nog eens."
            if holders
            else "Het staat nog in de kopie `voor-terugzetten` van deze laptop."
        )
        return Mist(of, gap.first, gap.last, holders, f"Mist: werk van deze laptop zelf, van voor het terugzetten ({which}). {where}")
    others = [name for name in holders if name != of] + (["die laptop zelf"] if of in holders else [])
    if others:
        where = f"{text.listed(others)} {'heeft' if len(others) == 1 else 'hebben'} {'die' if one else 'ze'}."
    else:
        where = "vraag om een nieuw pakket van die laptop."
    return Mist(of, gap.first, gap.last, holders, f"Mist: {of} {which}. {_begun(where)}")


def _waiting(found: Iterable[Waiting], names: Mapping[bytes, str]) -> list[str]:
    """A sentence for each laptop and reason why work of others waits; what merely came too early is told as missing."""
    counted: dict[tuple[Why, str], int] = {}
    for one in found:
        if one.why in WACHT:
            key = one.why, names.get(one.device, ONBEKEND)
            counted[key] = counted.get(key, 0) + one.count
    several = {"staat": "staan", "wacht": "wachten", "is": "zijn", "wordt": "worden"}
    single = {verb: verb for verb in several}
    return [
        _begun(WACHT[why].format(n=text.count(n, "wijziging", "wijzigingen"), laptop=laptop, **(single if n == 1 else several)))
        for (why, laptop), n in counted.items()
    ]


def _fast(laptop: str, ms: int) -> str:
    hours, days = round(ms / 3_600_000), round(ms / 86_400_000)
    ahead = text.count(hours, "uur", "uur") if hours < 48 else text.count(days, "dag", "dagen")
    return f"De tijd van {laptop} staat {ahead} voor. Zet die daar goed; er gaat niets verloren."


def _earlier(done: Exchanged, names: Mapping[bytes, str]) -> Iterator[str]:
    """What a laptop that begins with a snapshot does not have, and that it has it after all."""
    for package, taken in done.taken:
        if package.manifest.kind == SNAPSHOT and taken.txs:
            of = names.get(package.manifest.device, ONBEKEND)
            yield f"Deze laptop begint met een momentopname van {of}; eerder werk is hier niet. Een pakket met alles vult het aan."
        if taken.filled:
            yield f"Het werk van voor de momentopname is aangevuld: {text.count(taken.filled, 'wijziging', 'wijzigingen')}."


def _unlike(cursor: Any, manifests: Iterable[Manifest], names: Mapping[bytes, str]) -> list[str]:
    """Laptops that took in exactly the same and made something else of it: that may never be."""
    here = {
        stream: (seq, tip[:8]) for stream, seq, tip in cursor.execute("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0")
    }
    letters = stand.letters(stand.digest(cursor))
    this = registry.team(cursor).device
    wrong = {one.device for one in manifests if one.stand not in (None, letters) and one.have == here and one.device != this}
    return [_begun(ANDERS.format(laptop=names.get(device, ONBEKEND))) for device in sorted(wrong)]


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


# --- what is known of the others


def laatste(session: Session) -> Stand | None:
    """The last exchange, None before the first; cheap enough for each drawing of the first screen."""
    cursor = session.connection().connection.cursor()
    moment = _mark(cursor).get("op")
    if moment is None:
        return None
    return Stand(datetime.fromisoformat(moment), stand.letters(stand.digest(cursor)), verschillen.tel(cursor))


def laatste_map(session: Session) -> str:
    """The folder of the last exchange; empty before the first."""
    return _mark(session.connection().connection.cursor()).get("map", "")


def laptops(session: Session) -> tuple[Laptop, ...]:
    """The laptops of the team: this one first, then those that take part, by when they were last heard of, then the withdrawn."""
    cursor = session.connection().connection.cursor()
    team, names, here, peers = registry.team(cursor), namen(cursor), stand.vector(cursor), gaps.peers(cursor)
    heard = dict(cursor.execute("SELECT device, max(at) FROM sync_peer GROUP BY device").fetchall())
    found = [
        Laptop(
            names[device],
            device == team.device,
            laptop.withdrawn,
            datetime.fromisoformat(heard[device]) if device in heard else None,
            peers.get(device) == here,
        )
        for device, laptop in sorted(team.laptops.items())
    ]
    return tuple(sorted(found, key=lambda one: (not one.deze, one.ingetrokken, -one.gehoord.timestamp() if one.gehoord else 0.0, one.naam)))


def _mark(cursor: Any) -> dict[str, str]:
    return dict(_kept(cursor, MERK) or {})


def _kept(cursor: Any, key: str) -> Any:
    found = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (key,)).fetchone()
    return json.loads(found[0]) if found else None
